//! Values that CloudFormation evaluates when it deploys.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::Deserializer;

/// A value as written in the template.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(expecting = "must be plain text, !Ref, !GetAtt, !Sub or !If")]
pub enum Value {
    /// `!Ref NAME`: a parameter, a resource or a pseudo parameter.
    Ref(String),
    /// `!GetAtt RESOURCE.ATTRIBUTE`.
    #[serde(rename = "Fn::GetAtt")]
    GetAtt(String),
    /// `!Sub TEXT`, with `${NAME}` in it.
    #[serde(rename = "Fn::Sub")]
    Sub(String),
    /// `!If [CONDITION, THIS, OTHERWISE]`.
    #[serde(rename = "Fn::If", deserialize_with = "read_if")]
    If(String, Box<[Value; 2]>),
    /// Plain text.
    #[serde(untagged)]
    Text(String),
}

fn read_if<'de, D: Deserializer<'de>>(from: D) -> Result<(String, Box<[Value; 2]>), D::Error> {
    let (condition, value, otherwise) = Deserialize::deserialize(from)?;
    Ok((condition, Box::new([value, otherwise])))
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Ref(name) => write!(f, "!Ref {name}"),
            Self::GetAtt(attribute) => write!(f, "!GetAtt {attribute}"),
            Self::Sub(text) => write!(f, "!Sub {text}"),
            Self::If(condition, values) => {
                let [value, otherwise] = values.as_ref();
                write!(f, "!If [{condition}, {value}, {otherwise}]")
            }
        }
    }
}

impl Value {
    /// Resolves the value, given the values of `names` and of `conditions`.
    ///
    /// # Errors
    /// If the value refers to an unknown name or condition.
    pub(super) fn resolve(
        &self,
        names: &BTreeMap<String, String>,
        conditions: &BTreeMap<String, bool>,
    ) -> Result<String, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::Ref(name) => look_up(name, names),
            Self::GetAtt(_) => Err(format!("{self} is known to AWS only")),
            Self::Sub(text) => substitute(text, names),
            Self::If(condition, values) => {
                let [value, otherwise] = values.as_ref();
                let holds = conditions.get(condition).ok_or_else(|| format!("there is no condition {condition}"))?;
                if *holds { value } else { otherwise }.resolve(names, conditions)
            }
        }
    }
}

fn look_up(name: &str, names: &BTreeMap<String, String>) -> Result<String, String> {
    let missing = || format!("{name} is not a parameter with a default, nor the table or a configuration set");
    names.get(name).cloned().ok_or_else(missing)
}

fn substitute(text: &str, names: &BTreeMap<String, String>) -> Result<String, String> {
    let mut result = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        let (name, following) = after.split_once('}').ok_or_else(|| format!("{text} has ${{ without }}"))?;
        result.push_str(before);
        match name.strip_prefix('!') {
            Some(literal) => result.push_str(&format!("${{{literal}}}")),
            None => result.push_str(&look_up(name.trim(), names)?),
        }
        rest = following;
    }
    result.push_str(rest);
    Ok(result)
}
