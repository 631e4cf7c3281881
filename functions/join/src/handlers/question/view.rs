//! Questions as the template renders them.

use super::is_shown;
use crate::mistakes::FieldError;
use serde::Serialize;
use shared::applicant::Country;
use shared::application::{Answers, NO, TypedAnswers, YES};
use shared::form::{Choice, Field, FieldKind, Section};
use shared::site::{Form, Link};

/// The form control of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Control {
    Text,
    Date,
    Email,
    Tel,
    Area,
    Select,
    Radios,
    Checkboxes,
    Tick,
}

/// A question.
#[derive(Debug, Serialize)]
pub(super) struct FieldView<'a> {
    name: &'a str,
    control: Control,
    optional: bool,
    words: Words<'a>,
    value: &'a str,
    ticked: bool,
    choices: Vec<ChoiceView<'a>>,
    error: Option<&'a str>,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
    /// The first and the last date, if there are any.
    min: &'a str,
    max: &'a str,
    /// What follows a number.
    unit: &'a str,
}

#[derive(Debug, Serialize)]
struct Words<'a> {
    heading: &'a str,
    label: &'a str,
    hint: &'a str,
    read: Option<&'a Link>,
}

#[derive(Debug, Serialize)]
struct ChoiceView<'a> {
    value: &'a str,
    label: &'a str,
    chosen: bool,
}

/// Returns the questions of a section with their answers and errors.
pub(super) fn fields<'a>(
    form: &'a Form,
    section: &'a Section,
    answers: &'a TypedAnswers,
    earlier: &Answers,
    errors: &'a [FieldError],
) -> Vec<FieldView<'a>> {
    // Keeps a typed answer on the page even if the table didn't tell us whether its question is asked.
    let shown =
        section.fields.iter().filter(|field| is_shown(section, field, earlier) || !answers.all(&field.name).is_empty());
    shown.map(|field| field_view(form, field, answers, errors)).collect()
}

fn field_view<'a>(
    form: &'a Form,
    field: &'a Field,
    answers: &'a TypedAnswers,
    errors: &'a [FieldError],
) -> FieldView<'a> {
    let control = control(field);
    let chosen = answers.all(&field.name);
    let choice =
        |value: &'a str, label: &'a str| ChoiceView { value, label, chosen: chosen.iter().any(|c| c == value) };
    let choices = match &field.kind {
        FieldKind::Country if form.countries.is_empty() => {
            Country::all().map(|(code, name)| choice(code, name)).collect()
        }
        FieldKind::Country => form.countries.iter().map(|(code, name)| choice(code, name)).collect(),
        FieldKind::YesNo => vec![choice(YES, form.word("answer.yes")), choice(NO, form.word("answer.no"))],
        _ => field.choices().iter().map(|Choice { value, label }| choice(value, label)).collect(),
    };
    let (min, max, unit) = match &field.kind {
        FieldKind::Date { min, max } => (min.as_str(), max.as_str(), ""),
        FieldKind::Number { unit, .. } => ("", "", unit.as_str()),
        _ => ("", "", ""),
    };
    FieldView {
        name: &field.name,
        control,
        // A single checkbox is never marked as optional.
        optional: !field.required && control != Control::Tick,
        words: Words { heading: &field.heading, label: &field.label, hint: &field.hint, read: field.read.as_ref() },
        value: answers.first(&field.name),
        ticked: answers.ticked(&field.name),
        choices,
        error: errors.iter().find(|error| error.field == field.name).map(|error| error.message.as_str()),
        autocomplete: autocomplete(field),
        inputmode: inputmode(&field.kind),
        min,
        max,
        unit,
    }
}

fn control(field: &Field) -> Control {
    match field.kind {
        FieldKind::Text { .. } | FieldKind::WebAddress | FieldKind::Number { .. } => Control::Text,
        FieldKind::LongText { .. } => Control::Area,
        FieldKind::Choice(_) => Control::Radios,
        FieldKind::Choices(_) => Control::Checkboxes,
        FieldKind::Country => Control::Select,
        FieldKind::YesNo if field.required => Control::Radios,
        FieldKind::YesNo | FieldKind::Agreement | FieldKind::PrivacyNotice => Control::Tick,
        FieldKind::Date { .. } => Control::Date,
        FieldKind::Email => Control::Email,
        FieldKind::Telephone => Control::Tel,
    }
}

/// Returns the keyboard to offer for a text.
const fn inputmode(kind: &FieldKind) -> Option<&'static str> {
    match kind {
        FieldKind::WebAddress => Some("url"),
        FieldKind::Number { .. } => Some("numeric"),
        _ => None,
    }
}

/// Returns the `autocomplete` value. Browsers fill in only details of the visitor and their organization.
fn autocomplete(field: &Field) -> Option<&'static str> {
    Some(match field.name.as_str() {
        "legal_name" | "public_name" => "organization",
        "website" => "url",
        "country" => "country",
        "contact_name" => "name",
        "contact_title" => "organization-title",
        "contact_email" => "email",
        "contact_phone" => "tel",
        "billing_email" => "off",
        name if name.starts_with("representative_") && field.kind != FieldKind::YesNo => "off",
        _ => return None,
    })
}
