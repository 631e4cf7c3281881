//! Answers of a sample to any association's form: known ones by name, others made up from the question.

use serde_json::{Map, Value, json};
use shared::form::{Choice, Field, FieldKind, Section};
use shared::site::Form;

use super::organizations::Sample;

/// Returns the body of a request to the JSON API. `seed` varies the choices.
pub(super) fn body(form: &Form, sample: &Sample, seed: usize) -> Value {
    let mut members = Map::new();
    for field in form.sections.iter().flat_map(|section: &Section| &section.fields) {
        if is_asked(field, &members)
            && let Some(answer) = answer(field, sample, seed)
        {
            members.insert(field.name.clone(), answer);
        }
    }
    Value::Object(members)
}

/// Returns whether the earlier answers make a question apply.
fn is_asked(field: &Field, earlier: &Map<String, Value>) -> bool {
    let Some(condition) = &field.when else { return true };
    let is_named = |text: &str| condition.values.iter().any(|value| value == text);
    match earlier.get(&condition.field) {
        Some(Value::Bool(true)) => is_named("yes"),
        Some(Value::String(text)) => is_named(text),
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).any(is_named),
        _ => is_named("no"),
    }
}

fn answer(field: &Field, sample: &Sample, seed: usize) -> Option<Value> {
    let website = format!("https://www.{}.example", sample.domain);
    let email = || format!("office@{}.example", sample.domain);
    let known = match field.name.as_str() {
        "legal_name" => Some(sample.name.to_owned()),
        "public_name" => sample.public_name.map(str::to_owned),
        "website" => Some(website.clone()),
        "country" => Some(sample.country.to_owned()),
        "contact_name" => Some(sample.contact.to_owned()),
        "contact_title" => {
            Some(one_of(&["Managing director", "Head of regulatory affairs", "Head of policy"], seed).to_owned())
        }
        "contact_email" => Some(email()),
        "representative_same" => return Some(json!(true)),
        "why_join" => Some(sample.why.to_owned()),
        _ => None,
    };
    if let Some(known) = known.filter(|known| fits(&field.kind, known)) {
        return Some(Value::String(known));
    }
    made_up(field, seed, &website, &email())
}

/// Returns whether a text is long enough, and not too long, for a question that takes any text.
fn fits(kind: &FieldKind, text: &str) -> bool {
    match kind {
        FieldKind::Text { min, max } | FieldKind::LongText { min, max } => {
            (*min..=*max).contains(&text.chars().count())
        }
        _ => true,
    }
}

fn made_up(field: &Field, seed: usize, website: &str, email: &str) -> Option<Value> {
    Some(match &field.kind {
        FieldKind::Agreement | FieldKind::PrivacyNotice => json!(true),
        FieldKind::YesNo if field.required => json!(seed.is_multiple_of(2)),
        FieldKind::Choice(choices) => json!(choice(without_last(choices), seed)?),
        FieldKind::Choices(choices) => {
            let (choices, count) = (without_last(choices), 1 + seed % 3);
            let chosen = choices.iter().cycle().skip(seed % choices.len().max(1)).take(count.min(choices.len()));
            json!(chosen.map(|choice| choice.value.as_str()).collect::<Vec<_>>())
        }
        _ if !field.required => return None,
        FieldKind::YesNo => return None,
        FieldKind::Text { min, max } | FieldKind::LongText { min, max } => json!(text(*min, *max)),
        FieldKind::Country => json!("DE"),
        FieldKind::Number { min, max, .. } => json!(*max.min(&min.saturating_add(i64::try_from(seed).unwrap_or(0)))),
        FieldKind::Date { min, max } => {
            json!([max, min].into_iter().find(|bound| !bound.is_empty()).map_or("2026-01-15", String::as_str))
        }
        FieldKind::Email => json!(email),
        FieldKind::Telephone => json!("+49 30 5550123"),
        FieldKind::WebAddress => json!(website),
    })
}

/// Returns a text of a length between `min` and `max` characters.
fn text(min: usize, max: usize) -> String {
    let sentence = "This answer was made up for the demonstration. ";
    let text: String = sentence.repeat(1 + min / sentence.len()).chars().take(max).collect();
    text.trim_end().to_owned() + &".".repeat(min.saturating_sub(text.trim_end().chars().count()))
}

/// Leaves out the last of many choices, which is usually "other" or "none".
fn without_last(choices: &[Choice]) -> &[Choice] {
    match choices {
        [most @ .., _] if most.len() > 1 => most,
        few => few,
    }
}

fn choice(choices: &[Choice], seed: usize) -> Option<&str> {
    choices.get(seed % choices.len().max(1)).map(|choice| choice.value.as_str())
}

fn one_of<'a>(texts: &[&'a str], seed: usize) -> &'a str {
    texts.get(seed % texts.len().max(1)).copied().unwrap_or_default()
}
