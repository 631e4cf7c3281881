//! Parses JSON values into answers, one section at a time, with an error for each invalid value.

use super::body::Json;
use crate::reader::FieldError;
use crate::sections::{self, PrivacyConsent};
use shared::application::{Answers, SectionAnswers};
use shared::fields::{Field, Section};
use shared::site::Form;
use std::collections::BTreeMap;

/// The JSON type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A string.
    Text,
    /// An array of strings.
    Several,
    /// `true` or `false`.
    Flag,
}

/// Returns the JSON type of the answer to `field`.
pub(super) fn shape(field: &str) -> Shape {
    match field {
        "services" | "regions" | "committees" => Shape::Several,
        "representative_same" | "code_of_ethics" | "antitrust" | "authority" | "privacy_notice" | "news" => Shape::Flag,
        _ => Shape::Text,
    }
}

/// Parses all sections by the rules of the form, or returns every error in the form's order.
pub(super) fn parse_sections(
    form: &Form,
    mut members: BTreeMap<String, Json>,
    consent: &PrivacyConsent,
) -> Result<Vec<SectionAnswers>, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut sections = Vec::new();
    for section in Section::ALL {
        match parse_section(form, section, &mut members, consent.clone()) {
            Ok(answers) => sections.push(answers),
            Err(found) => errors.extend(found),
        }
    }
    let unknown = members.into_keys();
    errors.extend(unknown.map(|name| FieldError { field: name.into(), message: "There is no such field".to_owned() }));
    if errors.is_empty() { Ok(sections) } else { Err(errors) }
}

fn parse_section(
    form: &Form,
    section: Section,
    members: &mut BTreeMap<String, Json>,
    consent: PrivacyConsent,
) -> Result<SectionAnswers, Vec<FieldError>> {
    let mut answers = Answers::default();
    let mistyped: Vec<&Field> = section
        .fields()
        .iter()
        .filter(|field| members.remove(field.name).is_some_and(|value| !add(&mut answers, field.name, value)))
        .collect();
    let parsed = sections::parse(section, &answers, form, consent);
    if mistyped.is_empty() {
        return parsed;
    }
    // A value of the wrong type also counts as missing; one error is enough.
    let errors = parsed.err().unwrap_or_default();
    let error = |field: &Field| {
        if mistyped.iter().any(|mistyped| mistyped.name == field.name) {
            return Some(FieldError { field: field.name.into(), message: wrong_type(form, field.name) });
        }
        errors.iter().find(|error| error.field == field.name).cloned()
    };
    Err(section.fields().iter().filter_map(error).collect())
}

fn wrong_type(form: &Form, field: &str) -> String {
    let label = form.fields.get(field).map_or(field, |words| words.label.as_str());
    match shape(field) {
        Shape::Text => format!("“{label}” must be a string"),
        Shape::Several => format!("“{label}” must be an array of strings"),
        Shape::Flag => format!("“{label}” must be true or false"),
    }
}

/// Adds an answer, unless it is `null`. Returns whether the value has the field's type.
fn add(answers: &mut Answers, field: &str, value: Json) -> bool {
    match (shape(field), value) {
        (_, Json::Null) => {}
        (Shape::Text, Json::Text(text)) => answers.add(field, text),
        (Shape::Flag, Json::Bool(ticked)) => answers.tick(field, ticked),
        (Shape::Several, Json::List(items)) => {
            for item in items {
                let Json::Text(text) = item else { return false };
                answers.add(field, text);
            }
        }
        _ => return false,
    }
    true
}
