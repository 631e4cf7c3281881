//! Mistakes in answers, in the site's words.

mod emails;
mod websites;

use serde::Serialize;
use shared::applicant::{Invalid, Length};
use shared::form::{Field, FieldKind};
use shared::form_words::FormWords;

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

    /// The answer `typed` is invalid.
    pub(crate) fn invalid(words: FormWords<'_>, field: &Field, invalid: Invalid, typed: &str) -> Self {
        let malformed = if field.invalid.is_empty() { &field.missing } else { &field.invalid };
        // The short label, because a question makes no good subject.
        let label = field.summary_label();
        let limit = |key, limit: String| words.fill(key, &[("label", label), ("limit", &limit)]);
        let message = match (invalid, &field.kind) {
            (Invalid::TooLow, FieldKind::Number { min, unit, .. }) => limit("error.too_low", words.number(*min, unit)),
            (Invalid::TooHigh, FieldKind::Number { max, unit, .. }) => {
                limit("error.too_high", words.number(*max, unit))
            }
            (Invalid::TooLow, FieldKind::Date { min, .. }) => limit("error.too_early", words.date(min)),
            (Invalid::TooHigh, FieldKind::Date { max, .. }) => limit("error.too_late", words.date(max)),
            (_, FieldKind::Email) => email(words, invalid, label, malformed, typed),
            (Invalid::Malformed, FieldKind::WebAddress) => {
                websites::explain(words, label, typed).unwrap_or_else(|| malformed.clone())
            }
            _ => message(words, invalid, label, malformed),
        };
        Self { field: field.name.clone(), message }
    }
}

/// Returns the error message for the email address `typed`, of somebody who asks for a link.
pub(crate) fn own_email(words: FormWords<'_>, invalid: Invalid, typed: &str) -> String {
    email(words, invalid, words.text("link.label"), words.text("link.malformed"), typed)
}

/// Returns the error message for the email address `typed`. `malformed` is the one for what has no message of its own.
fn email(words: FormWords<'_>, invalid: Invalid, label: &str, malformed: &str, typed: &str) -> String {
    let explained = match invalid {
        // A list of addresses may be too long for one.
        Invalid::Malformed | Invalid::TooLong(_) => emails::explain(words, label, typed),
        _ => None,
    };
    explained.unwrap_or_else(|| message(words, invalid, label, malformed))
}

/// Returns the error message for the answer to the question `label`. `malformed` is the site's own message.
fn message(words: FormWords<'_>, invalid: Invalid, label: &str, malformed: &str) -> String {
    let length = |key, Length { limit, found }| {
        words.fill(key, &[("label", label), ("limit", &words.count(limit)), ("length", &words.count(found))])
    };
    match invalid {
        Invalid::TooLong(typed) => length("error.too_long", typed),
        Invalid::TooShort(typed) => length("error.too_short", typed),
        Invalid::Unprintable => words.fill("error.unprintable", &[("label", label)]),
        Invalid::Invisible => words.fill("error.invisible", &[("label", label)]),
        Invalid::Character { found, instead } => {
            let (found, character) = (found.to_string(), words.text(ordinary(instead)));
            words.fill("error.character", &[("label", label), ("found", &found), ("character", character)])
        }
        Invalid::NotDeliverable(found) => {
            words.fill("error.not_deliverable", &[("label", label), ("found", &found.to_string())])
        }
        Invalid::TooLow | Invalid::TooHigh | Invalid::Malformed => malformed.to_owned(),
    }
}

/// Returns the words for an ordinary character, which may be hard to tell from its look-alike.
const fn ordinary(character: char) -> &'static str {
    match character {
        '@' => "character.at",
        '.' => "character.dot",
        '\'' => "character.apostrophe",
        '-' => "character.hyphen",
        '+' => "character.plus",
        _ => "character.underscore",
    }
}
