mod mistakes;
mod place;
mod table;

use std::fs;
use std::path::{Path, PathBuf};

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::env::Environment;

use super::item::{Item, line};
use super::{BackupError, Imported, Place, Whose, export, import};
use crate::Source;

fn local(directory: &Path) -> Place {
    Place { table: Whose::Local(directory.to_owned()), template: Source::Embedded }
}

/// The table of a database that listens on a port, reached as AWS's is.
fn named(port: u16) -> Place {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", format!("http://127.0.0.1:{port}")),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    Place {
        table: Whose::Named("local-Table".to_owned(), Environment::from_iter(variables)),
        template: Source::Embedded,
    }
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

/// An item with everything that an attribute can be.
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
    let table = local(directory).open_or_create().await.unwrap();
    for item in items {
        table.client.put_item().table_name(&table.name).set_item(Some(item.clone())).send().await.unwrap();
    }
}

/// What is in the table of a data directory, as lines.
async fn lines_in(directory: &Path) -> Vec<String> {
    let items = local(directory).open().await.unwrap().items(None).await.unwrap();
    let mut lines: Vec<_> = items.iter().map(|item| line(item).unwrap()).collect();
    lines.sort_unstable();
    lines
}

fn write(path: PathBuf, lines: &[&str]) -> PathBuf {
    fs::write(&path, lines.join("\n")).unwrap();
    path
}
