//! Limits notices of arrivals to a handful an hour, and collects the rest for an hourly digest.

use crate::conditions::refused;
use crate::items::{Item, number, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::Reference;
use shared::timestamp::Timestamp;

/// For how many applications an hour staff get a message each.
pub const ARRIVALS_AN_HOUR: u32 = 5;

/// Days for which the hours are kept: long enough for a digest that was late.
const KEPT_DAYS: u16 = 2;

/// Seconds that an hour waits for writes that are on their way when it ends.
const GRACE_SECONDS: i64 = 5 * 60;

/// How staff are told of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// With a message of its own.
    Single,
    /// In the digest of its hour.
    InDigest,
}

/// The applications that a digest tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestedArrivals {
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
        let single = self
            .add_arrival("single", reference, now)
            .condition_expression(
                "attribute_not_exists(single) OR contains(single, :reference) OR size(single) < :limit",
            )
            .expression_attribute_values(":reference", text(reference.as_str()))
            .expression_attribute_values(":limit", number(ARRIVALS_AN_HOUR.into()));
        if let Err(error) = single.send().await {
            refused(error)?;
            let folded = self.add_arrival("folded", reference, now).send().await;
            folded.map_err(|error| Error::from_sdk("UpdateItem", error))?;
            return Ok(Arrival::InDigest);
        }
        Ok(Arrival::Single)
    }

    fn add_arrival(&self, set: &str, reference: &Reference, now: Timestamp) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::arrivals(&now.hour())))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD {set} :added", keys::EXPIRES_AT))
            .expression_attribute_values(":entity", text("arrivals"))
            .expression_attribute_values(":added", AttributeValue::Ss(vec![reference.to_string()]))
            .expression_attribute_values(":expires", number(now.plus_days(KEPT_DAYS).unix().unsigned_abs()))
    }

    /// The hours that have been over for five minutes and have something for a digest, at most two days back.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn digested_arrivals(&self, now: Timestamp) -> Result<Vec<DigestedArrivals>, Error> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{} = :partition", keys::PARTITION))
            .expression_attribute_values(":partition", text(keys::ARRIVALS));
        let mut pages = query.into_paginator().items().send();
        let over_before = Timestamp::from_unix(now.unix() - GRACE_SECONDS).hour();
        let mut found = Vec::new();
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| Error::from_sdk("Query", error))?;
            let hour = read(&item).ok_or(Error::malformed("arrivals"))?;
            if hour.hour < over_before && !hour.references.is_empty() {
                found.push(hour);
            }
        }
        Ok(found)
    }
}

fn read(item: &Item) -> Option<DigestedArrivals> {
    let hour = keys::arrival_hour(item.get(keys::SORT)?.as_s().ok()?)?.to_owned();
    let folded = item.get("folded").and_then(|value| value.as_ss().ok());
    let references = folded.into_iter().flatten().filter_map(|reference| reference.parse().ok());
    Some(DigestedArrivals { hour, references: references.collect() })
}
