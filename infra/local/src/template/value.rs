//! Values that CloudFormation works out when it deploys.

use std::collections::BTreeMap;
use std::fmt;

use saphyr::Yaml;

use super::node::{Node, Problem, scalar};

/// A value as the template writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Written out.
    Text(String),
    /// `!Ref NAME`: a parameter, a resource or a pseudo parameter.
    Ref(String),
    /// `!GetAtt RESOURCE.ATTRIBUTE`.
    GetAtt(String),
    /// `!Sub TEXT`, with `${NAME}` in it.
    Sub(String),
    /// `!If [CONDITION, THIS, OTHERWISE]`.
    If(String, Box<[Value; 2]>),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Ref(name) => write!(f, "!Ref {name}"),
            Self::GetAtt(attribute) => write!(f, "!GetAtt {attribute}"),
            Self::Sub(text) => write!(f, "!Sub {text}"),
            Self::If(condition, values) => {
                let [there, otherwise] = values.as_ref();
                write!(f, "!If [{condition}, {there}, {otherwise}]")
            }
        }
    }
}

impl Value {
    pub(super) fn read(node: &Node<'_>) -> Result<Self, Problem> {
        let Yaml::Tagged(tag, tagged) = node.yaml else {
            let hint = "must be plain text, !Ref, !GetAtt, !Sub or !If, written in this short form";
            return scalar(node.yaml).map(Self::Text).ok_or_else(|| node.problem(hint));
        };
        match (tag.to_string().as_str(), scalar(tagged)) {
            ("!Ref", Some(name)) => Ok(Self::Ref(name)),
            ("!GetAtt", Some(attribute)) => Ok(Self::GetAtt(attribute)),
            ("!Sub", Some(text)) => Ok(Self::Sub(text)),
            // The names that it explains are for AWS to work out.
            ("!Sub", None) => match tagged.as_sequence().and_then(|items| scalar(items.first()?)) {
                Some(text) => Ok(Self::Sub(text)),
                None => Err(node.problem("must begin with the text to fill in")),
            },
            ("!If", None) => Self::read_if(node),
            (tag, _) => Err(node.problem(format!("the local stack does not know this use of {tag}"))),
        }
    }

    fn read_if(node: &Node<'_>) -> Result<Self, Problem> {
        let items = node.tagged_items();
        let [condition, there, otherwise] = items.as_slice() else {
            return Err(node.problem("must be a condition and two values"));
        };
        Ok(Self::If(condition.text()?, Box::new([Self::read(there)?, Self::read(otherwise)?])))
    }

    /// The value, where `names` tells what the names in it stand for, and `conditions` which conditions hold.
    ///
    /// # Errors
    /// What is wrong, if the value needs a name that is not there.
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
                let [there, otherwise] = values.as_ref();
                let holds = conditions.get(condition).ok_or_else(|| format!("there is no condition {condition}"))?;
                if *holds { there } else { otherwise }.resolve(names, conditions)
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
        let (name, behind) = after.split_once('}').ok_or_else(|| format!("{text} has ${{ without }}"))?;
        result.push_str(before);
        match name.strip_prefix('!') {
            Some(literal) => result.push_str(&format!("${{{literal}}}")),
            None => result.push_str(&look_up(name.trim(), names)?),
        }
        rest = behind;
    }
    result.push_str(rest);
    Ok(result)
}
