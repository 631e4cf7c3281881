//! How many requests come from one place, counted for all sandboxes together.
//!
//! A source is known by a hash alone, made with a random salt that is another every day. Counts and salts are removed
//! by time-to-live, and nothing in the table or elsewhere leads back from them to an address.

use crate::items::{number, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// Bytes of a salt.
pub const SALT: usize = 32;

/// Seconds after the end of a day or an hour for which its salt or count is kept.
const KEPT: i64 = 60 * 60;

impl Store {
    /// The salt of the day that it is at `now`: the same for everyone who asks. `candidate` is random, and becomes the
    /// salt if the day has none yet.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn salt(&self, candidate: [u8; SALT], now: Timestamp) -> Result<[u8; SALT], Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::salt(now)))
            .update_expression(format!(
                "SET entity_type = :entity, salt = if_not_exists(salt, :candidate), {} = :expires",
                keys::EXPIRES_AT
            ))
            .expression_attribute_values(":entity", text("salt"))
            .expression_attribute_values(":candidate", AttributeValue::B(Blob::new(candidate)))
            .expression_attribute_values(":expires", number((now.end_of_day() + KEPT).unsigned_abs()))
            .return_values(ReturnValue::AllNew);
        let stored = request.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let salt = stored.attributes.as_ref().and_then(|item| item.get("salt")?.as_b().ok());
        salt.and_then(|salt| salt.as_ref().try_into().ok()).ok_or(Error::malformed("salt"))
    }

    /// Counts a request from a source, and says how many there were in this hour of the clock, this one included.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn count(&self, source: &Hash, now: Timestamp) -> Result<u64, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::source(source, now)))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD requests :one", keys::EXPIRES_AT))
            .expression_attribute_values(":entity", text("source"))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", number((now.end_of_hour() + KEPT).unsigned_abs()))
            .return_values(ReturnValue::UpdatedNew);
        let counted = request.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let requests = counted.attributes.as_ref().and_then(|item| item.get("requests")?.as_n().ok());
        requests.and_then(|requests| requests.parse().ok()).ok_or(Error::malformed("count"))
    }
}
