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
    /// The questions to which this choice leads. They stand below it, and the style sheet hides them unless it's chosen.
    reveals: Vec<FieldView<'a>>,
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
        let page = Page { form, group, answers, errors };
        GroupView {
            heading: group.first().map_or("", |field| field.heading.as_str()),
            fields: group
                .iter()
                .filter(|field| revealed_by(field, group).is_none())
                .map(|field| page.view(field))
                .collect(),
        }
    };
    by_heading(&shown).map(view).collect()
}

/// Splits questions before each that has a heading.
pub(super) fn by_heading<'f, 'a>(fields: &'f [&'a Field]) -> impl Iterator<Item = &'f [&'a Field]> {
    fields.chunk_by(|_, next| next.heading.is_empty())
}

/// Returns the choice of a group's question, with its value, below which a question stands: the only one that leads to it.
pub(super) fn revealed_by<'a>(field: &'a Field, group: &[&'a Field]) -> Option<(&'a Field, &'a str)> {
    let when = field.when.as_ref()?;
    let [value] = when.values.as_slice() else { return None };
    let decider = group.iter().find(|other| other.name == when.field)?;
    matches!(control(decider, group), Control::Radios | Control::Checkboxes).then_some((decider, value.as_str()))
}

/// What the views of a group's questions have in common.
struct Page<'f, 'a> {
    form: &'a Form,
    group: &'f [&'a Field],
    answers: &'a TypedAnswers,
    errors: &'a [FieldError],
}

impl<'a> Page<'_, 'a> {
    fn view(&self, field: &'a Field) -> FieldView<'a> {
        let Self { form, group, answers, errors } = *self;
        let control = control(field, group);
        let choices = match &field.kind {
            FieldKind::Country => countries(form),
            FieldKind::YesNo if control == Control::Tick => Vec::new(),
            FieldKind::YesNo => {
                vec![self.choice(field, YES, form.word("answer.yes")), self.choice(field, NO, form.word("answer.no"))]
            }
            _ => field.choices().iter().map(|Choice { value, label }| self.choice(field, value, label)).collect(),
        };
        let (min, max, unit) = match &field.kind {
            FieldKind::Date { min, max } => (min.as_str(), max.as_str(), ""),
            FieldKind::Number { unit, .. } => ("", "", unit.as_str()),
            _ => ("", "", ""),
        };
        FieldView {
            name: &field.name,
            control,
            // Neither a single box nor what leads to other questions is marked as optional.
            optional: !field.required && control != Control::Tick && field.kind != FieldKind::YesNo,
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

    fn choice(&self, field: &'a Field, value: &'a str, label: &'a str) -> ChoiceView<'a> {
        let is_revealed = |other: &&&Field| {
            revealed_by(other, self.group).is_some_and(|(decider, of)| decider.name == field.name && of == value)
        };
        ChoiceView {
            value,
            label,
            chosen: self.answers.all(&field.name).iter().any(|chosen| chosen == value),
            reveals: self.group.iter().filter(is_revealed).map(|other| self.view(other)).collect(),
        }
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
    let by_name = likely.chain(others).map(|(_, name)| suggestion(name, ""));
    let by_synonym = synonyms.iter().filter_map(|(code, synonym)| {
        let (_, name) = names.iter().find(|(known, _)| known == code)?;
        Some(suggestion(synonym, name))
    });
    by_name.chain(by_synonym).collect()
}

const fn suggestion<'a>(value: &'a str, label: &'a str) -> ChoiceView<'a> {
    ChoiceView { value, label, chosen: false, reveals: Vec::new() }
}

/// Returns the control of a question. Yes or no is a box to tick, unless an answer is required or leads to other questions
/// of the group.
fn control(field: &Field, group: &[&Field]) -> Control {
    let decides = |other: &&Field| other.when.as_ref().is_some_and(|when| when.field == field.name);
    match field.kind {
        FieldKind::Text { .. } | FieldKind::WebAddress | FieldKind::Number { .. } => Control::Text,
        FieldKind::LongText { .. } => Control::Area,
        FieldKind::Choice(_) => Control::Radios,
        FieldKind::Choices(_) => Control::Checkboxes,
        FieldKind::Country => Control::Country,
        FieldKind::YesNo if field.required || group.iter().any(decides) => Control::Radios,
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
        "legal_name" => "organization",
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
