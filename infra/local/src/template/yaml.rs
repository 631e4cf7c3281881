//! The template's YAML, ready for serde: short-form functions such as `!Ref NAME` become `{"Ref": "NAME"}`, and every
//! scalar is text, as CloudFormation sees it.

use std::fmt;
use std::str::FromStr;

use saphyr::{LoadableYamlNode, Scalar, Yaml};
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error};
use serde_json::{Value as Json, json};

/// A mistake in the template, and its path.
#[derive(Debug)]
pub(super) struct YamlError {
    at: String,
    what: String,
}

impl YamlError {
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl fmt::Display for YamlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { f.write_str(&self.what) } else { write!(f, "{}: {}", self.at, self.what) }
    }
}

/// Parses the template's text.
pub(super) fn parse(text: &str) -> Result<Json, YamlError> {
    let documents = Yaml::load_from_str(text)
        .map_err(|error| YamlError::new(format!("line {}", error.marker().line()), error.info()))?;
    documents.first().map(to_json).ok_or_else(|| YamlError::new("", "is empty"))
}

/// Deserializes the part of the template at the path `at`, for error messages.
pub(super) fn read<T: DeserializeOwned>(at: &str, json: &Json) -> Result<T, YamlError> {
    serde_path_to_error::deserialize(json).map_err(|error| {
        let path = match error.path().to_string().as_str() {
            "." => at.to_owned(),
            below if at.is_empty() => below.to_owned(),
            below => format!("{at}.{below}"),
        };
        YamlError::new(path, error.into_inner().to_string())
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

/// Deserializes a number or a Boolean from text.
pub(super) fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error| D::Error::custom(format!("{text}: {error}")))
}
