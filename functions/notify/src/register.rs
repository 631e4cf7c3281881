//! Publishes the directory of members: after changes of the register, when a new member's acceptance can't be undone any
//! more, and every hour, should a message of those have been lost.

use crate::Notify;
use crate::failures::Error;
use serde_json::Value;
use shared::application::Reference;

/// Returns the sequence number of a record of the stream, if it is about the register.
pub(crate) fn change(record: &Value) -> Option<String> {
    let change = record.get("dynamodb")?;
    let partition = change.pointer("/Keys/pk/S").and_then(Value::as_str);
    let sequence_number = change.get("SequenceNumber").and_then(Value::as_str).unwrap_or_default();
    (partition == Some(store::REGISTER)).then(|| sequence_number.to_owned())
}

/// Changes of its public entry that a member asks for.
#[derive(Debug)]
pub(crate) struct Proposed {
    pub(crate) reference: Reference,
    /// The name that the public knows.
    pub(crate) name: String,
    /// When it asked, in RFC 3339.
    pub(crate) at: String,
}

/// Returns what a member asks for after a change of its row, if it waits for staff.
pub(crate) fn proposed(record: &Value) -> Option<Proposed> {
    let row = record.get("dynamodb")?.get("NewImage")?;
    let text = |name: &str| row.get(name)?.get("S")?.as_str();
    let (name, at) = (text("name")?.to_owned(), text("proposed_at")?.to_owned());
    Some(Proposed { reference: text("reference")?.parse().ok()?, name, at })
}

impl Notify {
    /// Publishes the members that are public now.
    pub(crate) async fn publish_directory(&self) -> Result<(), Error> {
        self.store.publish_directory(&self.members.questions(), self.clock.now()).await?;
        Ok(())
    }
}
