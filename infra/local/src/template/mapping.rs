//! The event source mapping from the table's stream to a function.
//!
//! It is a separate resource, because SAM gives a function with a stream event a policy for every stream of the
//! account.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny};
use serde_json::Value as Json;

use super::value::Value;
use super::yaml::{YamlError, parsed, read};

/// An `AWS::Lambda::EventSourceMapping`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The name of the function; the template refers to it by its logical id.
    pub function: String,
    /// The logical id of the stream's table.
    pub table: String,
    /// The largest number of records in a batch.
    pub batch_size: usize,
    /// The number of retries of a batch; `None` for no limit.
    pub retries: Option<u32>,
    /// The maximum age of a record in seconds; `None` for no limit.
    pub maximum_age: Option<u32>,
    /// Whether a batch that failed is retried in halves.
    pub bisects: bool,
    /// Whether the function reports which records of a batch failed.
    pub partial: bool,
    /// The function gets records that match any of these; all records if there are none.
    pub filters: Vec<Pattern>,
}

/// A pattern that a record must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pattern {
    /// The record has each of these fields, and each matches.
    Fields(Vec<(String, Pattern)>),
    /// The value is one of these texts.
    OneOf(Vec<String>),
}

/// Lambda's limit for streams.
const LARGEST_BATCH: usize = 10_000;

/// The mapping as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Resource {
    properties: Properties,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct Properties {
    event_source_arn: Value,
    function_name: Value,
    #[serde(rename = "StartingPosition")]
    _starting_position: StartingPosition,
    #[serde(default = "default_batch_size", deserialize_with = "parsed")]
    batch_size: usize,
    #[serde(default, deserialize_with = "limit")]
    maximum_retry_attempts: Option<u32>,
    #[serde(default, deserialize_with = "limit")]
    maximum_record_age_in_seconds: Option<u32>,
    #[serde(default, deserialize_with = "parsed")]
    bisect_batch_on_function_error: bool,
    #[serde(default)]
    function_response_types: Vec<ResponseType>,
    #[serde(default)]
    filter_criteria: FilterCriteria,
    /// The destination for records that AWS gives up. The local stack logs them instead.
    #[serde(rename = "DestinationConfig")]
    _destination_config: Option<DestinationConfig>,
}

/// The local stack starts at the first record.
#[derive(Deserialize)]
enum StartingPosition {
    #[serde(rename = "TRIM_HORIZON")]
    TrimHorizon,
}

#[derive(Deserialize)]
enum ResponseType {
    ReportBatchItemFailures,
}

#[derive(Deserialize)]
struct DestinationConfig {
    #[serde(rename = "OnFailure")]
    _on_failure: IgnoredAny,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    pattern: Pattern,
}

impl Mapping {
    /// Whether a record, as JSON, reaches the function.
    pub fn accepts(&self, record: &Json) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|pattern| pattern.fits(record))
    }

    /// Reads the mapping at the path `at`; `functions` has each function's name by its logical id.
    pub(super) fn read(at: &str, resource: &Json, functions: &BTreeMap<String, String>) -> Result<Self, YamlError> {
        let Resource { properties } = read(at, resource)?;
        let problem = |what| Err(YamlError::new(format!("{at}.Properties"), what));
        let function = match &properties.function_name {
            Value::Ref(id) => functions.get(id),
            _ => None,
        };
        let Some(function) = function else {
            return problem("FunctionName must be a function of the template, as in !Ref FUNCTION");
        };
        let table = match &properties.event_source_arn {
            Value::GetAtt(attribute) => attribute.strip_suffix(".StreamArn"),
            _ => None,
        };
        let Some(table) = table else {
            return problem("EventSourceArn must be the stream of the table, as in !GetAtt Table.StreamArn");
        };
        if !(1..=LARGEST_BATCH).contains(&properties.batch_size) {
            return problem("BatchSize must be a number from 1 to 10000");
        }
        Ok(Self {
            function: function.clone(),
            table: table.to_owned(),
            batch_size: properties.batch_size,
            retries: properties.maximum_retry_attempts,
            maximum_age: properties.maximum_record_age_in_seconds,
            bisects: properties.bisect_batch_on_function_error,
            partial: !properties.function_response_types.is_empty(),
            filters: properties.filter_criteria.filters.into_iter().map(|filter| filter.pattern).collect(),
        })
    }
}

impl Pattern {
    /// Whether a record, or a part of one, matches.
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

/// Parses a pattern, which the template has as JSON text.
impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let json: Json = serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)?;
        let unknown = "the local stack supports patterns of fields and of exact texts only";
        Self::from_json(&json).ok_or_else(|| D::Error::custom(unknown))
    }
}

const fn default_batch_size() -> usize {
    100
}

/// Deserializes a number, or -1 for no limit.
fn limit<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u32>, D::Error> {
    match String::deserialize(from)?.as_str() {
        "-1" => Ok(None),
        text => text.parse().map(Some).map_err(|_| D::Error::custom("must be a number, or -1 for no limit")),
    }
}
