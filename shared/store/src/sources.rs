//! Counts requests by source, across all sandboxes.
//!
//! A source is stored as a hash with a random salt of the day. TTL removes counts and salts, and after that a hash
//! can't be traced back to a network address.

use crate::items::{number, text, unix};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::application::history::Hash;
use shared::timestamp::Timestamp;

/// Bytes of a salt.
pub const SALT_LENGTH: usize = 32;

/// Seconds for which a salt or a count is kept after its day or hour has ended.
const GRACE_SECONDS: i64 = 60 * 60;

impl Store {
    /// Returns the salt of the day. `candidate` is random, and becomes the salt if the day has none yet.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn salt(&self, candidate: [u8; SALT_LENGTH], now: Timestamp) -> Result<[u8; SALT_LENGTH], Error> {
        let request = self
            .update_item(keys::salt(now))
            .update_expression(format!(
                "SET entity_type = :entity, salt = if_not_exists(salt, :candidate), {} = :expires",
                keys::EXPIRES_AT
            ))
            .expression_attribute_values(":entity", text("salt"))
            .expression_attribute_values(":candidate", AttributeValue::B(Blob::new(candidate)))
            .expression_attribute_values(":expires", unix(Timestamp::from_unix(now.end_of_day() + GRACE_SECONDS)))
            .return_values(ReturnValue::AllNew);
        let stored = request.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let salt = stored.attributes.as_ref().and_then(|item| item.get("salt")?.as_b().ok());
        salt.and_then(|salt| salt.as_ref().try_into().ok()).ok_or(Error::malformed("salt"))
    }

    /// Counts a request from a source, and returns the count of the current clock hour.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn count(&self, source: &Hash, now: Timestamp) -> Result<u64, Error> {
        let request = self
            .update_item(keys::source(source, now))
            .update_expression(format!("SET entity_type = :entity, {} = :expires ADD requests :one", keys::EXPIRES_AT))
            .expression_attribute_values(":entity", text("source"))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":expires", unix(Timestamp::from_unix(now.end_of_hour() + GRACE_SECONDS)))
            .return_values(ReturnValue::UpdatedNew);
        let counted = request.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let requests = counted.attributes.as_ref().and_then(|item| item.get("requests")?.as_n().ok());
        requests.and_then(|requests| requests.parse().ok()).ok_or(Error::malformed("count"))
    }
}
