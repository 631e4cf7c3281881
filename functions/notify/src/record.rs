//! The function's events and its response, as in [Lambda's
//! manual](https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use store::Image;

/// An event of the table's stream, of SES's reports (`reports.rs`), of the queue (`decisions.rs`) or of a schedule
/// (`hourly.rs`, `memberships.rs`).
#[derive(Debug)]
pub enum Event {
    /// Records of the stream, of SNS or of SQS, in order. Each is parsed on its own, so that an unreadable one does not hold up the
    /// others.
    Records(Vec<Value>),
    /// An hour has passed.
    Hourly,
    /// A day has passed.
    Daily,
}

impl<'de> Deserialize<'de> for Event {
    /// Rejects other events with a fixed message. The runtime logs it, and the parser's own may quote the event.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut event = Value::deserialize(deserializer)?;
        if event.get("source").and_then(Value::as_str) == Some(SCHEDULER) {
            return Ok(Self::Hourly);
        }
        if event.get("schedule").and_then(Value::as_str) == Some(DAILY) {
            return Ok(Self::Daily);
        }
        match event.get_mut("Records").map(Value::take) {
            Some(Value::Array(records)) => Ok(Self::Records(records)),
            _ => Err(D::Error::custom("not a batch of records")),
        }
    }
}

/// The source of [scheduled events](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html).
const SCHEDULER: &str = "aws.events";

/// The schedule in the input of the daily run, which the template sets.
const DAILY: &str = "daily";

/// A report of SES was not processed or a scheduled run was not finished, and Lambda has to retry the invocation.
#[derive(Debug)]
pub struct ReportError;

impl fmt::Display for ReportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invocation not finished, to be retried")
    }
}

impl std::error::Error for ReportError {}

/// The response to a batch, with the records to retry.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct BatchResponse {
    /// At most one of the stream, since Lambda retries the records after it as well; any number of the queue.
    #[serde(rename = "batchItemFailures")]
    failures: Vec<BatchItemFailure>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct BatchItemFailure {
    /// The sequence number of a record of the stream, or the id of a message of the queue.
    #[serde(rename = "itemIdentifier")]
    id: String,
}

impl BatchResponse {
    pub(crate) fn failed(id: String) -> Self {
        Self { failures: vec![BatchItemFailure { id }] }
    }

    pub(crate) fn extend(&mut self, id: Option<String>) {
        self.failures.extend(id.map(|id| BatchItemFailure { id }));
    }
}

/// A record of the stream.
#[derive(Deserialize)]
pub(crate) struct Record {
    #[serde(rename = "dynamodb")]
    pub(crate) change: Change,
}

/// An item before and after a change. A new item has no old image, a removed one no new image.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Change {
    pub(crate) sequence_number: String,
    pub(crate) old_image: Option<Image>,
    pub(crate) new_image: Option<Image>,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use shared::application::Status;

    const SENT: &str = include_str!("../../../infra/events/stream-submitted.json");

    /// The sample application's attributes, in status `received`.
    pub(crate) fn image() -> Value {
        serde_json::from_str::<Value>(SENT).unwrap()["Records"][0]["dynamodb"]["NewImage"].clone()
    }

    /// Overwrites some of an application's attributes.
    pub(crate) fn with(mut image: Value, changes: Value) -> Image {
        let Value::Object(changes) = changes else { panic!("not attributes") };
        image.as_object_mut().unwrap().extend(changes);
        Image::deserialize(image).unwrap()
    }

    #[test]
    fn a_stream_record_has_both_images() {
        let Event::Records(records) = serde_json::from_str(SENT).unwrap() else { panic!("no batch") };
        let change = Record::deserialize(&records[0]).unwrap().change;
        assert_eq!(change.sequence_number, "4421584500000000017450439091");
        assert_eq!(change.old_image.unwrap().status().unwrap(), Status::Draft);
        let application = change.new_image.unwrap().submitted().unwrap();
        assert_eq!((application.status, application.reference.as_str()), (Status::Received, "7KQX4M2P"));
    }

    #[test]
    fn other_events_are_rejected_without_being_quoted() {
        for event in
            [r#""ada@example.com""#, r#"{"Records": "ada@example.com"}"#, r#"["ada@example.com"]"#, "{}", "null"]
        {
            let error = serde_json::from_str::<Event>(event).unwrap_err().to_string();
            assert_eq!(error, "not a batch of records", "{event}");
        }
    }
}
