//! Imports lines into a table.
//!
//! Items that reach functions through the table's stream come last: a new application triggers messages, unless the
//! items that record them as sent exist already.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;
use serde_json::json;

use crate::error::reason;
use crate::item::{Item, Key, image, line, parse};
use crate::{BackupError, Lines, Origin, Table};

/// The outcome of an import.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// The number of items that were added.
    pub added: usize,
    /// The number of items that existed already.
    pub same: usize,
    /// Lines whose items exist with other values, which were not changed.
    pub different: Vec<Origin>,
}

/// An item to write.
struct Entry {
    origin: Origin,
    key: Key,
    item: Item,
    /// Whether the item reaches a function through the table's stream.
    followed: bool,
}

/// Writes items to a table. The table must be empty, unless `missing`, which adds only items that the table lacks.
/// Every line is checked before the first is written. All of them are held in memory.
///
/// # Errors
/// If a line can't be parsed, the table has items, or it refuses one.
pub async fn import(lines: Lines, table: &Table, missing: bool) -> Result<Imported, BackupError> {
    let mut entries = read(lines, table)?;
    if !missing && !table.items(Some(1)).await?.is_empty() {
        return Err(BackupError::NotEmpty(table.name.clone()));
    }
    entries.sort_by(|one, other| (one.followed, &one.key).cmp(&(other.followed, &other.key)));
    let mut imported = Imported::default();
    for entry in entries {
        put(entry, table, &mut imported).await?;
    }
    Ok(imported)
}

/// Parses all of the lines, or returns their mistakes.
fn read(lines: Lines, table: &Table) -> Result<Vec<Entry>, BackupError> {
    let (mut entries, mut problems) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<Key, Origin> = BTreeMap::new();
    for (origin, text) in lines.0 {
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
    // The item's future stream record.
    let record = json!({"eventName": "INSERT", "dynamodb": {"Keys": image(&attributes), "NewImage": image(&item)}});
    let followed = (table.is_followed)(&record);
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
            let existing = failed.item().and_then(|item| line(item).ok());
            if existing == line(&entry.item).ok() {
                imported.same += 1;
            } else {
                imported.different.push(entry.origin);
            }
            Ok(())
        }
        _ => Err(BackupError::Stopped { origin: entry.origin, reason: reason(&error), added: imported.added }),
    }
}
