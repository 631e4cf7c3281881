//! The words of the application form.

use crate::decode_error::DecodeError;
use crate::site::Link;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The words of the application form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Title and introduction of each question page, by section name.
    pub sections: BTreeMap<String, SectionWords>,
    /// Label, hint and error messages, by field name.
    pub fields: BTreeMap<String, FieldWords>,
    /// The choices in display order, by field name.
    pub choices: BTreeMap<String, Vec<Choice>>,
}

/// The introduction to a question page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionWords {
    /// The heading.
    pub title: String,
    /// A sentence or two below it; may be empty.
    #[serde(default)]
    pub introduction: String,
}

/// The words of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldWords {
    /// A heading above the question; may be empty.
    #[serde(default)]
    pub heading: String,
    /// The label.
    pub label: String,
    /// Help with the answer; may be empty.
    #[serde(default)]
    pub hint: String,
    /// A page to read before answering.
    #[serde(default)]
    pub read: Option<Link>,
    /// The error for a missing answer; empty for an optional field.
    #[serde(default)]
    pub missing: String,
    /// The error for an invalid answer; empty where every answer is valid.
    #[serde(default)]
    pub invalid: String,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// The label.
    pub label: String,
}

impl Form {
    /// Decodes bytes written by the site compiler.
    ///
    /// # Errors
    /// When the bytes are malformed.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes).map_err(DecodeError)
    }

    /// Returns the choices of `field` in display order; none where applicants type the answer.
    pub fn choices(&self, field: &str) -> &[Choice] {
        self.choices.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns the label of a chosen `value`, or the value itself if the form no longer offers it.
    pub fn label<'a>(&'a self, field: &str, value: &'a str) -> &'a str {
        self.choices(field).iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label)
    }
}
