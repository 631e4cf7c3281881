//! An application as JSON Schema (2020-12).

use crate::catalogue::countries;
use model::Form;
use model::form::core::{EMAIL_CHARACTERS, TELEPHONE_CHARACTERS, WEB_ADDRESS_BYTES};
use model::form::{Choice, Condition, Field, FieldKind};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// 6 to 15 digits, the usual separators, and an extension.
const PHONE: &str =
    "^[ +./()\\u2010-\\u2013-]*([0-9][ +./()\\u2010-\\u2013-]*){6,15}((extension|ext\\.?|x|#) ?[0-9]{1,6})?$";

/// A line in any script. The only control characters allowed are white space.
const LINE: &str = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f]*$";

/// Lines in any script. The only control characters allowed are line breaks and tabs.
const LINES: &str = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

pub(super) fn application(form: &Form) -> Value {
    let properties: Map<_, _> = form.fields().map(|field| (field.name.clone(), property(field))).collect();
    let always = form.fields().filter(|field| field.required && field.when.is_none());
    let required: Vec<_> = always.map(|field| &field.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": "Space and invisible characters around a text are forgiven, and so is a website without \
            https://. A telephone number may have the digits and dashes of any script, and is stored in ASCII. \
            An email address has nothing but ASCII before its @. \
            null, like an empty text, is an answer that was left out. \
            An answer to a question that is not asked is ignored.",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    });
    let cases: Vec<Value> =
        conditions(form).into_iter().map(|(condition, fields)| cases_of(form, condition, &fields)).collect();
    if let Some(members) = schema.as_object_mut() {
        match cases.as_slice() {
            [] => {}
            [only] => members.extend([("anyOf".to_owned(), only.clone())]),
            all => {
                let all: Vec<_> = all.iter().map(|cases| json!({ "anyOf": cases })).collect();
                members.extend([("allOf".to_owned(), json!(all))]);
            }
        }
    }
    schema
}

/// Returns each condition with the questions that it applies to.
fn conditions(form: &Form) -> Vec<(&Condition, Vec<&Field>)> {
    let mut conditions: Vec<(&Condition, Vec<&Field>)> = Vec::new();
    for field in form.fields() {
        let Some(when) = &field.when else { continue };
        match conditions.iter_mut().find(|(condition, _)| *condition == when) {
            Some((_, fields)) => fields.push(field),
            None => conditions.push((when, vec![field])),
        }
    }
    conditions
}

/// Describes the two cases of a condition: the questions are not asked, or they are.
fn cases_of(form: &Form, condition: &Condition, fields: &[&Field]) -> Value {
    let (met, unmet) = form.field(&condition.field).map(|field| cases(field, condition)).unwrap_or_default();
    let required: Vec<_> = fields.iter().filter(|field| field.required).map(|field| &field.name).collect();
    let mut asked: BTreeMap<_, _> = fields.iter().map(|field| (field.name.clone(), asked_property(field))).collect();
    asked.insert(condition.field.clone(), met.schema);
    let with = |mut required: Vec<String>, needed: bool| {
        required.extend(needed.then(|| condition.field.clone()));
        required
    };
    json!([
        {
            "properties": { (condition.field.clone()): unmet.schema },
            "required": with(Vec::new(), unmet.is_required),
        },
        {
            "properties": asked,
            "required": with(required.into_iter().cloned().collect(), met.is_required),
        },
    ])
}

/// The answers to a condition's question in one case.
#[derive(Default)]
struct Case {
    schema: Value,
    /// Whether there must be an answer.
    is_required: bool,
}

/// Returns the answers that meet a condition, and those that don't.
fn cases(field: &Field, condition: &Condition) -> (Case, Case) {
    let named = |value: &str| condition.values.iter().any(|named| named == value);
    let split = |choices: &[Choice]| -> (Vec<String>, Vec<String>) {
        choices.iter().map(|choice| choice.value.clone()).partition(|value| named(value))
    };
    let case = |schema, is_required| Case { schema, is_required };
    match &field.kind {
        FieldKind::Choices(choices) => {
            let (met, unmet) = split(choices);
            let all: Vec<_> = met.iter().chain(&unmet).collect();
            (
                case(json!({ "type": "array", "items": { "enum": all }, "contains": { "enum": met } }), true),
                case(json!({ "type": ["array", "null"], "items": { "enum": unmet } }), false),
            )
        }
        FieldKind::YesNo => {
            let yes = || case(json!({ "const": true }), true);
            let no = || case(json!({ "enum": [false, null] }), false);
            if named("yes") { (yes(), no()) } else { (no(), yes()) }
        }
        _ => {
            let (met, unmet) = split(field.choices());
            let mut unmet: Vec<Value> = unmet.into_iter().map(Value::from).collect();
            if !field.required {
                unmet.extend([json!(""), Value::Null]);
            }
            (case(json!({ "enum": met }), true), case(json!({ "enum": unmet }), false))
        }
    }
}

fn property(field: &Field) -> Value {
    let mut schema = match &field.kind {
        // Ignored unless the question is asked.
        _ if field.when.is_some() => json!({ "type": json_types(&field.kind) }),
        _ => asked_property(field),
    };
    if let Some(schema) = schema.as_object_mut() {
        schema.insert("title".to_owned(), json!(field.summary_label()));
        if !field.hint.is_empty() {
            schema.insert("description".to_owned(), json!(field.hint));
        }
    }
    schema
}

/// Describes the answers to a question that is asked: the valid ones and, if none is required, none.
fn asked_property(field: &Field) -> Value {
    match &field.kind {
        FieldKind::Choices(_) if field.required => typed(field),
        FieldKind::Choices(choices) => {
            json!({ "type": ["array", "null"], "items": { "type": "string", "enum": values(choices) } })
        }
        FieldKind::YesNo if !field.required => json!({ "type": ["boolean", "null"] }),
        FieldKind::Number { .. } if !field.required => json!({ "anyOf": [typed(field), { "type": "null" }] }),
        _ if field.required => typed(field),
        _ => json!({ "anyOf": [typed(field), { "enum": ["", null] }] }),
    }
}

fn json_types(kind: &FieldKind) -> Value {
    match kind {
        FieldKind::Choices(_) => json!(["array", "null"]),
        FieldKind::YesNo | FieldKind::Agreement | FieldKind::PrivacyNotice => json!(["boolean", "null"]),
        FieldKind::Number { .. } => json!(["integer", "null"]),
        _ => json!(["string", "null"]),
    }
}

/// Describes the valid answers to a question that is asked.
fn typed(field: &Field) -> Value {
    match &field.kind {
        FieldKind::Text { min, max } => words(*min, *max, LINE),
        FieldKind::LongText { min, max } => words(*min, *max, LINES),
        FieldKind::Choice(choices) => {
            let labels: Vec<_> = choices.iter().map(|choice| &choice.label).collect();
            json!({ "type": "string", "enum": values(choices), "x-labels": labels })
        }
        FieldKind::Choices(choices) => {
            let least = u8::from(field.required);
            json!({ "type": "array", "minItems": least, "items": { "type": "string", "enum": values(choices) } })
        }
        FieldKind::Country => {
            let codes: Vec<_> = countries().map(|(code, _)| code).collect();
            json!({ "type": "string", "enum": codes, "$comment": "ISO 3166-1 alpha-2, and XK for Kosovo" })
        }
        FieldKind::YesNo => json!({ "type": "boolean" }),
        FieldKind::Agreement | FieldKind::PrivacyNotice => json!({ "const": true }),
        FieldKind::Number { min, max, .. } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        FieldKind::Date { min, max } => {
            let bounds =
                [("formatMinimum", min), ("formatMaximum", max)].into_iter().filter(|(_, date)| !date.is_empty());
            let mut schema = json!({ "type": "string", "format": "date" });
            if let Some(schema) = schema.as_object_mut() {
                schema.extend(bounds.map(|(key, date)| (key.to_owned(), json!(date))));
            }
            schema
        }
        FieldKind::Email => json!({ "type": "string", "format": "email", "maxLength": EMAIL_CHARACTERS }),
        FieldKind::Telephone => json!({ "type": "string", "pattern": PHONE, "maxLength": TELEPHONE_CHARACTERS }),
        // A slash is added if there is no path.
        FieldKind::WebAddress => json!({ "type": "string", "format": "uri", "maxLength": WEB_ADDRESS_BYTES - 1 }),
    }
}

fn words(min: usize, max: usize, pattern: &str) -> Value {
    json!({ "type": "string", "minLength": min, "maxLength": max, "pattern": pattern })
}

fn values(choices: &[Choice]) -> Vec<&str> {
    choices.iter().map(|choice| choice.value.as_str()).collect()
}
