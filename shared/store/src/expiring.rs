//! Undecided applications whose time is nearly over.

use crate::items::text;
use crate::{Error, Store, keys};
use shared::application::{Reference, Status};
use shared::timestamp::Timestamp;

/// An application that nobody has decided on, and that is deleted soon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiring {
    /// When it is deleted.
    pub at: Timestamp,
    /// What people call it by.
    pub reference: Reference,
}

impl Store {
    /// Undecided applications that are deleted after `now` and before `until`, the soonest first. Of each status the
    /// `limit` that have had it longest are looked at; whether there are more, is the other answer. Those that are set
    /// aside as likely spam are not among them.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn expiring(&self, now: Timestamp, until: Timestamp, limit: u16) -> Result<(Vec<Expiring>, bool), Error> {
        let (mut found, mut more) = (Vec::new(), false);
        for status in [Status::Received, Status::InReview, Status::MoreInformation] {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::BY_STATUS)
                // The longest in its status comes first, and is the first whose time is over.
                .limit(limit.into())
                .key_condition_expression(format!("{} = :status", keys::STATUS_GROUP))
                .expression_attribute_values(":status", text(status.as_str()));
            let page = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
            more |= page.last_evaluated_key.is_some();
            for item in page.items.unwrap_or_default() {
                let expires_at = item.get(keys::EXPIRES_AT).and_then(|value| value.as_n().ok()?.parse().ok());
                let reference = item.get("reference").and_then(|value| value.as_s().ok()?.parse().ok());
                if let Some((at, reference)) = expires_at.map(Timestamp::from_unix).zip(reference)
                    && (now..until).contains(&at)
                {
                    found.push(Expiring { at, reference });
                }
            }
        }
        found.sort();
        Ok((found, more))
    }
}
