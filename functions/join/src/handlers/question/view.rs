//! Questions as the template renders them.

use crate::reader::FieldError;
use serde::Serialize;
use shared::applicant::Country;
use shared::application::Answers;
use shared::fields::{Field, Section};
use shared::site::{Choice, FieldWords, Form};

/// The form control of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Control {
    Text,
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
    name: &'static str,
    control: Control,
    optional: bool,
    words: &'a FieldWords,
    value: &'a str,
    ticked: bool,
    choices: Vec<ChoiceView<'a>>,
    error: Option<&'a str>,
    autocomplete: Option<&'static str>,
    inputmode: Option<&'static str>,
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
    section: Section,
    answers: &'a Answers,
    errors: &'a [FieldError],
) -> Vec<FieldView<'a>> {
    let shown = section.fields().iter().filter_map(|field| Some((field, form.fields.get(field.name)?)));
    shown.map(|(field, words)| field_view(form, field, words, answers, errors)).collect()
}

fn field_view<'a>(
    form: &'a Form,
    field: &Field,
    words: &'a FieldWords,
    answers: &'a Answers,
    errors: &'a [FieldError],
) -> FieldView<'a> {
    let control = control(field.name);
    let chosen = answers.all(field.name);
    let choice =
        |value: &'a str, label: &'a str| ChoiceView { value, label, chosen: chosen.iter().any(|c| c == value) };
    let choices = match control {
        Control::Select => Country::all().map(|(code, name)| choice(code, name)).collect(),
        _ => form.choices(field.name).iter().map(|Choice { value, label }| choice(value, label)).collect(),
    };
    FieldView {
        name: field.name,
        control,
        // A single checkbox is never marked as optional.
        optional: !field.required && control != Control::Tick,
        words,
        value: answers.first(field.name),
        ticked: answers.ticked(field.name),
        choices,
        error: errors.iter().find(|error| error.field == field.name).map(|error| error.message.as_str()),
        autocomplete: autocomplete(field.name),
        inputmode: (field.name == "website").then_some("url"),
    }
}

fn control(field: &str) -> Control {
    match field {
        "kind" | "employees" => Control::Radios,
        "services" | "regions" | "committees" => Control::Checkboxes,
        "country" => Control::Select,
        "why_join" => Control::Area,
        "contact_email" | "representative_email" | "billing_email" => Control::Email,
        "contact_phone" => Control::Tel,
        "representative_same" | "code_of_ethics" | "antitrust" | "authority" | "privacy_notice" | "news" => {
            Control::Tick
        }
        _ => Control::Text,
    }
}

/// Returns the `autocomplete` value. Browsers fill in only details of the visitor and their organization.
fn autocomplete(field: &str) -> Option<&'static str> {
    Some(match field {
        "legal_name" | "public_name" => "organization",
        "website" => "url",
        "country" => "country",
        "contact_name" => "name",
        "contact_title" => "organization-title",
        "contact_email" => "email",
        "contact_phone" => "tel",
        "representative_name" | "representative_title" | "representative_email" | "billing_email" => "off",
        _ => return None,
    })
}
