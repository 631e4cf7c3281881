//! Checks of questions and sections.

use super::Reader;
use crate::catalogue::countries;
use model::form::core::{CORE, Presence, is_reserved};
use model::form::{Condition, Field, FieldKind, Section};
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// The greatest number of sections.
const SECTIONS: usize = 10;
/// The greatest number of questions.
const QUESTIONS: usize = 60;
/// The greatest number of choices of one question.
const CHOICES: usize = 100;
/// The greatest length of a name or a stored value in characters.
const NAME: usize = 40;

/// Addresses of sections that are taken: by pages below a private link, by `form_version` in the table, by the other
/// answers in a data export, and by elements of every page.
const TAKEN: [&str; 15] = [
    "answer", "confirm", "continue", "copy", "data", "erase", "form", "link", "main", "menu", "other", "replace",
    "resend", "submit", "withdraw",
];

/// Checks the countries that are offered first, and returns their codes.
pub(super) fn likely_countries(codes: Vec<Spanned<String>>, reader: &mut Reader<'_>) -> Vec<String> {
    let mut likely: Vec<String> = Vec::new();
    for code in codes {
        let at = code.span().start;
        let code = code.into_inner();
        if countries().all(|(known, _)| known != code) {
            reader
                .mistake(at, format!("likely_countries has {code}, which is no ISO 3166 code in capitals, such as US"));
        } else if likely.contains(&code) {
            reader.mistake(at, format!("likely_countries has {code} twice"));
        }
        likely.push(code);
    }
    likely
}

/// Checks the address of a section.
pub(super) fn section(section: &Section, earlier: &[Section], at: usize, reader: &mut Reader<'_>) {
    let name = &section.name;
    let is_name = is_identifier(name, '-');
    if !is_name || TAKEN.contains(&name.as_str()) {
        reader.mistake(
            at,
            format!(
                "a section's address must be lower-case letters, digits and hyphens, and not {}: {name}",
                TAKEN.join(", ")
            ),
        );
    }
    if earlier.iter().any(|other| other.name == *name) {
        reader.mistake(at, format!("the section {name} is there twice"));
    }
    if section.title.trim().is_empty() {
        reader.mistake(at, format!("the section {name} needs a title"));
    }
    if section.fields.is_empty() {
        reader.mistake(at, format!("the section {name} asks nothing: add a question with [[section.question]]"));
    }
}

/// Checks the name, the words and the choices of a question.
pub(super) fn words(field: &Field, at: usize, reader: &mut Reader<'_>) {
    let name = &field.name;
    if !is_identifier(name, '_') {
        reader.mistake(at, format!("a question's name must be lower-case letters, digits and underscores: {name}"));
    }
    let is_taken = is_reserved(name)
        || ["main", "menu"].contains(&name.as_str())
        || ["_version", "_at"].iter().any(|end| name.ends_with(end));
    if is_taken {
        reader.mistake(at, format!("the name {name} is taken by the program: choose another"));
    }
    if field.label.trim().is_empty() {
        reader.mistake(at, format!("{name} needs a label"));
    }
    if field.required && field.missing.is_empty() {
        reader.mistake(at, format!("{name} needs `missing`, the error for a missing answer"));
    }
    // Yes or no is missing if the questions that depend on it are.
    if !field.required && !field.missing.is_empty() && field.kind != FieldKind::YesNo {
        reader.mistake(at, format!("`missing` of {name} is never shown, because no answer is required"));
    }
    if can_be_malformed(field) {
        if field.missing.is_empty() && field.invalid.is_empty() {
            reader.mistake(at, format!("{name} needs `invalid`, the error for a malformed answer"));
        }
    } else if !field.invalid.is_empty() {
        reader.mistake(at, format!("`invalid` of {name} is never shown, because no answer is malformed"));
    }
    if let FieldKind::Choice(choices) | FieldKind::Choices(choices) = &field.kind {
        if choices.is_empty() || choices.len() > CHOICES {
            reader.mistake(at, format!("{name} needs 1 to {CHOICES} choices"));
        }
        let mut values = BTreeSet::new();
        for choice in choices {
            let value = &choice.value;
            if !values.insert(value) {
                reader.mistake(at, format!("{name} has the choice {value} twice"));
            }
            if choice.label.trim().is_empty() {
                reader.mistake(at, format!("the choice {value} of {name} needs a label"));
            }
            if value.is_empty()
                || value.chars().count() > NAME
                || value.trim() != value
                || value.contains(char::is_control)
            {
                reader.mistake(at, format!("a choice of {name} needs a value of 1 to {NAME} characters"));
            }
        }
    }
}

/// Checks conditions, and that every core question is there that a form needs.
pub(super) fn form(sections: &[Section], lines: &BTreeMap<String, usize>, reader: &mut Reader<'_>) {
    let fields: Vec<&Field> = sections.iter().flat_map(|section| &section.fields).collect();
    if !(1..=SECTIONS).contains(&sections.len()) {
        reader.mistake(0, format!("a form has 1 to {SECTIONS} sections, not {}", sections.len()));
    }
    if fields.len() > QUESTIONS {
        reader.mistake(0, format!("a form has at most {QUESTIONS} questions, not {}", fields.len()));
    }
    let has = |name: &str| fields.iter().any(|field| field.name == name);
    for core in CORE.iter().filter(|core| core.presence == Presence::Always && !has(core.name)) {
        reader.mistake(0, format!("the core question {} is missing", core.name));
    }
    if has("representative_name") != has("representative_email")
        || (has("representative_same") && !has("representative_name"))
        || (has("representative_title") && !has("representative_name"))
    {
        reader.mistake(0, "representative_name and representative_email belong together, and the other questions about the representative need them");
    }
    for (index, field) in fields.iter().enumerate() {
        let Some(when) = &field.when else { continue };
        let earlier = fields.get(..index).unwrap_or_default();
        if let Some(mistake) = condition_mistake(field, when, earlier, &fields) {
            let at = offset_of_line(reader.text, lines.get(&field.name).copied().unwrap_or(1));
            reader.mistake(at, mistake);
        }
    }
    if let Some(first) = sections.first().filter(|section| section.fields.iter().all(|field| field.when.is_some())) {
        reader.mistake(0, format!("the first section, {}, needs a question that is always asked", first.name));
    }
}

fn condition_mistake(field: &Field, when: &Condition, earlier: &[&Field], all: &[&Field]) -> Option<String> {
    let Field { name, .. } = field;
    let other = &when.field;
    let Some(question) = earlier.iter().find(|field| field.name == *other) else {
        return Some(if all.iter().any(|field| field.name == *other) {
            format!("`when` of {name} points forward: put the question {other} before it")
        } else {
            format!("`when` of {name} names {other}, which the form does not ask")
        });
    };
    if question.when.is_some() {
        return Some(format!("`when` of {name} names {other}, which is itself not always asked"));
    }
    let offered: Vec<&str> = match &question.kind {
        FieldKind::Choice(choices) | FieldKind::Choices(choices) => {
            choices.iter().map(|choice| choice.value.as_str()).collect()
        }
        FieldKind::YesNo => vec!["yes", "no"],
        _ => {
            return Some(format!("`when` of {name} names {other}, whose answer is not chosen from a list"));
        }
    };
    if offered.iter().all(|offered| when.values.iter().any(|value| value == offered)) {
        return Some(format!("`when` of {name} names every answer of {other}: leave it out"));
    }
    let unknown = when.values.iter().find(|value| !offered.contains(&value.as_str()))?;
    Some(format!("`when` of {name} names the answer {unknown}; {other} offers {}", offered.join(", ")))
}

/// Returns whether an answer can be malformed, rather than only missing or too long.
fn can_be_malformed(field: &Field) -> bool {
    match field.kind {
        FieldKind::Text { .. } | FieldKind::LongText { .. } | FieldKind::Agreement | FieldKind::PrivacyNotice => false,
        FieldKind::YesNo => field.required,
        FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Country
        | FieldKind::Number { .. }
        | FieldKind::Date { .. }
        | FieldKind::Email
        | FieldKind::Telephone
        | FieldKind::WebAddress => true,
    }
}

/// Returns whether a text is a name: a lower-case letter, then letters, digits and the mark.
fn is_identifier(text: &str, mark: char) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == mark)
        && text.len() <= NAME
}

fn offset_of_line(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}
