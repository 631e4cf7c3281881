//! Parses JSON values into answers, one section at a time, with an error for each invalid value.

use super::body::Json;
use crate::mistakes::FieldError;
use crate::parse::{self, PrivacyConsent};
use shared::application::{Answers, NO, TypedAnswers, YES};
use shared::form::{Field, FieldKind, Section};
use shared::form_words::FormWords;
use std::collections::BTreeMap;

/// The JSON type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A string.
    Text,
    /// An array of strings.
    Several,
    /// `true` or `false`.
    Flag,
    /// An integer.
    Number,
}

/// Returns the JSON type of an answer.
const fn shape(kind: &FieldKind) -> Shape {
    match kind {
        FieldKind::Choices(_) => Shape::Several,
        FieldKind::YesNo | FieldKind::Agreement | FieldKind::PrivacyNotice => Shape::Flag,
        FieldKind::Number { .. } => Shape::Number,
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Choice(_)
        | FieldKind::Country
        | FieldKind::Date { .. }
        | FieldKind::Email
        | FieldKind::Telephone
        | FieldKind::WebAddress => Shape::Text,
    }
}

/// Parses all sections by the rules of the form, or returns every error in the form's order.
pub(super) fn parse_form(
    words: FormWords<'_>,
    mut members: BTreeMap<String, Json>,
    consent: &PrivacyConsent,
) -> Result<Answers, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut answers = Answers::default();
    for section in &words.form.sections {
        match parse_section(words, section, &mut members, &answers, consent) {
            Ok(parsed) => answers.extend(parsed),
            Err(found) => errors.extend(found),
        }
    }
    let unknown = members.into_keys();
    errors.extend(unknown.map(|field| FieldError { field, message: words.text("error.no_field").to_owned() }));
    if errors.is_empty() { Ok(answers) } else { Err(errors) }
}

fn parse_section(
    words: FormWords<'_>,
    section: &Section,
    members: &mut BTreeMap<String, Json>,
    earlier: &Answers,
    consent: &PrivacyConsent,
) -> Result<Answers, Vec<FieldError>> {
    let mut typed = TypedAnswers::default();
    let mut mistyped: Vec<&Field> = Vec::new();
    for field in &section.fields {
        if members.remove(&field.name).is_some_and(|value| !add(&mut typed, field, value)) {
            mistyped.push(field);
        }
    }
    let parsed = parse::section(words, section, &typed, earlier, consent);
    if mistyped.is_empty() {
        return parsed;
    }
    // A value of the wrong type also counts as missing; one error is enough.
    let errors = parsed.err().unwrap_or_default();
    let error = |field: &Field| {
        if mistyped.iter().any(|mistyped| mistyped.name == field.name) {
            return Some(FieldError { field: field.name.clone(), message: wrong_type(words, field) });
        }
        errors.iter().find(|error| error.field == field.name).cloned()
    };
    Err(section.fields.iter().filter_map(error).collect())
}

/// Says which type a value must have.
fn wrong_type(words: FormWords<'_>, field: &Field) -> String {
    let key = match shape(&field.kind) {
        Shape::Text => "error.not_string",
        Shape::Several => "error.not_strings",
        Shape::Flag => "error.not_boolean",
        Shape::Number => "error.not_integer",
    };
    words.fill(key, &[("label", field.summary_label())])
}

/// Adds an answer, unless it is `null`. Returns whether the value has the question's type.
fn add(answers: &mut TypedAnswers, field: &Field, value: Json) -> bool {
    let name = field.name.as_str();
    match (shape(&field.kind), value) {
        (_, Json::Null) => {}
        (Shape::Text, Json::Text(text)) => answers.add(name, text),
        (Shape::Flag, Json::Bool(flag)) => answers.add(name, if flag { YES } else { NO }),
        (Shape::Number, Json::Number(Some(number))) => answers.add(name, number.to_string()),
        (Shape::Several, Json::List(items)) => {
            for item in items {
                let Json::Text(text) = item else { return false };
                answers.add(name, text);
            }
        }
        _ => return false,
    }
    true
}
