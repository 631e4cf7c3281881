//! Items of both tables, compared.

use super::compared::masked;
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use std::collections::BTreeMap;

pub use test_support::table::{Item, items, only_application, scan, text};

/// Attributes that depend on randomness or time.
const VARYING: [&str; 12] = [
    "claimed_by",
    "expires_at",
    "hash",
    "history_hash",
    "mailbox",
    "message_id",
    "messages",
    "previous",
    "secret_key",
    "single",
    "started_at",
    "until",
];

/// Returns the id and the reference of the only application, and the keys that depend on the stack's secret, each with
/// its mask.
pub async fn varying(stack: &Stack) -> Vec<(String, &'static str)> {
    let mut words = vec![(text(&only_application(stack).await, "reference").to_owned(), "REFERENCE")];
    for item in scan(stack).await {
        for (kind, mask) in [("application#", "ID"), ("link#", "LINK"), ("mailbox#", "MAILBOX")] {
            words.extend(text(&item, "pk").strip_prefix(kind).map(|word| (word.to_owned(), mask)));
        }
    }
    words
}

/// Returns the whole table of one application as text, with varying parts masked.
pub async fn picture(stack: &Stack) -> Vec<String> {
    let words = varying(stack).await;
    let attribute = |(name, value): (String, AttributeValue)| match VARYING.contains(&name.as_str()) {
        true => format!("{name} varies"),
        false => masked(&format!("{name} {value:?}"), &words),
    };
    let items = scan(stack).await.into_iter();
    let mut picture: Vec<_> =
        items.map(|item| BTreeMap::from_iter(item).into_iter().map(attribute).collect::<Vec<_>>().join("\n")).collect();
    picture.sort();
    picture
}
