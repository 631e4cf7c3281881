//! Decodes a stored definition. By hand, with the parser of the API's bodies: derived code takes 12 KB more in the zipped
//! function.

use crate::api::Json;
use shared::form::{Choice, Condition, Field, FieldKind, Section};
use shared::site::Link;
use std::collections::BTreeMap;

/// Decodes the sections of a form from JSON, as serde writes them.
pub(super) fn sections(json: &str) -> Option<Vec<Section>> {
    list(&serde_json::from_str(json).ok()?, section)
}

fn section(json: &Json) -> Option<Section> {
    let members = object(json)?;
    Some(Section {
        name: text(members, "name")?,
        title: text(members, "title")?,
        introduction: text(members, "introduction")?,
        fields: list(members.get("fields")?, field)?,
    })
}

fn field(json: &Json) -> Option<Field> {
    let members = object(json)?;
    Some(Field {
        name: text(members, "name")?,
        kind: kind(members.get("kind")?)?,
        required: members.get("required")? == &Json::Bool(true),
        when: members.get("when").and_then(condition),
        heading: text(members, "heading")?,
        label: text(members, "label")?,
        short_label: text(members, "short_label").unwrap_or_default(),
        hint: text(members, "hint")?,
        read: members.get("read").and_then(link),
        missing: text(members, "missing")?,
        invalid: text(members, "invalid")?,
    })
}

fn kind(json: &Json) -> Option<FieldKind> {
    if let Json::Text(name) = json {
        return Some(match name.as_str() {
            "country" => FieldKind::Country,
            "yes_no" => FieldKind::YesNo,
            "agreement" => FieldKind::Agreement,
            "privacy_notice" => FieldKind::PrivacyNotice,
            "email" => FieldKind::Email,
            "telephone" => FieldKind::Telephone,
            "web_address" => FieldKind::WebAddress,
            _ => return None,
        });
    }
    let (name, content) = object(json)?.first_key_value()?;
    let bounds = || object(content);
    let count = |name| usize::try_from(number(bounds()?, name)?).ok();
    Some(match name.as_str() {
        "text" => FieldKind::Text { min: count("min")?, max: count("max")? },
        "long_text" => FieldKind::LongText { min: count("min")?, max: count("max")? },
        "choice" => FieldKind::Choice(list(content, choice)?),
        "choices" => FieldKind::Choices(list(content, choice)?),
        "number" => FieldKind::Number {
            min: number(bounds()?, "min")?,
            max: number(bounds()?, "max")?,
            unit: text(bounds()?, "unit")?,
        },
        "date" => FieldKind::Date { min: text(bounds()?, "min")?, max: text(bounds()?, "max")? },
        _ => return None,
    })
}

fn choice(json: &Json) -> Option<Choice> {
    let members = object(json)?;
    Some(Choice { value: text(members, "value")?, label: text(members, "label")? })
}

fn condition(json: &Json) -> Option<Condition> {
    let members = object(json)?;
    let value = |json: &Json| if let Json::Text(value) = json { Some(value.clone()) } else { None };
    Some(Condition { field: text(members, "field")?, values: list(members.get("values")?, value)? })
}

fn link(json: &Json) -> Option<Link> {
    let members = object(json)?;
    Some(Link { label: text(members, "label")?, path: text(members, "path")? })
}

fn object(json: &Json) -> Option<&BTreeMap<String, Json>> {
    if let Json::Object(members) = json { Some(members) } else { None }
}

fn list<T>(json: &Json, decode: impl Fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    if let Json::List(items) = json { items.iter().map(decode).collect() } else { None }
}

fn text(members: &BTreeMap<String, Json>, name: &str) -> Option<String> {
    if let Json::Text(text) = members.get(name)? { Some(text.clone()) } else { None }
}

fn number(members: &BTreeMap<String, Json>, name: &str) -> Option<i64> {
    if let Json::Number(number) = members.get(name)? { *number } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn definitions_decode_to_what_was_encoded() {
        for site in ["tests/site", "tests/sites/beekeepers"] {
            let compiled = site::compile(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(site)).unwrap();
            assert_eq!(sections(&compiled.documents.definition), Some(compiled.form.sections), "{site}");
        }
    }

    #[test]
    fn anything_else_is_no_definition() {
        for json in [
            "",
            "{}",
            "[1]",
            "[{\"name\": \"x\"}]",
            "[{\"name\": 1, \"title\": \"\", \"introduction\": \"\", \"fields\": []}]",
        ] {
            assert_eq!(sections(json), None, "{json}");
        }
    }
}
