//! Tests of exports and imports of local tables, and of tables reached like AWS's.

#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that can't go on fails")]

mod mistakes;
mod place;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use backup::{Imported, Item, line};
use local::TemplateSource;
use local::backup::{TableLocation, TableSource, export, import};
use shared::env::Environment;

fn local(directory: &Path) -> TableLocation {
    TableLocation { table: TableSource::Local(directory.to_owned()), template: TemplateSource::Embedded }
}

fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

fn item(partition: &str, sort: &str) -> Item {
    Item::from([("pk".to_owned(), text(partition)), ("sk".to_owned(), text(sort))])
}

fn with(mut item: Item, name: &str, value: AttributeValue) -> Item {
    item.insert(name.to_owned(), value);
    item
}

/// An item with every type of attribute.
fn everything() -> Item {
    let blob = |bytes: &[u8]| Blob::new(bytes);
    let number = |text: &str| AttributeValue::N(text.to_owned());
    let values = [
        ("empty", text("")),
        ("text", text("岡田 \"光\"\r\n\u{0}\u{1f600} <&>")),
        ("large", number("12345678901234567890123456789012345678")),
        ("small", number("-0.00000000000000000001")),
        ("binary", AttributeValue::B(blob(&[0, 255, 10]))),
        ("no_bytes", AttributeValue::B(blob(&[]))),
        ("texts", AttributeValue::Ss(vec!["b".to_owned(), "a".to_owned(), String::new()])),
        ("numbers", AttributeValue::Ns(vec!["10".to_owned(), "9".to_owned()])),
        ("blobs", AttributeValue::Bs(vec![blob(&[2]), blob(&[1])])),
        ("nothing", AttributeValue::Null(true)),
        ("no", AttributeValue::Bool(false)),
        ("list", AttributeValue::L(vec![text("a"), AttributeValue::L(vec![]), AttributeValue::Null(true)])),
        ("map", AttributeValue::M(Item::from([("Ä".to_owned(), AttributeValue::M(Item::new()))]))),
    ];
    values.into_iter().fold(item("a", "everything"), |item, (name, value)| with(item, name, value))
}

/// Puts items into the table of a data directory.
async fn fill(directory: &Path, items: &[Item]) {
    let open = local(directory).open_or_create().await.unwrap();
    let table = &open.table;
    for item in items {
        table.client.put_item().table_name(&table.name).set_item(Some(item.clone())).send().await.unwrap();
    }
}

/// Returns the lines of the items in a data directory's table.
async fn lines_in(directory: &Path) -> Vec<String> {
    let open = local(directory).open().await.unwrap();
    let mut items = open.table.client.scan().table_name(&open.table.name).into_paginator().items().send();
    let mut lines = Vec::new();
    while let Some(item) = items.next().await {
        lines.push(line(&item.unwrap()).unwrap());
    }
    lines.sort_unstable();
    lines
}

fn write(path: PathBuf, lines: &[&str]) -> PathBuf {
    fs::write(&path, lines.join("\n")).unwrap();
    path
}
