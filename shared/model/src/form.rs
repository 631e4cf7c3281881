//! The definition of the application form.
//!
//! Pages, messages, the JSON API and its description all follow from it. [`Field`] is the spine: everything that depends
//! on the type of an answer is a `match` on [`FieldKind`].

pub mod core;

use self::core::CoreQuestion;
use crate::decode_error::DecodeError;
use crate::site::Link;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The name of the declared question, if a form has it, in which areas the applicant wants to take part. Who is accepted is
/// reminded of the answer.
pub const AREAS: &str = "committees";

/// The definition of the application form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// Identifies this definition: the beginning of a SHA-256 hash of [`sections`](Self::sections), in hexadecimal.
    pub version: String,
    /// The pages of questions, in order.
    pub sections: Vec<Section>,
    /// Words for answers and for mistakes in them, by key of the catalogue, such as `too_long`.
    pub words: BTreeMap<String, String>,
    /// Codes and names of countries in the site's order; empty if the site uses the English names.
    pub countries: Vec<(String, String)>,
    /// Codes of the countries that most applicants are in, which are offered first.
    pub likely_countries: Vec<String>,
}

/// Documents that follow from a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormDocuments {
    /// The sections as JSON, for applications that outlive this definition.
    pub definition: Cow<'static, str>,
    /// The OpenAPI document of the JSON API. `{{origin}}` in it stands for the site's origin.
    pub openapi: Cow<'static, str>,
}

/// A page of questions. Applicants fill in, check and save one section at a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// The name in paths and in the table.
    pub name: String,
    /// The heading.
    pub title: String,
    /// A sentence or two below the heading; may be empty.
    pub introduction: String,
    /// The questions, in order.
    pub fields: Vec<Field>,
}

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The name in the form, the API and the table.
    pub name: String,
    /// The type of the answer.
    pub kind: FieldKind,
    /// Whether an application needs an answer, if the question is asked.
    pub required: bool,
    /// When the question is asked; always without a condition.
    pub when: Option<Condition>,
    /// A heading above the question; may be empty.
    pub heading: String,
    /// The label.
    pub label: String,
    /// What summaries of answers call the question; empty for the label. Definitions from before there were any lack it.
    #[serde(default)]
    pub short_label: String,
    /// Help with the answer; may be empty.
    pub hint: String,
    /// A page to read before answering.
    pub read: Option<Link>,
    /// The error for a missing answer; empty for an optional question.
    pub missing: String,
    /// The error for a malformed answer, or for a text that is too short or too long; empty if no answer is malformed or
    /// [`missing`](Self::missing) says it.
    pub invalid: String,
}

/// The type of an answer, with its bounds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each variant says what its bounds are")]
pub enum FieldKind {
    /// Text on one line, `min` to `max` characters long.
    Text { min: usize, max: usize },
    /// Text on any number of lines, `min` to `max` characters long.
    LongText { min: usize, max: usize },
    /// One of a list.
    Choice(Vec<Choice>),
    /// Any number of a list.
    Choices(Vec<Choice>),
    /// A country or territory of ISO 3166-1, or Kosovo.
    Country,
    /// Yes or no: a box to tick, or two buttons if an answer is required.
    YesNo,
    /// A box that must be ticked.
    Agreement,
    /// The agreement to the privacy notice, which records its version and the time.
    PrivacyNotice,
    /// A whole number, `min` to `max`, with the unit that follows it; may be empty.
    Number { min: i64, max: i64, unit: String },
    /// A date from `min` to `max`, which are RFC 3339 full dates or empty.
    Date { min: String, max: String },
    /// An email address.
    Email,
    /// A telephone number.
    Telephone,
    /// The address of a website.
    WebAddress,
}

/// A choice of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The stored value.
    pub value: String,
    /// The label.
    pub label: String,
}

/// The answers to an earlier question that make another question apply. The earlier one is always asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The name of the earlier question.
    pub field: String,
    /// Values of which one must be its answer or among its answers; `yes` or `no` for a yes-or-no question.
    pub values: Vec<String>,
}

/// What those who handle applications without their form know of it: the names of declared questions whose answer is a
/// text, which may be spam, and the questions whose answers sum up an application.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDigest {
    /// On one line, in the section that asks for the legal name: facts about the organization.
    pub facts: Vec<String>,
    /// On one line, elsewhere.
    pub remarks: Vec<String>,
    /// On several lines.
    pub long: Vec<String>,
    /// Questions whose answer is one choice or a country.
    pub chosen: Vec<Field>,
    /// The question with the name [`AREAS`].
    pub areas: Option<Field>,
    /// As [`Form::countries`].
    pub countries: Vec<(String, String)>,
}

impl FormDigest {
    /// Decodes bytes written by the site compiler.
    ///
    /// # Errors
    /// When the bytes are malformed.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes).map_err(DecodeError)
    }
}

impl From<&Form> for FormDigest {
    fn from(form: &Form) -> Self {
        let is_chosen = |field: &&Field| matches!(field.kind, FieldKind::Choice(_) | FieldKind::Country);
        let chosen = form.fields().filter(is_chosen).cloned().collect();
        let mut texts =
            Self { chosen, areas: form.field(AREAS).cloned(), countries: form.countries.clone(), ..Self::default() };
        for section in &form.sections {
            let is_about_the_organization = section.field("legal_name").is_some();
            for field in section.fields.iter().filter(|field| CoreQuestion::named(&field.name).is_none()) {
                match field.kind {
                    FieldKind::Text { .. } if is_about_the_organization => texts.facts.push(field.name.clone()),
                    FieldKind::Text { .. } => texts.remarks.push(field.name.clone()),
                    FieldKind::LongText { .. } => texts.long.push(field.name.clone()),
                    _ => {}
                }
            }
        }
        texts
    }
}

impl Form {
    /// Decodes bytes written by the site compiler.
    ///
    /// # Errors
    /// When the bytes are malformed.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes).map_err(DecodeError)
    }

    /// Returns the section with this name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Returns all questions, in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// Returns the question with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().find(|field| field.name == name)
    }

    /// Returns the words for a key of the catalogue, or the key.
    pub fn word<'a>(&'a self, key: &'a str) -> &'a str {
        self.words.get(key).map_or(key, String::as_str)
    }
}

impl Section {
    /// Returns the question with this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// Returns whether an answer to this section decides if a question is asked.
    pub fn decides(&self, field: &Field) -> bool {
        field.when.as_ref().is_some_and(|when| self.field(&when.field).is_some())
    }

    /// Returns the conditions of this section's questions on answers to earlier ones.
    pub fn conditions_on_earlier_sections(&self) -> impl Iterator<Item = &Condition> {
        self.fields.iter().filter(|field| !self.decides(field)).filter_map(|field| field.when.as_ref())
    }
}

impl Field {
    /// Creates an optional question without words, which is always asked.
    pub fn new(name: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            kind,
            required: false,
            when: None,
            heading: String::new(),
            label: String::new(),
            short_label: String::new(),
            hint: String::new(),
            read: None,
            missing: String::new(),
            invalid: String::new(),
        }
    }

    /// Returns what summaries of answers call the question.
    pub fn summary_label(&self) -> &str {
        if self.short_label.is_empty() { &self.label } else { &self.short_label }
    }

    /// Returns the choices; none where applicants type the answer.
    pub fn choices(&self) -> &[Choice] {
        match &self.kind {
            FieldKind::Choice(choices) | FieldKind::Choices(choices) => choices,
            _ => &[],
        }
    }

    /// Returns the names under which the table stores the answer.
    pub fn attributes(&self) -> impl Iterator<Item = String> {
        let parts: &[&str] = if self.kind == FieldKind::PrivacyNotice { &["", "_version", "_at"] } else { &[""] };
        parts.iter().map(|part| format!("{}{part}", self.name))
    }
}
