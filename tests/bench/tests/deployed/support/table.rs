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

/// Returns the keys that depend on the stack's secret, each with its mask.
pub async fn keys(stack: &Stack) -> Vec<(String, &'static str)> {
    let kinds = [("link#", "LINK"), ("mailbox#", "MAILBOX")];
    let items = scan(stack).await;
    let items = items.iter().flat_map(|item| {
        kinds.into_iter().filter_map(|(kind, word)| Some((text(item, "pk").strip_prefix(kind)?.to_owned(), word)))
    });
    items.collect()
}

/// Returns the whole table of one application as text, with varying parts masked.
pub async fn picture(stack: &Stack) -> Vec<String> {
    let application = only_application(stack).await;
    let id = text(&application, "pk").strip_prefix("application#").unwrap().to_owned();
    let keys = keys(stack).await;
    let own = [(id.as_str(), "ID"), (text(&application, "reference"), "REFERENCE")];
    let words: Vec<_> = own.into_iter().chain(keys.iter().map(|(key, word)| (key.as_str(), *word))).collect();
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
