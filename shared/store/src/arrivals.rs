//! Counts the applications that arrive in an hour, so that staff get single messages about the first few and a digest
//! of the rest.

use crate::conditions::apply;
use crate::items::{Item, number, string, text, unix};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::Reference;
use shared::timestamp::Timestamp;

/// The number of applications an hour about which staff get single messages.
pub const ARRIVALS_AN_HOUR: u32 = 5;

/// Days for which an hour is kept, so that a late digest still finds it.
const RETENTION_DAYS: u16 = 2;

/// Seconds after an hour's end before its digest is sent, so that writes under way are counted.
const GRACE_SECONDS: i64 = 5 * 60;

/// How staff are notified of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// In a message of its own.
    Single,
    /// In the digest of its hour.
    InDigest,
}

/// The applications in one digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DigestedArrivals {
    /// The hour in UTC, such as `2026-11-24T09`.
    pub hour: String,
    /// The applications' references.
    pub references: Vec<Reference>,
}

impl Store {
    /// Decides how staff are notified of an application that arrived. Within the hour, a repeated call has the same
    /// result.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn count_arrival(&self, reference: &Reference, now: Timestamp) -> Result<Arrival, Error> {
        let single = self
            .add_arrival("single", reference, now)
            .condition_expression(
                "attribute_not_exists(single) OR contains(single, :reference) OR size(single) < :limit",
            )
            .expression_attribute_values(":reference", text(reference.as_str()))
            .expression_attribute_values(":limit", number(ARRIVALS_AN_HOUR.into()));
        if apply(single).await? {
            return Ok(Arrival::Single);
        }
        let digested = self.add_arrival("folded", reference, now).send().await;
        digested.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        Ok(Arrival::InDigest)
    }

    fn add_arrival(&self, set: &str, reference: &Reference, now: Timestamp) -> UpdateItemFluentBuilder {
        self.update_item(keys::arrivals(&now.hour()))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD {set} :added", keys::EXPIRES_AT))
            .expression_attribute_values(":entity", text("arrivals"))
            .expression_attribute_values(":added", AttributeValue::Ss(vec![reference.to_string()]))
            .expression_attribute_values(":expires", unix(now.plus_days(RETENTION_DAYS)))
    }

    /// Returns the hours of the last two days that ended at least five minutes ago and have applications for a digest.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn digested_arrivals(&self, now: Timestamp) -> Result<Vec<DigestedArrivals>, Error> {
        let mut items = self.query_partition(keys::ARRIVALS).into_paginator().items().send();
        let cutoff = Timestamp::from_unix(now.unix() - GRACE_SECONDS).hour();
        let mut digests = Vec::new();
        while let Some(item) = items.next().await {
            let item = item.map_err(|error| Error::from_sdk("Query", error))?;
            let hour = digested(&item).ok_or(Error::malformed("arrivals"))?;
            if hour.hour < cutoff && !hour.references.is_empty() {
                digests.push(hour);
            }
        }
        Ok(digests)
    }
}

fn digested(item: &Item) -> Option<DigestedArrivals> {
    let hour = keys::arrival_hour(string(item, keys::SORT)?)?.to_owned();
    let references = item.get("folded").and_then(|value| value.as_ss().ok());
    let references = references.into_iter().flatten().filter_map(|reference| reference.parse().ok());
    Some(DigestedArrivals { hour, references: references.collect() })
}
