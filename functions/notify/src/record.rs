//! What the function is invoked with, by the table's stream, by SES's reports (`reports.rs`) or by a schedule
//! (`hourly.rs`), and what Lambda is told in return.
//!
//! As in [Lambda's manual](https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html).

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::fmt;
use store::Image;

/// What the function is invoked with.
#[derive(Debug)]
pub enum Event {
    /// Records of the stream or of SNS, in the order in which they were made. Each is read on its own, so that one that
    /// can't be read does not hold up the others.
    Records(Vec<Value>),
    /// An hour has passed.
    Hourly,
}

impl<'de> Deserialize<'de> for Event {
    /// What is neither is refused in words of ours: the runtime logs them, and the parser's may quote it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut event = Value::deserialize(deserializer)?;
        if event.get("source").and_then(Value::as_str) == Some(SCHEDULER) {
            return Ok(Self::Hourly);
        }
        match event.get_mut("Records").map(Value::take) {
            Some(Value::Array(records)) => Ok(Self::Records(records)),
            _ => Err(D::Error::custom("not a batch of records")),
        }
    }
}

/// Where [scheduled events](https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html) say that
/// they come from.
const SCHEDULER: &str = "aws.events";

/// A report of SES was not taken in, or an hourly run was not finished: Lambda is to invoke the function again.
#[derive(Debug)]
pub struct NotTakenIn;

impl fmt::Display for NotTakenIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the invocation was not finished, and is to be repeated")
    }
}

impl std::error::Error for NotTakenIn {}

/// Which records are to be handed over again.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// At most one: the records after it come again with it.
    #[serde(rename = "batchItemFailures")]
    pub(crate) failures: Vec<Failed>,
}

/// A record that is to be handed over again.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Failed {
    #[serde(rename = "itemIdentifier")]
    pub(crate) sequence_number: String,
}

/// A change of an item.
#[derive(Deserialize)]
pub(crate) struct Record {
    #[serde(rename = "dynamodb")]
    pub(crate) change: Change,
}

/// The item before and after. Without the first it is new, without the second it was removed.
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

    /// The sample application's attributes, as it was received.
    pub(crate) fn image() -> Value {
        serde_json::from_str::<Value>(SENT).unwrap()["Records"][0]["dynamodb"]["NewImage"].clone()
    }

    /// An application's attributes with others.
    pub(crate) fn with(mut image: Value, changes: Value) -> Image {
        let Value::Object(changes) = changes else { panic!("not attributes") };
        image.as_object_mut().unwrap().extend(changes);
        Image::deserialize(image).unwrap()
    }

    #[test]
    fn a_record_of_the_stream_is_read_with_both_of_its_images() {
        let Event::Records(records) = serde_json::from_str(SENT).unwrap() else { panic!("no batch") };
        let change = Record::deserialize(&records[0]).unwrap().change;
        assert_eq!(change.sequence_number, "4421584500000000017450439091");
        assert_eq!(change.old_image.unwrap().status().unwrap(), Status::Draft);
        let application = change.new_image.unwrap().submitted().unwrap();
        assert_eq!((application.status, application.reference.as_str()), (Status::Received, "7KQX4M2P"));
    }

    #[test]
    fn a_schedule_is_told_from_a_batch() {
        let hour = include_str!("../../../infra/events/schedule.json");
        assert!(matches!(serde_json::from_str(hour), Ok(Event::Hourly)));
    }

    #[test]
    fn what_is_no_batch_is_refused_without_being_quoted() {
        for event in
            [r#""ada@example.com""#, r#"{"Records": "ada@example.com"}"#, r#"["ada@example.com"]"#, "{}", "null"]
        {
            let refused = serde_json::from_str::<Event>(event).unwrap_err().to_string();
            assert_eq!(refused, "not a batch of records", "{event}");
        }
    }

    #[test]
    fn the_answer_is_as_lambda_reads_it() {
        let failed = Failed { sequence_number: "42".to_owned() };
        let answer = serde_json::to_string(&Answer { failures: vec![failed] }).unwrap();
        assert_eq!(answer, r#"{"batchItemFailures":[{"itemIdentifier":"42"}]}"#);
    }
}
