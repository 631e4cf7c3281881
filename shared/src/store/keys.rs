//! The names of items. Nothing else in the project writes a key.

use crate::application::history::Hash;
use crate::application::{ApplicationId, Reference};
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::types::AttributeValue;
use std::collections::HashMap;

/// The partition key's attribute.
pub(super) const PARTITION: &str = "pk";
/// The sort key's attribute.
pub(super) const SORT: &str = "sk";
/// Partition key of the index by status; only what was submitted has it.
pub(super) const STATUS_GROUP: &str = "status_group";
/// Sort key of the index by status.
pub(super) const STATUS_SINCE: &str = "status_since";
/// The value of [`STATUS_GROUP`] of what is kept apart as likely spam, whatever its status.
pub(super) const SUSPECT_GROUP: &str = "suspect";
/// When DynamoDB may remove the item, in Unix seconds.
pub(super) const EXPIRES_AT: &str = "expires_at";

const HISTORY: &str = "history#";
const APPLICATION: &str = "application#";
const REFERENCE: &str = "reference#";
const IDEMPOTENCY: &str = "idempotency#";

/// A whole key.
pub(super) type Key = HashMap<String, AttributeValue>;

/// The application itself.
pub(super) fn application(id: &ApplicationId) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), "application".to_owned())
}

/// One entry of an application's history, numbered from 1.
pub(super) fn history(id: &ApplicationId, number: u32) -> Key {
    key(format!("{APPLICATION}{}", id.as_str()), format!("{HISTORY}{number:06}"))
}

/// Partition key of an application's history, and how its sort keys begin.
pub(super) fn histories(id: &ApplicationId) -> (String, String) {
    (format!("{APPLICATION}{}", id.as_str()), HISTORY.to_owned())
}

/// The claim that makes a reference unique.
pub(super) fn reference(reference: &Reference) -> Key {
    key(format!("{REFERENCE}{reference}"), "reference".to_owned())
}

/// What became of the request with this key, of which the hash is the name.
pub(super) fn idempotency(name: &Hash) -> Key {
    key(format!("{IDEMPOTENCY}{name}"), "idempotency".to_owned())
}

/// The salt of the day that it is at `now`.
pub(super) fn salt(now: Timestamp) -> Key {
    key(format!("salt#{}", now.date()), "salt".to_owned())
}

/// The count of a source's requests in the hour that it is at `now`.
pub(super) fn source(source: &Hash, now: Timestamp) -> Key {
    key(format!("source#{source}"), format!("until#{}", now.end_of_hour()))
}

/// The id in an application's partition key.
pub(super) fn application_id(partition: &str) -> Option<ApplicationId> {
    partition.strip_prefix(APPLICATION)?.parse().ok()
}

fn key(partition: String, sort: String) -> Key {
    HashMap::from([(PARTITION.to_owned(), AttributeValue::S(partition)), (SORT.to_owned(), AttributeValue::S(sort))])
}
