//! Publishes the directory of members: after changes of the register, when a new member's acceptance can't be undone any
//! more, and every hour, should a message of those have been lost.

use crate::Notify;
use crate::failures::Error;
use serde_json::Value;

/// Returns the sequence number of a record of the stream, if it is about the register.
pub(crate) fn change(record: &Value) -> Option<String> {
    let change = record.get("dynamodb")?;
    let partition = change.pointer("/Keys/pk/S").and_then(Value::as_str);
    let sequence_number = change.get("SequenceNumber").and_then(Value::as_str).unwrap_or_default();
    (partition == Some(store::REGISTER)).then(|| sequence_number.to_owned())
}

impl Notify {
    /// Publishes the members that are public now.
    pub(crate) async fn publish_directory(&self) -> Result<(), Error> {
        self.store.publish_directory(&self.facets, self.clock.now()).await?;
        Ok(())
    }
}
