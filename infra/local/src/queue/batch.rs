//! One delivery of a batch of messages.

use std::collections::BTreeSet;

use serde_json::json;

use super::message::Message;
use crate::Handler;
use crate::handler::failed_items;
use crate::template::Queue;

/// Delivers messages to a function, and returns the ids of those that failed.
pub(super) async fn deliver(queue: &Queue, handler: &Handler, messages: &[Message]) -> BTreeSet<String> {
    let records: Vec<_> = messages.iter().map(|message| message.record(&queue.local_name())).collect();
    let ids: BTreeSet<_> = messages.iter().map(|message| message.id.clone()).collect();
    let invoked = handler.invoke(&json!({ "Records": records })).await;
    invoked.and_then(|report| failed(&report, &ids)).unwrap_or_else(|problem| {
        tracing::warn!(function = queue.function, messages = messages.len(), problem, "batch failed");
        ids
    })
}

/// Returns the messages that the function reports as failed.
///
/// # Errors
/// If Lambda would treat the report as a
/// [failure of the whole batch](https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html).
fn failed(report: &str, ids: &BTreeSet<String>) -> Result<BTreeSet<String>, String> {
    let failed: BTreeSet<_> = failed_items(report)?.into_iter().collect();
    if failed.is_subset(ids) { Ok(failed) } else { Err("the report names an unknown message".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_names_the_messages_that_failed() {
        let ids: BTreeSet<_> = ["a", "b"].map(str::to_owned).into();
        let names = |report: &str| failed(report, &ids).map(|failed| failed.into_iter().collect::<Vec<_>>());
        for report in ["null", "{}", r#"{"batchItemFailures": null}"#, r#"{"batchItemFailures": []}"#] {
            assert_eq!(names(report).unwrap(), Vec::<String>::new(), "{report}");
        }
        assert_eq!(names(r#"{"batchItemFailures": [{"itemIdentifier": "b"}]}"#).unwrap(), ["b"]);
        for report in ["", "[]", r#"{"batchItemFailures": [{"itemIdentifier": ""}]}"#, r#"{"batchItemFailures": [{}]}"#]
        {
            assert!(names(report).is_err(), "{report}");
        }
    }
}
