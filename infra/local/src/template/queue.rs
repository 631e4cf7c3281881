//! A queue, and the event source mapping from it to a function.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::mapping::parsed;
use super::table::local_name;
use super::{Function, Value};

/// An `AWS::SQS::Queue` whose messages invoke a function. The function reports which messages of a batch failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// Its name in the template.
    pub logical_id: String,
    /// The name of the function.
    pub function: String,
    /// The largest number of messages in a batch.
    pub batch_size: usize,
    /// The seconds before a new message is delivered.
    pub delay: Value,
    /// The seconds for which a delivered message is hidden, after which AWS delivers a failed one again.
    pub visibility_timeout: u32,
    /// The number of deliveries after which a message becomes a dead letter.
    pub maximum_deliveries: u32,
}

impl Queue {
    /// Returns the queue's local name.
    pub fn local_name(&self) -> String {
        local_name(&self.logical_id)
    }
}

/// The queue as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Properties {
    delay_seconds: Value,
    #[serde(deserialize_with = "parsed")]
    visibility_timeout: u32,
    redrive_policy: RedrivePolicy,
    /// AWS drops messages that are older. Locally they stay.
    #[serde(rename = "MessageRetentionPeriod")]
    _retention: IgnoredAny,
    #[serde(rename = "SqsManagedSseEnabled")]
    _encryption: IgnoredAny,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RedrivePolicy {
    /// The destination for messages that AWS gives up. The local stack logs them instead.
    #[serde(rename = "deadLetterTargetArn")]
    _dead_letters: IgnoredAny,
    #[serde(deserialize_with = "parsed")]
    max_receive_count: u32,
}

/// The mapping as written in the template.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(super) struct Mapping {
    function_name: Value,
    #[serde(rename = "EventSourceArn")]
    _event_source_arn: IgnoredAny,
    #[serde(deserialize_with = "parsed")]
    batch_size: usize,
    function_response_types: Vec<String>,
}

impl Mapping {
    /// Returns the queue `logical_id`, which is mapped to one of the functions.
    pub(super) fn queue<'a>(
        self,
        mut functions: impl Iterator<Item = &'a Function>,
        logical_id: &str,
        queue: Properties,
    ) -> Result<Queue, String> {
        let function = functions.find(|function| self.function_name == function.alias());
        let function = function.ok_or("FunctionName must be an alias of the template, as in !Ref FUNCTION.Alias")?;
        if self.function_response_types != ["ReportBatchItemFailures"] {
            return Err("the local stack reads ReportBatchItemFailures, and supports nothing else".to_owned());
        }
        Ok(Queue {
            logical_id: logical_id.to_owned(),
            function: function.name.clone(),
            batch_size: self.batch_size,
            delay: queue.delay_seconds,
            visibility_timeout: queue.visibility_timeout,
            maximum_deliveries: queue.redrive_policy.max_receive_count,
        })
    }
}
