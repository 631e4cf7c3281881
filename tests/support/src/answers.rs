//! Valid answers.

use super::own_site::OWN_SITE;
use shared::application::{NO, YES};
use shared::form::{Choice, Field, FieldKind};
use shared::site::Form;

/// Form fields and values, as a browser posts them.
pub type Answers = Vec<(&'static str, String)>;

/// The sections of the form of the tests' own site.
pub const SECTIONS: [&str; 4] = ["organization", "profile", "people", "declarations"];

/// Answers to questions of these names, if they are valid. An empty one leaves out an optional answer.
const TYPED: &[(&str, &str)] = &[
    ("legal_name", "Müller & Sons <Clinical> GmbH"),
    ("public_name", "Müller’s"),
    ("registration_number", "HRB 12345"),
    ("parent", ""),
    ("services", "safety"),
    ("services", "data-management"),
    ("regions", "europe"),
    ("employees", "250-999"),
    ("why_join", "We run trials in nine countries.\r\nWe would like to help shape the rules."),
    ("contact_name", "Ada O’Neill"),
    ("contact_title", "Head of regulatory affairs"),
    ("contact_email", "ada@example.com"),
    ("contact_phone", "+49 30 123456"),
    ("representative_name", "岡田 光"),
    ("representative_title", "Director"),
    ("representative_email", "hikaru@example.com"),
    ("billing_email", ""),
    ("committees", "responsible-ai"),
    ("heard_from", "A colleague"),
];

/// Returns the form of the tests' own site.
pub fn own_form() -> &'static Form {
    &OWN_SITE.form
}

/// Returns valid answers for a section of the tests' own site.
pub fn good(section: &str) -> Answers {
    valid(own_form(), section)
}

/// Returns the questions of a section of the tests' own site.
pub fn fields(section: &str) -> &'static [Field] {
    &own_form().section(section).unwrap().fields
}

/// Returns a question of the tests' own site.
pub fn question(name: &str) -> &'static Field {
    own_form().field(name).unwrap()
}

/// Returns valid answers for a section of a form.
pub fn valid(form: &'static Form, section: &str) -> Answers {
    let fields = form.section(section).unwrap().fields.iter().filter(|field| is_asked(form, field));
    fields.flat_map(|field| values(field).into_iter().map(|value| (&*field.name, value))).collect()
}

/// Whether a question is asked of those who give valid answers.
fn is_asked(form: &Form, field: &Field) -> bool {
    let Some(condition) = &field.when else { return true };
    let mut earlier = values(form.field(&condition.field).unwrap());
    if earlier.is_empty() {
        earlier.push(NO.to_owned());
    }
    earlier.iter().any(|value| condition.values.contains(value))
}

/// Returns the values of a valid answer.
fn values(field: &Field) -> Vec<String> {
    let known = TYPED.iter().filter(|(name, value)| *name == field.name && fits(field, value));
    let known: Vec<_> = known.map(|(_, value)| (*value).to_owned()).collect();
    if known.is_empty() { made_up(field) } else { known }
}

/// Whether a text can be an answer to a question of its name.
fn fits(field: &Field, value: &str) -> bool {
    match &field.kind {
        _ if value.is_empty() => !field.required,
        FieldKind::Text { min, max } | FieldKind::LongText { min, max } => {
            (*min..=*max).contains(&value.chars().count())
        }
        FieldKind::Choice(choices) | FieldKind::Choices(choices) => choices.iter().any(|choice| choice.value == value),
        _ => true,
    }
}

/// Makes up the values of a valid answer.
fn made_up(field: &Field) -> Vec<String> {
    let first = |choices: &[Choice]| choices[0].value.clone();
    let value = match &field.kind {
        FieldKind::Text { min, max } | FieldKind::LongText { min, max } => {
            // Numbered, because a repeated phrase is a sign of spam.
            let sentences = (1..=1 + min / 10).map(|number| format!("Answer {number} to {}. ", field.name));
            let text: String = sentences.collect();
            let text: String = text.chars().take(*max).collect();
            text.trim_end().to_owned() + &".".repeat(min.saturating_sub(text.trim_end().chars().count()))
        }
        FieldKind::Choice(choices) | FieldKind::Choices(choices) => first(choices),
        FieldKind::Country => "DE".to_owned(),
        FieldKind::YesNo if !field.required => return Vec::new(),
        FieldKind::YesNo | FieldKind::Agreement | FieldKind::PrivacyNotice => YES.to_owned(),
        FieldKind::Number { max, .. } => max.to_string(),
        FieldKind::Date { min, max } => {
            [max, min].into_iter().find(|bound| !bound.is_empty()).map_or("2026-11-23", String::as_str).to_owned()
        }
        FieldKind::Email => format!("{}@example.com", field.name.replace('_', ".")),
        FieldKind::Telephone => "+49 30 654321".to_owned(),
        FieldKind::WebAddress => "www.example.com".to_owned(),
    };
    vec![value]
}

/// Encodes answers as a form.
pub fn encoded(answers: &[(&str, String)]) -> String {
    let url = reqwest::Url::parse_with_params("http://localhost", answers).unwrap();
    url.query().unwrap().to_owned()
}

/// Returns the version of the privacy notice of the tests' own site.
pub fn privacy_notice() -> String {
    OWN_SITE.site.privacy_notice.clone()
}

/// Returns valid answers for a section with another answer for `field`.
pub fn changed(section: &str, field: &'static str, value: &str) -> Answers {
    with(good(section), field, value)
}

/// Replaces the answers for `field`.
pub fn with(mut answers: Answers, field: &'static str, value: &str) -> Answers {
    answers.retain(|(name, _)| *name != field);
    answers.push((field, value.to_owned()));
    answers
}

/// Removes the answers for `field`.
pub fn without(mut answers: Answers, field: &str) -> Answers {
    answers.retain(|(name, _)| *name != field);
    answers
}
