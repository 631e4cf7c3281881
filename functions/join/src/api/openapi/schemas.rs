//! Requests and responses as JSON Schema (2020-12).

use crate::api::answers::{Shape, shape};
use crate::api::error::kind;
use serde_json::{Map, Value, json};
use shared::applicant::{
    Country, EmailAddress, JobTitle, JoinReasons, OrganizationName, PersonName, PhoneNumber, ShortText, Website,
};
use shared::application::Status;
use shared::fields::{CHOICES, Field, Section};
use shared::site::Form;
use std::ops::RangeInclusive;

/// Left out when the contact is the representative.
const REPRESENTATIVE: [&str; 3] = ["representative_name", "representative_title", "representative_email"];

/// 6 to 15 digits, the usual separators, and an extension.
const PHONE: &str =
    "^[ +./()\\u2010-\\u2013-]*([0-9][ +./()\\u2010-\\u2013-]*){6,15}((extension|ext\\.?|x|#) ?[0-9]{1,6})?$";

/// A line in any script. The only control characters allowed are white space.
const LINE: &str = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f]*$";

/// Lines in any script. The only control characters allowed are line breaks and tabs.
const LINES: &str = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$";

pub(super) fn all(form: &Form) -> Value {
    json!({
        "Application": application(form),
        "Receipt": receipt(),
        "Standing": standing(),
        "Problem": problem(&[kind::NONE, kind::UNUSABLE_KEY]),
        "AnswersProblem": answers_problem(),
    })
}

fn application(form: &Form) -> Value {
    let fields = || Section::ALL.into_iter().flat_map(Section::fields);
    let named = |field: &&Field| REPRESENTATIVE.contains(&field.name);
    let required: Vec<_> = fields().filter(|field| field.required && !named(field)).map(|field| field.name).collect();
    let properties: Map<_, _> = fields().map(|field| (field.name.to_owned(), property(form, field))).collect();
    let representative: Map<_, _> = fields()
        .filter(named)
        .map(|field| (field.name.to_owned(), text(form, field.name)))
        .chain([("representative_same".to_owned(), json!({ "enum": [false, null] }))])
        .collect();
    json!({
        "type": "object",
        "description": "Space and invisible characters around a text are forgiven, and so is a website without \
            https://. A telephone number may have the digits and dashes of any script, and is stored in ASCII. \
            An email address has nothing but ASCII before its @. \
            null, like an empty text, is an answer that was left out.",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
        "anyOf": [
            {
                "title": "The main contact is the voting representative",
                "properties": { "representative_same": { "const": true } },
                "required": ["representative_same"],
            },
            {
                "title": "Somebody else is the voting representative",
                "properties": representative,
                "required": REPRESENTATIVE,
            },
        ],
    })
}

fn property(form: &Form, field: &Field) -> Value {
    let name = field.name;
    let mut schema = match shape(name) {
        // Ignored unless the representative is another person.
        Shape::Text if REPRESENTATIVE.contains(&name) => json!({ "type": ["string", "null"] }),
        Shape::Text if field.required => text(form, name),
        Shape::Text => json!({ "anyOf": [text(form, name), { "enum": ["", null] }] }),
        Shape::Several => {
            json!({ "type": ["array", "null"], "items": { "type": "string", "enum": offered(form, name) } })
        }
        Shape::Flag if field.required => json!({ "const": true }),
        Shape::Flag => json!({ "type": ["boolean", "null"] }),
    };
    if let (Some(words), Some(schema)) = (form.fields.get(name), schema.as_object_mut()) {
        schema.insert("title".to_owned(), json!(words.label));
        if !words.hint.is_empty() {
            schema.insert("description".to_owned(), json!(words.hint));
        }
    }
    schema
}

fn text(form: &Form, field: &str) -> Value {
    match field {
        _ if CHOICES.contains(&field) => {
            let labels: Vec<_> = form.choices(field).iter().map(|choice| choice.label.as_str()).collect();
            json!({ "type": "string", "enum": offered(form, field), "x-labels": labels })
        }
        "country" => {
            let codes: Vec<_> = Country::all().map(|(code, _)| code).collect();
            json!({ "type": "string", "enum": codes, "$comment": "ISO 3166-1 alpha-2, and XK for Kosovo" })
        }
        "legal_name" | "public_name" => words(OrganizationName::CHARACTERS, LINE),
        "contact_name" | "representative_name" => words(PersonName::CHARACTERS, LINE),
        "contact_title" | "representative_title" => words(JobTitle::CHARACTERS, LINE),
        "why_join" => words(JoinReasons::CHARACTERS, LINES),
        // A slash is added if there is no path.
        "website" => json!({ "type": "string", "format": "uri", "maxLength": Website::LIMIT - 1 }),
        "contact_phone" => json!({ "type": "string", "pattern": PHONE, "maxLength": PhoneNumber::LIMIT }),
        _ if field.ends_with("_email") => {
            json!({ "type": "string", "format": "email", "maxLength": EmailAddress::LIMIT })
        }
        _ => words(ShortText::CHARACTERS, LINE),
    }
}

fn offered<'a>(form: &'a Form, field: &str) -> Vec<&'a str> {
    form.choices(field).iter().map(|choice| choice.value.as_str()).collect()
}

fn words(characters: RangeInclusive<usize>, pattern: &str) -> Value {
    json!({
        "type": "string",
        "minLength": characters.start(),
        "maxLength": characters.end(),
        "pattern": pattern,
    })
}

fn receipt() -> Value {
    json!({
        "type": "object",
        "properties": {
            "reference": reference(),
            "status": { "const": Status::Received.as_str() },
            "submitted_at": time(),
            "address": { "type": "string", "format": "uri", "description": "The private address for people." },
        },
        "required": ["reference", "status", "submitted_at", "address"],
    })
}

fn standing() -> Value {
    let statuses = Status::ALL.iter().filter(|status| **status != Status::Draft).map(|status| status.as_str());
    json!({
        "oneOf": [
            {
                "type": "object",
                "properties": {
                    "reference": reference(),
                    "status": { "enum": statuses.collect::<Vec<_>>() },
                    "submitted_at": time(),
                    "updated_at": time(),
                },
                "required": ["reference", "status", "submitted_at", "updated_at"],
            },
            {
                "type": "object",
                "properties": { "status": { "const": Status::Draft.as_str() }, "created_at": time(), "updated_at": time() },
                "required": ["status", "created_at", "updated_at"],
            },
        ],
    })
}

fn problem(kinds: &[&str]) -> Value {
    json!({
        "type": "object",
        "description": "RFC 9457",
        "properties": {
            "type": { "enum": kinds },
            "title": { "type": "string" },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "detail": { "type": "string" },
        },
        "required": ["type", "title", "status", "detail"],
    })
}

fn answers_problem() -> Value {
    let mut schema = problem(&[kind::INVALID, kind::REUSED_KEY]);
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        let error = json!({
            "type": "object",
            "properties": { "field": { "type": "string" }, "detail": { "type": "string" } },
            "required": ["field", "detail"],
        });
        properties.insert("errors".to_owned(), json!({ "type": "array", "minItems": 1, "items": error }));
    }
    schema
}

fn reference() -> Value {
    json!({ "type": "string", "pattern": "^[2-9A-HJKMNP-Z]{8}$", "description": "What people call the application by." })
}

fn time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}
