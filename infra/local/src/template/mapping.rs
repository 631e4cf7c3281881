//! The event source mapping from the table's stream to a function.
//!
//! It is a separate resource, because SAM gives a function with a stream event a policy for every stream of the
//! account.

use std::fmt;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny};
use serde_json::Value as Json;

use super::{Function, Table, Value};

/// An `AWS::Lambda::EventSourceMapping`. The function reports which records of a batch failed, and a batch that fails
/// without a report is retried in halves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    /// The name of the function; the template refers to it by its logical id.
    pub function: String,
    /// The largest number of records in a batch.
    pub batch_size: usize,
    /// The number of retries of a batch.
    pub retries: u32,
    /// The maximum age of a record in seconds.
    pub maximum_age: u32,
    /// The function gets records that match any of these patterns: objects whose fields a record must have, and lists of
    /// texts, one of which it must equal.
    pub filters: Vec<Json>,
}

/// The mapping as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Properties {
    event_source_arn: Value,
    function_name: Value,
    starting_position: String,
    #[serde(deserialize_with = "parsed")]
    batch_size: usize,
    #[serde(deserialize_with = "parsed")]
    maximum_retry_attempts: u32,
    #[serde(deserialize_with = "parsed")]
    maximum_record_age_in_seconds: u32,
    bisect_batch_on_function_error: String,
    function_response_types: Vec<String>,
    filter_criteria: FilterCriteria,
    /// The destination for records that AWS gives up. The local stack logs them instead.
    #[serde(rename = "DestinationConfig")]
    _destination_config: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct FilterCriteria {
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Filter {
    #[serde(deserialize_with = "pattern")]
    pattern: Json,
}

impl Properties {
    /// Returns the mapping of the table's stream to one of the functions.
    pub(super) fn mapping<'a>(
        self,
        mut functions: impl Iterator<Item = &'a Function>,
        table: &Table,
    ) -> Result<Mapping, String> {
        let function = functions.find(|function| self.function_name == function.alias());
        let function = function.ok_or("FunctionName must be an alias of the template, as in !Ref FUNCTION.Alias")?;
        let stream = format!("{}.StreamArn", table.logical_id);
        if self.event_source_arn != Value::GetAtt(stream) {
            return Err("EventSourceArn must be the stream of the table, as in !GetAtt Table.StreamArn".to_owned());
        }
        if self.starting_position != "TRIM_HORIZON"
            || self.bisect_batch_on_function_error != "true"
            || self.function_response_types != ["ReportBatchItemFailures"]
        {
            return Err("the local stack starts at TRIM_HORIZON, halves failed batches and reads \
                 ReportBatchItemFailures, and supports nothing else"
                .to_owned());
        }
        Ok(Mapping {
            function: function.name.clone(),
            batch_size: self.batch_size,
            retries: self.maximum_retry_attempts,
            maximum_age: self.maximum_record_age_in_seconds,
            filters: self.filter_criteria.filters.into_iter().map(|filter| filter.pattern).collect(),
        })
    }
}

impl Mapping {
    /// Whether a record, as JSON, reaches the function.
    pub fn accepts(&self, record: &Json) -> bool {
        self.filters.iter().any(|pattern| fits(pattern, record))
    }
}

fn fits(pattern: &Json, json: &Json) -> bool {
    match pattern {
        Json::Object(fields) => {
            fields.iter().all(|(name, pattern)| json.get(name).is_some_and(|json| fits(pattern, json)))
        }
        pattern => pattern.as_array().is_some_and(|texts| texts.contains(json)),
    }
}

/// Deserializes a pattern, which the template has as JSON text.
fn pattern<'de, D: Deserializer<'de>>(from: D) -> Result<Json, D::Error> {
    let pattern: Json = serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)?;
    let unknown = "the local stack supports patterns of fields and of exact texts only";
    if is_supported(&pattern) { Ok(pattern) } else { Err(D::Error::custom(unknown)) }
}

fn is_supported(pattern: &Json) -> bool {
    match pattern {
        Json::Object(fields) => !fields.is_empty() && fields.values().all(is_supported),
        pattern => pattern.as_array().is_some_and(|texts| !texts.is_empty() && texts.iter().all(Json::is_string)),
    }
}

/// Deserializes a number from text.
pub(super) fn parsed<'de, D: Deserializer<'de>, T: FromStr<Err: fmt::Display>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|error| D::Error::custom(format!("{text}: {error}")))
}
