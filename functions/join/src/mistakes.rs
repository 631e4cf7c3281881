//! Mistakes in answers, in the site's words.

use serde::Serialize;
use shared::applicant::Invalid;
use shared::form::{Field, FieldKind};
use shared::site::Form;

/// A mistake in the answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    /// The field's name or, in the API, the name of an unknown member.
    pub(crate) field: String,
    /// The error message.
    #[serde(rename = "detail")]
    pub(crate) message: String,
}

impl FieldError {
    /// An answer is missing.
    pub(crate) fn missing(field: &Field) -> Self {
        Self { field: field.name.clone(), message: field.missing.clone() }
    }

    /// An answer is invalid.
    pub(crate) fn invalid(form: &Form, field: &Field, invalid: Invalid) -> Self {
        let malformed = if field.invalid.is_empty() { &field.missing } else { &field.invalid };
        let message = match (invalid, &field.kind) {
            (Invalid::TooLow, FieldKind::Number { min, unit, .. }) => {
                limit(form, "too_low_number", field, &with_unit(form, *min, unit))
            }
            (Invalid::TooHigh, FieldKind::Number { max, unit, .. }) => {
                limit(form, "too_high_number", field, &with_unit(form, *max, unit))
            }
            (Invalid::TooLow, FieldKind::Date { min, .. }) => limit(form, "too_low_date", field, min),
            (Invalid::TooHigh, FieldKind::Date { max, .. }) => limit(form, "too_high_date", field, max),
            _ => message(form, invalid, &field.label, malformed),
        };
        Self { field: field.name.clone(), message }
    }
}

/// Returns the error message for the answer to the question `label`. `malformed` is the site's own message.
pub(crate) fn message(form: &Form, invalid: Invalid, label: &str, malformed: &str) -> String {
    let words = |key: &str, values: &[(&str, &str)]| {
        let label = ("label", label);
        fill(form.word(key), values.iter().copied().chain([label]))
    };
    match invalid {
        Invalid::TooLong(limit) => words("too_long", &[("limit", &grouped(form, &limit.to_string()))]),
        Invalid::TooShort(limit) => words("too_short", &[("limit", &grouped(form, &limit.to_string()))]),
        Invalid::Unprintable => words("unprintable", &[]),
        Invalid::Invisible => words("invisible", &[]),
        Invalid::Character { found, instead } => {
            words("look_alike", &[("found", &found.to_string()), ("instead", &ordinary(form, instead))])
        }
        Invalid::NotDeliverable(found) => words("not_deliverable", &[("found", &found.to_string())]),
        Invalid::TooLow | Invalid::TooHigh | Invalid::Malformed => malformed.to_owned(),
    }
}

/// Formats a number with the site's separator of thousands, and its unit.
pub(crate) fn with_unit(form: &Form, number: i64, unit: &str) -> String {
    let sign = if number < 0 { "−" } else { "" };
    let digits = grouped(form, &number.unsigned_abs().to_string());
    if unit.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}\u{a0}{unit}") }
}

fn limit(form: &Form, key: &str, field: &Field, limit: &str) -> String {
    fill(form.word(key), [("label", field.label.as_str()), ("limit", limit)])
}

/// Fills in the placeholders of a text.
fn fill<'a>(text: &str, values: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    values.into_iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{{ {name} }}}}"), value))
}

/// Spells out an ordinary character, which may be hard to tell from its look-alike.
fn ordinary(form: &Form, character: char) -> String {
    let key = match character {
        '@' => "at_sign",
        '.' => "dot",
        '\'' => "apostrophe",
        '-' => "hyphen",
        '+' => "plus_sign",
        _ => "underscore",
    };
    format!("{} “{character}”", form.word(key))
}

/// Groups the digits of a number by threes.
fn grouped(form: &Form, digits: &str) -> String {
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push_str(form.word("thousands"));
        }
        grouped.push(digit);
    }
    grouped
}
