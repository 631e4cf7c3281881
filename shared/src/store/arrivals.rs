//! The applications that staff are told of, by the hour: a handful with a message each, the others in a digest once the
//! hour is over.

use super::conditions::refused;
use super::items::{Item, number, text};
use super::{Error, Store, keys};
use crate::application::Reference;
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::types::AttributeValue;

/// For how many applications an hour staff get a message each.
pub const ARRIVALS_AN_HOUR: u32 = 5;

/// Days for which the hours are kept: long enough for a digest that was late.
const KEPT_DAYS: u16 = 2;

/// How staff are told of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// With a message of its own.
    Single,
    /// In the digest of its hour.
    Folded,
}

/// The applications that a digest tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedArrivals {
    /// The hour, in UTC, such as `2026-11-24T09`.
    pub hour: String,
    /// What the applications are called.
    pub references: Vec<Reference>,
}

impl Store {
    /// Decides how staff are told of an application that arrived. Asked again within the hour, the answer is the same.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn count_arrival(&self, reference: &Reference, now: Timestamp) -> Result<Arrival, Error> {
        let single = self.add_arrival(
            reference,
            "single",
            "attribute_not_exists(single) OR contains(single, :reference) OR size(single) < :limit",
            now,
        );
        if single.await? {
            return Ok(Arrival::Single);
        }
        self.add_arrival(reference, "folded", "size(single) >= :limit", now).await?;
        Ok(Arrival::Folded)
    }

    async fn add_arrival(
        &self,
        reference: &Reference,
        set: &str,
        condition: &str,
        now: Timestamp,
    ) -> Result<bool, Error> {
        let mut request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::arrivals(&now.hour())))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD {set} :added", keys::EXPIRES_AT))
            .condition_expression(condition)
            .expression_attribute_values(":entity", text("arrivals"))
            .expression_attribute_values(":added", AttributeValue::Ss(vec![reference.to_string()]))
            .expression_attribute_values(":limit", number(ARRIVALS_AN_HOUR.into()))
            .expression_attribute_values(":expires", number(now.plus_days(KEPT_DAYS).unix().unsigned_abs()));
        if condition.contains(":reference") {
            request = request.expression_attribute_values(":reference", text(reference.as_str()));
        }
        match request.send().await {
            Ok(_) => Ok(true),
            Err(error) => refused(error).map(|_| false),
        }
    }

    /// The hours that are over and have something for a digest, at most two days back.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn folded_arrivals(&self, now: Timestamp) -> Result<Vec<FoldedArrivals>, Error> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{} = :partition", keys::PARTITION))
            .expression_attribute_values(":partition", text(keys::ARRIVALS));
        let mut pages = query.into_paginator().items().send();
        let (mut found, current) = (Vec::new(), now.hour());
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| Error::from_sdk("Query", error))?;
            let hour = read(&item).ok_or(Error::malformed("arrivals"))?;
            if hour.hour < current && !hour.references.is_empty() {
                found.push(hour);
            }
        }
        Ok(found)
    }
}

fn read(item: &Item) -> Option<FoldedArrivals> {
    let hour = keys::arrival_hour(item.get(keys::SORT)?.as_s().ok()?)?.to_owned();
    let folded = item.get("folded").and_then(|value| value.as_ss().ok());
    let references = folded.into_iter().flatten().filter_map(|reference| reference.parse().ok());
    Some(FoldedArrivals { hour, references: references.collect() })
}
