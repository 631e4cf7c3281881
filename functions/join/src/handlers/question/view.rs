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
    /// A text that is completed from a list of countries.
    Country,
    Radios,
    Checkboxes,
    Tick,
}

/// Questions under one heading.
#[derive(Debug, Serialize)]
pub(super) struct GroupView<'a> {
    /// Empty for questions without one.
    heading: &'a str,
    fields: Vec<FieldView<'a>>,
}

/// A question.
#[derive(Debug, Serialize)]
struct FieldView<'a> {
    name: &'a str,
    control: Control,
    /// Whether this is a box that shows or hides other questions of its group.
    decides: bool,
    /// When the question is shown: `ticked` or `unticked` for the state of that box; always without it.
    shown_if: Option<&'static str>,
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

/// Returns the questions of a section with their answers and errors, in groups.
pub(super) fn groups<'a>(
    form: &'a Form,
    section: &'a Section,
    answers: &'a TypedAnswers,
    earlier: &Answers,
    errors: &'a [FieldError],
) -> Vec<GroupView<'a>> {
    // Keeps a typed answer on the page even if the table didn't tell us whether its question is asked.
    let is_shown = |field: &&Field| is_shown(section, field, earlier) || !answers.all(&field.name).is_empty();
    let shown: Vec<&Field> = section.fields.iter().filter(is_shown).collect();
    let view = |group: &[&'a Field]| {
        let decider = decider(group);
        GroupView {
            heading: group.first().map_or("", |field| field.heading.as_str()),
            fields: group.iter().map(|field| field_view(form, field, decider, answers, errors)).collect(),
        }
    };
    by_heading(&shown).map(view).collect()
}

/// Splits questions before each that has a heading.
pub(super) fn by_heading<'f, 'a>(fields: &'f [&'a Field]) -> impl Iterator<Item = &'f [&'a Field]> {
    fields.chunk_by(|_, next| next.heading.is_empty())
}

/// Returns the box on whose state other questions of a group depend, if there is just one.
pub(super) fn decider<'a>(group: &[&'a Field]) -> Option<&'a Field> {
    let is_decider = |field: &&&Field| {
        let decides = |other: &&Field| other.when.as_ref().is_some_and(|when| when.field == field.name);
        control(field) == Control::Tick && group.iter().any(decides)
    };
    let mut deciders = group.iter().filter(is_decider);
    deciders.next().filter(|_| deciders.next().is_none()).copied()
}

/// Returns the state of the box in which a question is shown.
pub(super) fn shown_if(field: &Field, decider: Option<&Field>) -> Option<&'static str> {
    let when = field.when.as_ref().filter(|when| decider.is_some_and(|decider| decider.name == when.field))?;
    Some(if when.values.iter().any(|value| value == YES) { "ticked" } else { "unticked" })
}

fn field_view<'a>(
    form: &'a Form,
    field: &'a Field,
    decider: Option<&Field>,
    answers: &'a TypedAnswers,
    errors: &'a [FieldError],
) -> FieldView<'a> {
    let control = control(field);
    let chosen = answers.all(&field.name);
    let choice =
        |value: &'a str, label: &'a str| ChoiceView { value, label, chosen: chosen.iter().any(|c| c == value) };
    let choices = match &field.kind {
        FieldKind::Country => countries(form),
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
        decides: decider.is_some_and(|decider| decider.name == field.name),
        shown_if: shown_if(field, decider),
        // A single checkbox is never marked as optional.
        optional: !field.required && control != Control::Tick,
        words: Words { label: &field.label, hint: &field.hint, read: field.read.as_ref() },
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

/// Returns the countries as suggestions: the likely ones first, then all by name and, on a site with English names, other
/// names by which people look for them. A suggestion's value is what is typed.
fn countries<'a>(form: &'a Form) -> Vec<ChoiceView<'a>> {
    let own = form.countries.iter().map(|(code, name)| (code.as_str(), name.as_str()));
    let mut names: Vec<(&'a str, &'a str)> = own.collect();
    let mut synonyms: Vec<(&'a str, &'a str)> = Vec::new();
    if names.is_empty() {
        names = Country::all().collect();
        synonyms = Country::synonyms().collect();
    }
    let likely = form.likely_countries.iter().filter_map(|code| names.iter().find(|(known, _)| known == code));
    let others = names.iter().filter(|(code, _)| !form.likely_countries.iter().any(|likely| likely == code));
    let by_name = likely.chain(others).map(|(_, name)| ChoiceView { value: name, label: "", chosen: false });
    let by_synonym = synonyms.iter().filter_map(|(code, synonym)| {
        let (_, name) = names.iter().find(|(known, _)| known == code)?;
        Some(ChoiceView { value: synonym, label: name, chosen: false })
    });
    by_name.chain(by_synonym).collect()
}

fn control(field: &Field) -> Control {
    match field.kind {
        FieldKind::Text { .. } | FieldKind::WebAddress | FieldKind::Number { .. } => Control::Text,
        FieldKind::LongText { .. } => Control::Area,
        FieldKind::Choice(_) => Control::Radios,
        FieldKind::Choices(_) => Control::Checkboxes,
        FieldKind::Country => Control::Country,
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
        "country" => "country-name",
        "contact_name" => "name",
        "contact_title" => "organization-title",
        "contact_email" => "email",
        "contact_phone" => "tel",
        "billing_email" => "off",
        name if name.starts_with("representative_") && field.kind != FieldKind::YesNo => "off",
        _ => return None,
    })
}
