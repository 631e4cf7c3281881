//! The template's YAML, ready for serde: short-form functions such as `!Ref NAME` become `{"Ref": "NAME"}`, and every
//! scalar is text, as CloudFormation sees it.

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::{Value as Json, json};

/// Parses the template's text.
pub(super) fn parse(text: &str) -> Result<Json, String> {
    let documents =
        Yaml::load_from_str(text).map_err(|error| format!("line {}: {}", error.marker().line(), error.info()))?;
    documents.first().map(to_json).ok_or_else(|| "is empty".to_owned())
}

/// Deserializes a part of the template. Errors begin with the path `at`, to which it adds the path within the part.
pub(super) fn read<T: DeserializeOwned>(at: &str, json: &Json) -> Result<T, String> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = format!("{at}.{}", error.path());
        format!("{}: {}", path.trim_matches('.'), error.inner())
    })
}

fn to_json(yaml: &Yaml<'_>) -> Json {
    match yaml {
        Yaml::Mapping(entries) => entries.iter().map(|(key, value)| (text(key), to_json(value))).collect(),
        Yaml::Sequence(items) => items.iter().map(|item| unconditional(to_json(item))).collect(),
        Yaml::Tagged(tag, tagged) => {
            let short = tag.to_string();
            let name = short.trim_start_matches('!');
            let prefix = if matches!(name, "Ref" | "Condition") { "" } else { "Fn::" };
            json!({ format!("{prefix}{name}"): to_json(tagged) })
        }
        Yaml::Value(Scalar::Null) => Json::Null,
        scalar => Json::String(text(scalar)),
    }
}

/// Unwraps a conditional list item, `!If [CONDITION, ITEM, !Ref AWS::NoValue]`.
fn unconditional(item: Json) -> Json {
    match item.get("Fn::If").and_then(Json::as_array).map(Vec::as_slice) {
        Some([_, value, otherwise]) if *otherwise == json!({ "Ref": "AWS::NoValue" }) => value.clone(),
        _ => item,
    }
}

fn text(scalar: &Yaml<'_>) -> String {
    match scalar {
        Yaml::Value(Scalar::String(text)) => text.to_string(),
        Yaml::Value(Scalar::Integer(number)) => number.to_string(),
        Yaml::Value(Scalar::FloatingPoint(number)) => number.to_string(),
        Yaml::Value(Scalar::Boolean(truth)) => truth.to_string(),
        _ => String::new(),
    }
}

/// Deserializes one item or a list of them.
pub(super) fn one_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(from: D) -> Result<Vec<T>, D::Error> {
    let items = match Json::deserialize(from)? {
        Json::Array(items) => items,
        item => vec![item],
    };
    items.into_iter().map(|item| T::deserialize(item).map_err(D::Error::custom)).collect()
}
