//! An item as a line, and the checks that a table applies to it.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, ScalarAttributeType, TableDescription};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// An item in the SDK's form.
pub type Item = HashMap<String, AttributeValue>;

/// The values of an item's keys, in the table's order, for comparison.
pub(crate) type Key = Vec<Vec<u8>>;

/// DynamoDB's limits for numbers.
const MOST_DIGITS: usize = 38;
const LARGEST: f64 = 1e126;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(rename = "Item")]
    item: serde_dynamo::Item,
}

/// Returns the canonical line of an item.
pub fn line(item: &Item) -> Result<String, serde_json::Error> {
    let sorted = item.iter().map(|(name, value)| (name.clone(), sorted(value.clone()))).collect::<Item>();
    // A `Value` sorts its members.
    Ok(serde_json::to_value(Line { item: sorted.into() })?.to_string())
}

/// Parses the item in a line.
pub fn parse(line: &str) -> Result<Item, String> {
    serde_json::from_str::<Line>(line).map(|line| line.item.into()).map_err(|error| {
        // The error names the line, so drop the position in it.
        let text = error.to_string();
        text.split(" at line ").next().unwrap_or_default().to_owned()
    })
}

/// Returns an item in the form of the table's stream.
pub(crate) fn image(item: &Item) -> Value {
    serde_json::to_value(serde_dynamo::Item::from(item.clone())).unwrap_or_default()
}

/// Sorts sets, which have no order.
fn sorted(value: AttributeValue) -> AttributeValue {
    match value {
        AttributeValue::Ss(mut texts) => {
            texts.sort_unstable();
            AttributeValue::Ss(texts)
        }
        AttributeValue::Ns(mut numbers) => {
            numbers.sort_unstable();
            AttributeValue::Ns(numbers)
        }
        AttributeValue::Bs(mut blobs) => {
            blobs.sort_unstable_by(|one, other| one.as_ref().cmp(other.as_ref()));
            AttributeValue::Bs(blobs)
        }
        AttributeValue::L(values) => AttributeValue::L(values.into_iter().map(sorted).collect()),
        AttributeValue::M(values) => {
            AttributeValue::M(values.into_iter().map(|(name, value)| (name, sorted(value))).collect())
        }
        other => other,
    }
}

/// The keys that every item of a table must have.
pub(crate) struct Schema {
    /// The attributes of the key, the partition's first.
    keys: Vec<String>,
    /// The types of all key attributes, of the table or of an index.
    types: HashMap<String, ScalarAttributeType>,
}

impl Schema {
    pub(crate) fn of(table: &TableDescription) -> Self {
        let keys = table.key_schema().iter().map(|element| element.attribute_name().to_owned()).collect();
        let definition = |definition: &aws_sdk_dynamodb::types::AttributeDefinition| {
            (definition.attribute_name().to_owned(), definition.attribute_type().clone())
        };
        Self { keys, types: table.attribute_definitions().iter().map(definition).collect() }
    }

    /// Returns the name of the partition key.
    pub(crate) fn partition_key(&self) -> &str {
        self.keys.first().map_or("", String::as_str)
    }

    /// Returns the key of an item, as values and as attributes.
    pub(crate) fn key(&self, item: &Item) -> Result<(Key, Item), String> {
        let mut key = Vec::new();
        let mut attributes = Item::new();
        for name in &self.keys {
            let value = item.get(name).ok_or_else(|| format!("{name} is missing, which is part of the key"))?;
            key.push(scalar(value).unwrap_or_default().to_vec());
            attributes.insert(name.clone(), value.clone());
        }
        Ok((key, attributes))
    }

    /// Checks whether the table would accept an item.
    pub(crate) fn check(&self, item: &Item) -> Result<(), String> {
        for (name, kind) in &self.types {
            let Some(value) = item.get(name) else { continue };
            let fits = matches!(
                (kind, value),
                (ScalarAttributeType::S, AttributeValue::S(_))
                    | (ScalarAttributeType::N, AttributeValue::N(_))
                    | (ScalarAttributeType::B, AttributeValue::B(_))
            );
            if !fits {
                return Err(format!("{name} is a key, and must be of type {}", kind.as_str()));
            }
            if scalar(value).is_some_and(<[u8]>::is_empty) {
                return Err(format!("{name} is a key, and must not be empty"));
            }
        }
        let mut values = item.iter();
        values.try_for_each(|(name, value)| check(value).map_err(|problem| format!("{name} {problem}")))
    }
}

fn scalar(value: &AttributeValue) -> Option<&[u8]> {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => Some(text.as_bytes()),
        AttributeValue::B(blob) => Some(blob.as_ref()),
        _ => None,
    }
}

fn check(value: &AttributeValue) -> Result<(), &'static str> {
    match value {
        AttributeValue::N(number) => check_number(number),
        AttributeValue::Ns(numbers) => {
            check_set(numbers.iter().map(String::as_bytes))?;
            numbers.iter().try_for_each(|number| check_number(number))
        }
        AttributeValue::Ss(texts) => check_set(texts.iter().map(String::as_bytes)),
        AttributeValue::Bs(blobs) => check_set(blobs.iter().map(AsRef::as_ref)),
        AttributeValue::L(values) => values.iter().try_for_each(check),
        AttributeValue::M(values) => values.values().try_for_each(check),
        AttributeValue::Null(false) => Err("is NULL, which can only be true"),
        _ => Ok(()),
    }
}

fn check_number(text: &str) -> Result<(), &'static str> {
    let digits = text.split(['e', 'E']).next().unwrap_or_default();
    let digits = digits.trim_start_matches(['+', '-', '0', '.']).bytes().filter(u8::is_ascii_digit).count();
    let number = text.parse::<f64>().ok().filter(|number| number.abs() < LARGEST);
    if number.is_some() && digits <= MOST_DIGITS { Ok(()) } else { Err("is not a number that DynamoDB can store") }
}

fn check_set<'a>(members: impl Iterator<Item = &'a [u8]>) -> Result<(), &'static str> {
    let mut seen = BTreeSet::new();
    for member in members {
        if !seen.insert(member) {
            return Err("is a set that has a member twice");
        }
    }
    if seen.is_empty() { Err("is a set without members") } else { Ok(()) }
}
