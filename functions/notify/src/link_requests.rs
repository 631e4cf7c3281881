//! Requests for links by email, which visitors leave in the table.

use serde_json::Value;
use shared::applicant::EmailAddress;

/// A request.
#[derive(Debug)]
pub(crate) struct LinkRequest {
    /// Tells it from others, in names of messages.
    pub(crate) id: String,
    /// Where the link goes, if somebody with a right to it has the address.
    pub(crate) email: EmailAddress,
}

/// Returns the sequence number of a record about requests with a prefix of their partition keys, and the request unless it
/// expired or can't be read.
pub(crate) fn read(record: &Value, prefix: &str) -> Option<(String, Option<LinkRequest>)> {
    let change = record.get("dynamodb")?;
    let partition = change.pointer("/Keys/pk/S").and_then(Value::as_str)?;
    let id = partition.strip_prefix(prefix)?;
    let sequence_number = change.get("SequenceNumber").and_then(Value::as_str).unwrap_or_default();
    let email = change.pointer("/NewImage/email/S").and_then(Value::as_str);
    let email = email.and_then(|email| EmailAddress::parse(email).ok());
    let request = email.map(|email| LinkRequest { id: id.chars().take(16).collect(), email });
    Some((sequence_number.to_owned(), request))
}
