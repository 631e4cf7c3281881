//! Records of exports: who exported what, and when.

use crate::conditions::apply;
use crate::items::{number, read, text, time};
use crate::{Error, Store, keys};
use serde::Deserialize;
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// An export by staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ExportRecord {
    /// When.
    pub at: Timestamp,
    /// Who exported.
    pub by: PersonId,
    /// Their name at that time.
    pub by_name: String,
    /// The format: `csv` or `jsonl`.
    pub format: String,
    /// The filters, as the address had them.
    pub filters: String,
    /// The number of applications.
    pub count: u64,
    /// Applications that came into their list before this time are in it, so that the next one may begin here.
    pub complete_until: Timestamp,
}

/// The maximum number of exports in one second.
const MOST_A_SECOND: u8 = 99;

impl Store {
    /// Records an export.
    ///
    /// # Errors
    /// When the table can't be reached, or there are too many exports in this second.
    pub async fn record_export(&self, export: &ExportRecord) -> Result<(), Error> {
        for attempt in 1..=MOST_A_SECOND {
            let set = "SET entity_type = :entity, #at = :at, #by = :by, by_name = :by_name, #format = :format, \
                       filters = :filters, #count = :count, complete_until = :complete_until";
            let mut update = self
                .update_item(keys::export(export.at, attempt))
                .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
                .expression_attribute_values(":entity", text("export"))
                .expression_attribute_values(":at", time(export.at))
                .expression_attribute_values(":by", text(export.by.as_str()))
                .expression_attribute_values(":by_name", text(&export.by_name))
                .expression_attribute_values(":format", text(&export.format))
                .expression_attribute_values(":filters", text(&export.filters))
                .expression_attribute_values(":count", number(export.count))
                .expression_attribute_values(":complete_until", time(export.complete_until));
            for name in ["at", "by", "format", "count"] {
                update = update.expression_attribute_names(format!("#{name}"), name);
            }
            if apply(update.update_expression(set)).await? {
                return Ok(());
            }
        }
        Err(Error::Conflict { operation: "export" })
    }

    /// Returns the last export with these filters.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn last_export(&self, filters: &str) -> Result<Option<ExportRecord>, Error> {
        let query = self.query_partition(keys::EXPORTS).scan_index_forward(false);
        let query =
            query.filter_expression("filters = :filters").expression_attribute_values(":filters", text(filters));
        let found = query.into_paginator().items().send().next().await;
        let found = found.transpose().map_err(|error| Error::from_sdk("Query", error))?;
        found.map(|item| read(&item, "export")).transpose()
    }

    /// Returns at most `limit` exports, the last one first.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn exports(&self, limit: u8) -> Result<Vec<ExportRecord>, Error> {
        let query = self.query_partition(keys::EXPORTS).scan_index_forward(false).limit(limit.into());
        let response = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        response.items.unwrap_or_default().iter().map(|item| read(item, "export")).collect()
    }
}
