//! Decisions wait in a queue until they can't be undone. Only then are applicants notified.
//!
//! The queue delays its messages by the undo window. A message names the decision and has no personal data: the
//! application is read when the message arrives. SQS may deliver a message more than once, and a lost response to
//! `SendMessage` may store it twice; claims make the mail one (`delivery.rs`).

mod queue;

pub use queue::DecisionQueue;

use crate::Notify;
use crate::deadline::Deadline;
use crate::failures::{self, Error};
use crate::messages;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json};
use shared::application::history::Entry;
use shared::application::{Application, Reference, Status, Submitted};

/// A decision, as the queue's messages name it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Decision {
    #[serde(deserialize_with = "parsed")]
    reference: Reference,
    /// The number of the decision's entry in the history.
    history_length: u32,
}

impl Decision {
    /// Names the last change of an application.
    pub(crate) fn of(application: &Submitted) -> Self {
        Self { reference: application.reference.clone(), history_length: application.history.length }
    }

    /// Returns the text of the queue's message.
    fn body(&self) -> String {
        json!({ "reference": self.reference.as_str(), "history_length": self.history_length }).to_string()
    }

    /// Returns whether an application's last change of status is this decision. Later entries such as notes leave the
    /// status as it is.
    fn stands(&self, history: &[Entry]) -> bool {
        let last_change = history.iter().rev().find(|entry| entry.from != entry.to);
        last_change.is_some_and(|entry| entry.number == self.history_length)
    }
}

fn parsed<'de, D: Deserializer<'de>>(from: D) -> Result<Reference, D::Error> {
    String::deserialize(from)?.parse().map_err(|_| D::Error::custom("not a reference"))
}

/// A record of SQS.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Queued {
    message_id: String,
    body: String,
}

/// Returns whether a record is a message of the queue.
pub(crate) fn is_queued(record: &Value) -> bool {
    record.get("eventSource").and_then(Value::as_str) == Some("aws:sqs")
}

impl Notify {
    /// Processes a message of the queue, or skips it if it is unreadable. Returns its id if Lambda has to retry.
    pub(crate) async fn process_queued(&self, record: Value, deadline: &Deadline) -> Option<String> {
        let read = Queued::deserialize(record).and_then(|queued| Ok((serde_json::from_str(&queued.body)?, queued)));
        let (decision, queued): (Decision, _) = match read {
            Ok(read) => read,
            Err(error) => {
                failures::decision_unreadable(&error);
                return None;
            }
        };
        // Boxed, because the compiler can't lay out so deep a future within another.
        let processed = deadline.run(Box::pin(self.decided(&decision, deadline))).await;
        processed.is_err_and(|error| failures::should_retry(&error)).then_some(queued.message_id)
    }

    /// Sends the message about a decision, if the decision still stands.
    async fn decided(&self, decision: &Decision, deadline: &Deadline) -> Result<(), Error> {
        // An erased application's applicant is unknown.
        let Some(id) = self.store.application_id(&decision.reference).await? else { return Ok(()) };
        let current = self.store.application(&id, self.clock.now()).await?;
        let Some(Application::Submitted(application)) = &current else { return Ok(()) };
        if !decision.stands(&self.store.history(&id).await?) {
            tracing::info!(application.reference = %decision.reference, history.length = decision.history_length, "decision was undone");
            return Ok(());
        }
        // The message links to the member's entry.
        if application.status == Status::Accepted {
            self.publish_directory().await?;
        }
        for delivery in messages::after_decision(application.status)
            .filter_map(|kind| self.delivery(kind, application, current.as_ref()))
        {
            deadline.check_start()?;
            self.deliver(delivery, deadline).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::application::Status::{Accepted, Declined, Draft, InReview, Received};
    use shared::application::history::{Actor, Hash};
    use shared::timestamp::Timestamp;

    fn history(statuses: &[Status]) -> Vec<Entry> {
        let pairs = statuses.windows(2).zip(1..);
        let entry = |(pair, number): (&[Status], u32)| {
            let text = format!(
                r#"{{"number": {number}, "at": "{}", "by": "staff", "from": "{}", "to": "{}", "previous": "{}"}}"#,
                Timestamp::from_unix(1_800_000_000),
                pair[0].as_str(),
                pair[1].as_str(),
                Hash::zero()
            );
            let entry: Entry = serde_json::from_str(&text).unwrap();
            assert_eq!(entry.by, Actor::Staff);
            entry
        };
        pairs.map(entry).collect()
    }

    #[test]
    fn a_decision_stands_until_the_status_changes_again() {
        let decision = Decision { reference: "7KQX4M2P".parse().unwrap(), history_length: 3 };
        for (statuses, stands) in [
            (&[Draft, Received, InReview, Accepted][..], true),
            // Notes.
            (&[Draft, Received, InReview, Accepted, Accepted, Accepted], true),
            // Undone.
            (&[Draft, Received, InReview, Accepted, InReview], false),
            // Undone, and then decided alike or differently, which is another decision.
            (&[Draft, Received, InReview, Accepted, InReview, Accepted], false),
            (&[Draft, Received, InReview, Accepted, InReview, Declined], false),
            (&[Draft, Received, InReview], false),
            (&[Draft], false),
        ] {
            assert_eq!(decision.stands(&history(statuses)), stands, "{statuses:?}");
        }
    }

    #[test]
    fn a_decision_has_no_personal_data_and_is_read_as_written() {
        let decision = Decision { reference: "7KQX4M2P".parse().unwrap(), history_length: 3 };
        let written = decision.body();
        assert_eq!(written, r#"{"history_length":3,"reference":"7KQX4M2P"}"#);
        assert_eq!(serde_json::from_str::<Decision>(&written).unwrap(), decision);
        assert!(serde_json::from_str::<Decision>(&written.replace("7KQX4M2P", "../x")).is_err());
    }
}
