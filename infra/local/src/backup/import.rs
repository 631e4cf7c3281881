//! Files as the table.
//!
//! Whatever the functions that follow the table's stream are shown comes last: from an application that is new in the
//! table follow messages, unless the items are there that say that they were sent.

use std::collections::BTreeMap;
use std::path::PathBuf;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde_json::json;

use super::error::said;
use super::files::{self, Origin};
use super::item::{Item, Key, image, line, parse};
use super::place::Table;
use super::{BackupError, Place};

/// What an import did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// How many items were added.
    pub added: usize,
    /// How many were there already.
    pub same: usize,
    /// Lines whose items were there with other values. They stay as they are.
    pub different: Vec<Origin>,
}

/// An item that is to be written.
struct Entry {
    origin: Origin,
    key: Key,
    item: Item,
    /// Whether a function that follows the table's stream is shown it.
    followed: bool,
}

/// Writes the items in these files to a table; a directory stands for the `*.json.gz` in it. The table must be empty,
/// unless `missing`: then what it lacks is added, and what it has stays as it is. Every line is read before one is
/// written. All of them are in memory meanwhile.
///
/// # Errors
/// If a file or a line of it can't be read, there is none, the table has items, or does not take one.
pub async fn import(from: &[PathBuf], to: &Place, missing: bool) -> Result<Imported, BackupError> {
    let lines = files::read(from)?;
    if lines.is_empty() {
        return Err(BackupError::NoLines);
    }
    let table = to.open_or_create().await?;
    let mut entries = read(lines, &table)?;
    if !missing && !table.items(Some(1)).await?.is_empty() {
        return Err(BackupError::NotEmpty(table.name));
    }
    entries.sort_by(|one, other| (one.followed, &one.key).cmp(&(other.followed, &other.key)));
    let mut imported = Imported::default();
    for entry in entries {
        put(entry, &table, &mut imported).await?;
    }
    Ok(imported)
}

/// All of the lines, or what is wrong with them.
fn read(lines: Vec<(Origin, String)>, table: &Table) -> Result<Vec<Entry>, BackupError> {
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<Key, Origin> = BTreeMap::new();
    for (origin, text) in lines {
        let entry = parse(&text).and_then(|item| entry(item, origin.clone(), table));
        let entry = entry.and_then(|entry| match seen.insert(entry.key.clone(), origin.clone()) {
            Some(first) => Err(format!("has the key of {first} again")),
            None => Ok(entry),
        });
        match entry {
            Ok(entry) => entries.push(entry),
            Err(problem) => problems.push((origin, problem)),
        }
    }
    if problems.is_empty() { Ok(entries) } else { Err(BackupError::Lines(problems)) }
}

fn entry(item: Item, origin: Origin, table: &Table) -> Result<Entry, String> {
    let (key, attributes) = table.schema.key(&item)?;
    table.schema.check(&item)?;
    // As the stream will tell of it.
    let record = json!({"eventName": "INSERT", "dynamodb": {"Keys": image(&attributes), "NewImage": image(&item)}});
    let followed = table
        .template
        .mappings
        .iter()
        .any(|mapping| mapping.filters.is_empty() || mapping.filters.iter().any(|pattern| pattern.fits(&record)));
    Ok(Entry { origin, key, item, followed })
}

async fn put(entry: Entry, table: &Table, imported: &mut Imported) -> Result<(), BackupError> {
    let request = table
        .client
        .put_item()
        .table_name(&table.name)
        .set_item(Some(entry.item.clone()))
        .condition_expression("attribute_not_exists(#key)")
        .expression_attribute_names("#key", table.schema.partition_key())
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
    let error = match request.send().await {
        Ok(_) => {
            imported.added += 1;
            return Ok(());
        }
        Err(error) => error,
    };
    match error.as_service_error() {
        Some(PutItemError::ConditionalCheckFailedException(failed)) => {
            let there = failed.item().and_then(|item| line(item).ok());
            if there == line(&entry.item).ok() {
                imported.same += 1;
            } else {
                imported.different.push(entry.origin);
            }
            Ok(())
        }
        _ => Err(BackupError::Stopped { origin: entry.origin, reason: said(&error), added: imported.added }),
    }
}
