//! Answers in an application's item: each is an attribute under its field's name.
//!
//! | answer | attribute |
//! |---|---|
//! | a text, an address, a date, a country or one choice | a string |
//! | several choices | a list of strings |
//! | yes or no | a Boolean |
//! | a number | a number |
//!
//! An item needs no definition of the form to be read. So an answer stays readable when its question is gone.

use crate::items::{Item, text};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{Answer, Answers};
use shared::form::core::is_reserved;
use std::collections::BTreeMap;

/// The end of the name of the attribute that counts a section's changes.
const VERSION: &str = "_version";

/// Returns the name of the attribute that counts a section's changes.
pub(super) fn version_of(section: &str) -> String {
    format!("{section}{VERSION}")
}

/// Returns the attribute value of an answer.
pub(super) fn attribute(answer: &Answer) -> AttributeValue {
    match answer {
        Answer::Text(answer) => text(answer),
        Answer::Chosen(values) => AttributeValue::L(values.iter().map(|value| text(value)).collect()),
        Answer::Flag(flag) => AttributeValue::Bool(*flag),
        Answer::Number(number) => AttributeValue::N(number.to_string()),
    }
}

/// Returns every answer in an item.
pub(super) fn read(item: &Item) -> Answers {
    let mut answers = Answers::default();
    for (name, value) in item.iter().filter(|(name, value)| !is_reserved(name) && !is_version(name, value)) {
        if let Some(answer) = answer(value) {
            answers.set(name, answer);
        }
    }
    answers
}

/// Returns the number of changes of each saved section.
pub(super) fn section_versions(item: &Item) -> BTreeMap<String, u64> {
    let versions = item.iter().filter(|(name, value)| is_version(name, value));
    versions
        .filter_map(|(name, value)| Some((name.strip_suffix(VERSION)?.to_owned(), value.as_n().ok()?.parse().ok()?)))
        .collect()
}

/// Returns whether an attribute counts a section's changes. The version of the privacy notice is a string.
fn is_version(name: &str, value: &AttributeValue) -> bool {
    name.ends_with(VERSION) && value.is_n()
}

fn answer(value: &AttributeValue) -> Option<Answer> {
    Some(match value {
        AttributeValue::S(text) => Answer::Text(text.clone()),
        AttributeValue::Bool(flag) => Answer::Flag(*flag),
        AttributeValue::N(number) => Answer::Number(number.parse().ok()?),
        AttributeValue::L(values) => {
            Answer::Chosen(values.iter().filter_map(|value| value.as_s().ok().cloned()).collect())
        }
        _ => return None,
    })
}
