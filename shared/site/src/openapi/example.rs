//! An application that any association's form accepts.

use model::Form;
use model::form::{Field, FieldKind};
use serde_json::{Map, Value, json};

/// Returns an application with the answers that are required.
pub(super) fn application(form: &Form) -> Value {
    let always = form.fields().filter(|field| field.when.is_none() && field.required);
    let mut members: Map<_, _> = always.map(|field| (field.name.clone(), answer(field))).collect();
    let boxes = form.fields().filter(|field| field.when.is_none() && field.kind == FieldKind::YesNo && !field.required);
    members.extend(boxes.map(|field| (field.name.clone(), json!(false))));
    // The questions about another representative are then not asked.
    if form.field("representative_same").is_some() {
        members.insert("representative_same".to_owned(), json!(true));
    }
    let answers = members.clone();
    let asked = form.fields().filter(|field| {
        field.when.as_ref().is_some_and(|when| {
            answers.get(&when.field).is_some_and(|answer| when.values.iter().any(|value| is(answer, value)))
        })
    });
    members.extend(asked.map(|field| (field.name.clone(), answer(field))));
    Value::Object(members)
}

fn is(answer: &Value, value: &str) -> bool {
    match answer {
        Value::String(text) => text == value,
        Value::Array(values) => values.iter().any(|chosen| chosen == value),
        Value::Bool(flag) => value == if *flag { "yes" } else { "no" },
        _ => false,
    }
}

fn answer(field: &Field) -> Value {
    match &field.kind {
        FieldKind::Text { min, max } => json!(text(name(&field.name).unwrap_or(&field.label), *min, *max)),
        FieldKind::LongText { min, max } => json!(text(&field.label, *min, *max)),
        FieldKind::Choice(choices) => json!(choices.first().map(|choice| &choice.value)),
        FieldKind::Choices(choices) => json!(choices.iter().take(2).map(|choice| &choice.value).collect::<Vec<_>>()),
        FieldKind::Country => json!("GB"),
        FieldKind::YesNo => json!(false),
        FieldKind::Agreement | FieldKind::PrivacyNotice => json!(true),
        FieldKind::Number { min, max, .. } => json!(10.clamp(*min, *max)),
        FieldKind::Date { min, max } => {
            let typical = "2026-01-31";
            let bounded = if !max.is_empty() && typical > max.as_str() { max } else { typical };
            json!(if bounded < min.as_str() { min } else { bounded })
        }
        FieldKind::Email => json!("ada@example.com"),
        FieldKind::Telephone => json!("+44 20 7946 0000"),
        FieldKind::WebAddress => json!("https://www.example.com/"),
    }
}

fn name(field: &str) -> Option<&'static str> {
    match field {
        "legal_name" => Some("Example Ltd"),
        "contact_name" => Some("Ada Example"),
        _ => None,
    }
}

/// Returns a text of an allowed length.
fn text(typical: &str, min: usize, max: usize) -> String {
    let repeated = typical.chars().chain(" ".chars()).cycle().take(min.max(typical.chars().count()).min(max));
    let text: String = repeated.collect();
    // A space at the end would not count.
    text.trim_end().chars().chain(".".chars().cycle()).take(text.chars().count()).collect()
}
