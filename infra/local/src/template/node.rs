//! Walking through the template's YAML while remembering the way, so that an
//! error can say where it is.

use std::fmt;

use saphyr::{Scalar, Yaml};

/// What is wrong, and where.
#[derive(Debug)]
pub(super) struct Problem {
    at: String,
    what: String,
}

impl Problem {
    pub(super) fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.at.is_empty() { f.write_str(&self.what) } else { write!(f, "{}: {}", self.at, self.what) }
    }
}

/// A node of the template, and the way to it from the root.
#[derive(Clone)]
pub(super) struct Node<'a> {
    pub(super) yaml: &'a Yaml<'a>,
    way: String,
}

impl<'a> Node<'a> {
    pub(super) fn root(yaml: &'a Yaml<'a>) -> Self {
        Self { yaml, way: String::new() }
    }

    fn child(&self, step: &str, yaml: &'a Yaml<'a>) -> Self {
        let way = if self.way.is_empty() { step.to_owned() } else { format!("{}.{step}", self.way) };
        Self { yaml, way }
    }

    /// A problem with this node.
    pub(super) fn problem(&self, what: impl Into<String>) -> Problem {
        Problem::new(self.way.clone(), what)
    }

    /// What stands under `key`, if anything does.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        self.yaml.as_mapping_get(key).map(|yaml| self.child(key, yaml))
    }

    /// What stands under `key`; it is an error if nothing does.
    pub(super) fn require(&self, key: &str) -> Result<Node<'a>, Problem> {
        self.get(key).ok_or_else(|| self.problem(format!("{key} is missing")))
    }

    /// Each key with what stands under it, in the template's order.
    pub(super) fn entries(&self) -> Result<Vec<(String, Node<'a>)>, Problem> {
        let Some(mapping) = self.yaml.as_mapping() else {
            return Err(self.problem("must be a mapping"));
        };
        let entry = |(key, yaml): (&'a Yaml<'a>, &'a Yaml<'a>)| {
            let key = scalar(key).ok_or_else(|| self.problem("has a key that is not text"))?;
            let node = self.child(&key, yaml);
            Ok((key, node))
        };
        mapping.iter().map(entry).collect()
    }

    /// Each item of a sequence. Where CloudFormation takes one or several, one
    /// that is no sequence counts as a sequence of one. What is there under a
    /// condition, or else not at all, counts as there.
    pub(super) fn items(&self) -> Vec<Node<'a>> {
        match self.yaml.as_sequence() {
            Some(items) => {
                let item = |(at, yaml)| self.child(&format!("[{at}]"), if_there(yaml).unwrap_or(yaml));
                (1..).zip(items).map(item).collect()
            }
            None => vec![self.clone()],
        }
    }

    /// Each item of a sequence that stands behind a tag, as in `!Not [CONDITION]`.
    pub(super) fn tagged_items(&self) -> Vec<Node<'a>> {
        let Yaml::Tagged(_, tagged) = self.yaml else { return Vec::new() };
        let items = tagged.as_sequence().into_iter().flatten();
        (1..).zip(items).map(|(at, yaml)| self.child(&format!("[{at}]"), yaml)).collect()
    }

    /// Plain text, a number or a boolean, as text.
    pub(super) fn text(&self) -> Result<String, Problem> {
        scalar(self.yaml).ok_or_else(|| self.problem("must be plain text"))
    }
}

/// What stands in `!If [CONDITION, THIS, !Ref AWS::NoValue]`.
fn if_there<'a>(yaml: &'a Yaml<'a>) -> Option<&'a Yaml<'a>> {
    let Yaml::Tagged(tag, tagged) = yaml else { return None };
    let [_condition, there, Yaml::Tagged(otherwise, nothing)] = tagged.as_sequence()?.as_slice() else { return None };
    let is_nothing = otherwise.to_string() == "!Ref" && scalar(nothing).as_deref() == Some("AWS::NoValue");
    (tag.to_string() == "!If" && is_nothing).then_some(there)
}

/// A scalar as CloudFormation sees it: everything is text in the end.
pub(super) fn scalar(yaml: &Yaml<'_>) -> Option<String> {
    match yaml {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::FloatingPoint(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::Boolean(truth)) => Some(truth.to_string()),
        _ => None,
    }
}
