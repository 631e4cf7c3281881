//! Reads a section's answers one by one, and collects every error rather than the first.

use serde::Serialize;
use shared::applicant::{Invalid, Selection, is_blank};
use shared::application::Answers;
use shared::site::Form;
use std::borrow::Cow;

/// An error in the answer to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FieldError {
    /// The field's name or, in the API, the name of an unknown member.
    pub(crate) field: Cow<'static, str>,
    /// The error message, in the site's words.
    #[serde(rename = "detail")]
    pub(crate) message: String,
}

/// Reads answers. A method that returns `None` has recorded an error.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    form: &'a Form,
    answers: &'a Answers,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(form: &'a Form, answers: &'a Answers) -> Self {
        Self { form, answers, errors: Vec::new() }
    }

    /// Reads a required answer.
    pub(crate) fn required<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Option<T> {
        let value = self.optional(field, parse)?;
        if value.is_none() {
            self.missing(field);
        }
        value
    }

    /// Reads an optional answer.
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        let typed = self.answers.first(field);
        if is_blank(typed) {
            return Some(None);
        }
        match parse(typed) {
            Ok(value) => Some(Some(value)),
            Err(invalid) => {
                self.invalid(field, invalid);
                None
            }
        }
    }

    /// Reads any number of the offered choices.
    pub(crate) fn several(&mut self, field: &'static str) -> Option<Selection> {
        let offered: Vec<&str> = self.form.choices(field).iter().map(|choice| choice.value.as_str()).collect();
        match Selection::parse(self.answers.all(field), &offered) {
            Ok(chosen) => Some(chosen),
            Err(invalid) => {
                self.invalid(field, invalid);
                None
            }
        }
    }

    /// Reads a box that must be ticked.
    pub(crate) fn agreed(&mut self, field: &'static str) -> Option<()> {
        if self.answers.ticked(field) {
            Some(())
        } else {
            self.missing(field);
            None
        }
    }

    /// Reads a box that may be ticked.
    pub(crate) fn ticked(&self, field: &str) -> bool {
        self.answers.ticked(field)
    }

    /// Returns the value, or every error.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<FieldError>> {
        value.filter(|_| self.errors.is_empty()).ok_or(self.errors)
    }

    fn missing(&mut self, field: &'static str) {
        let message = self.form.fields.get(field).map(|words| words.missing.clone()).unwrap_or_default();
        self.errors.push(FieldError { field: field.into(), message });
    }

    fn invalid(&mut self, field: &'static str, invalid: Invalid) {
        let Some(words) = self.form.fields.get(field) else { return };
        let malformed = if words.invalid.is_empty() { &words.missing } else { &words.invalid };
        self.errors.push(FieldError { field: field.into(), message: message(invalid, &words.label, malformed) });
    }
}

/// Returns the error message for the answer to the question `label`. `malformed` is the site's own message.
pub(crate) fn message(invalid: Invalid, label: &str, malformed: &str) -> String {
    match invalid {
        Invalid::TooLong(limit) => format!("“{label}” must be {} characters or fewer", thousands(limit)),
        Invalid::TooShort(limit) => format!("“{label}” must be {limit} characters or more"),
        Invalid::Unprintable => format!("“{label}” has characters that cannot be printed: remove them"),
        Invalid::Invisible => format!("“{label}” must have a letter, digit or sign that can be seen"),
        Invalid::Character { found, instead } => {
            format!("Replace “{found}” with {} in “{label}”", ordinary(instead))
        }
        Invalid::NotDeliverable(found) => {
            format!("“{label}” has “{found}” before the @. We cannot send email to such addresses: enter another one")
        }
        Invalid::Malformed => malformed.to_owned(),
    }
}

/// Spells out an ordinary character, which may be hard to tell from its look-alike.
fn ordinary(character: char) -> String {
    let name = match character {
        '@' => "an ordinary at sign",
        '.' => "an ordinary dot",
        '\'' => "a straight apostrophe",
        '-' => "an ordinary hyphen",
        '+' => "an ordinary plus sign",
        '_' => "an ordinary underscore",
        _ => "an ordinary",
    };
    format!("{name} “{character}”")
}

/// Formats `2000` as `2,000`.
fn thousands(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
