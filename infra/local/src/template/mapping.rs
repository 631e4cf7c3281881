//! What leads from the table's stream to a function: an event source mapping.
//!
//! It is a resource of its own. For an event of a function SAM would add a policy that reads every stream of the account.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::node::{Node, Problem};
use super::value::Value;

/// An `AWS::Lambda::EventSourceMapping`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The name of the function it leads to; in the template it is a reference to the function.
    pub function: String,
    /// The logical id of the table whose stream it is.
    pub table: String,
    /// How many records the function is handed at once, at most.
    pub batch_size: usize,
    /// How often a batch that failed is tried again; `None` for as long as its records are young enough.
    pub retries: Option<u32>,
    /// How old, in seconds, a record may be; `None` for as old as it gets.
    pub maximum_age: Option<u32>,
    /// Whether a batch that failed is tried again in halves.
    pub bisects: bool,
    /// Whether the function says which records of a batch failed.
    pub partial: bool,
    /// Records that fit one of these are handed over, the others passed over. With none, all are handed over.
    pub filters: Vec<Pattern>,
}

/// What a record has to look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// It has each of these fields, and they look like this.
    Fields(Vec<(String, Pattern)>),
    /// It is one of these texts.
    OneOf(Vec<String>),
}

/// Lambda's limit for streams.
const LARGEST_BATCH: usize = 10_000;

impl Mapping {
    /// Reads it; `functions` tells each function's name by its logical id.
    pub(super) fn read(resource: &Node<'_>, functions: &BTreeMap<String, String>) -> Result<Self, Problem> {
        let properties = resource.require("Properties")?;
        let start = properties.require("StartingPosition")?;
        if start.text()? != "TRIM_HORIZON" {
            return Err(start.problem("must be TRIM_HORIZON: the local stack starts at the first record"));
        }
        let mut mapping = Self {
            function: read_function(&properties.require("FunctionName")?, functions)?,
            table: read_table(&properties.require("EventSourceArn")?)?,
            batch_size: 100,
            retries: None,
            maximum_age: None,
            bisects: false,
            partial: false,
            filters: Vec::new(),
        };
        for (name, property) in properties.entries()? {
            mapping.read_property(&name, &property)?;
        }
        Ok(mapping)
    }

    fn read_property(&mut self, name: &str, property: &Node<'_>) -> Result<(), Problem> {
        match name {
            "EventSourceArn" | "FunctionName" | "StartingPosition" => {}
            // Where AWS puts what was given up; here, that is logged.
            "DestinationConfig" => drop(property.require("OnFailure")?),
            "BatchSize" => {
                let size = property.text()?.parse().ok().filter(|size| (1..=LARGEST_BATCH).contains(size));
                self.batch_size = size.ok_or_else(|| property.problem("must be a number from 1 to 10000"))?;
            }
            "MaximumRetryAttempts" => self.retries = read_limit(property)?,
            "MaximumRecordAgeInSeconds" => self.maximum_age = read_limit(property)?,
            "BisectBatchOnFunctionError" => self.bisects = property.text()? == "true",
            "FunctionResponseTypes" => {
                for kind in property.items() {
                    if kind.text()? != "ReportBatchItemFailures" {
                        return Err(kind.problem("must be ReportBatchItemFailures"));
                    }
                    self.partial = true;
                }
            }
            "FilterCriteria" => {
                for filter in property.require("Filters")?.items() {
                    self.filters.push(read_pattern(&filter.require("Pattern")?)?);
                }
            }
            _ => return Err(property.problem("the local stack does not know this setting of a stream")),
        }
        Ok(())
    }
}

impl Pattern {
    /// Whether it fits a record, or a part of one.
    pub fn fits(&self, json: &Json) -> bool {
        match self {
            Self::Fields(fields) => {
                fields.iter().all(|(name, pattern)| json.get(name).is_some_and(|json| pattern.fits(json)))
            }
            Self::OneOf(texts) => json.as_str().is_some_and(|text| texts.iter().any(|one| one == text)),
        }
    }

    fn from_json(json: &Json) -> Option<Self> {
        match json {
            Json::Object(fields) if !fields.is_empty() => {
                let field = |(name, json): (&String, &Json)| Some((name.clone(), Self::from_json(json)?));
                fields.iter().map(field).collect::<Option<_>>().map(Self::Fields)
            }
            Json::Array(texts) if !texts.is_empty() => {
                let texts = texts.iter().map(|text| text.as_str().map(str::to_owned));
                texts.collect::<Option<_>>().map(Self::OneOf)
            }
            _ => None,
        }
    }
}

fn read_function(name: &Node<'_>, functions: &BTreeMap<String, String>) -> Result<String, Problem> {
    match Value::read(name)? {
        Value::Ref(id) => functions.get(&id).cloned(),
        _ => None,
    }
    .ok_or_else(|| name.problem("must be a function of the template, as in !Ref FUNCTION"))
}

fn read_table(stream: &Node<'_>) -> Result<String, Problem> {
    match Value::read(stream)? {
        Value::GetAtt(attribute) => attribute.strip_suffix(".StreamArn").map(str::to_owned),
        _ => None,
    }
    .ok_or_else(|| stream.problem("must be the stream of the table, as in !GetAtt Table.StreamArn"))
}

/// A number, or -1 for no limit.
fn read_limit(property: &Node<'_>) -> Result<Option<u32>, Problem> {
    match property.text()?.as_str() {
        "-1" => Ok(None),
        text => text.parse().map(Some).map_err(|_| property.problem("must be a number, or -1 for no limit")),
    }
}

fn read_pattern(pattern: &Node<'_>) -> Result<Pattern, Problem> {
    let json = serde_json::from_str(&pattern.text()?).map_err(|error| pattern.problem(error.to_string()))?;
    let unknown = || pattern.problem("the local stack knows patterns of fields and of exact texts only");
    Pattern::from_json(&json).ok_or_else(unknown)
}
