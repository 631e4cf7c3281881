//! Stores the signs of spam on an application.

use crate::counters::Tally;
use crate::items::{text, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{Group, Status, Submitted};
use shared::timestamp::Timestamp;

impl Store {
    /// Stores why a received application may be spam. Returns `false`, and writes nothing, if that was stored before,
    /// the application has another status, or staff have set it aside. With `until`, also sets the application
    /// aside, in the same transaction as the counters: staff find it among the suspects, and it expires then. The
    /// version does not change, so that no request of the applicant fails because of it.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn note_suspicion(
        &self,
        application: &Submitted,
        reasons: &[&str],
        until: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let mut expression = "SET suspicion = :reasons".to_owned();
        let mut update = self
            .new_update(keys::application(&application.id))
            .condition_expression(
                "#status = :received AND attribute_not_exists(suspicion) AND attribute_not_exists(suspect)",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":received", text(Status::Received.as_str()))
            .expression_attribute_values(
                ":reasons",
                AttributeValue::L(reasons.iter().map(|reason| text(reason)).collect()),
            );
        let mut tally = Tally::default();
        if let Some(until) = until {
            expression.push_str(&format!(
                ", suspect = :true, {} = :suspect, {} = :until",
                keys::STATUS_GROUP,
                keys::EXPIRES_AT
            ));
            update = update
                .expression_attribute_values(":true", AttributeValue::Bool(true))
                .expression_attribute_values(":suspect", text(Group::Suspect.as_str()))
                .expression_attribute_values(":until", unix(until));
            tally = Tally::moved(Group::Received, Group::Suspect, application.submitted_at);
        }
        let mut writes = vec![update.update_expression(expression).into_write()?];
        writes.extend(self.count_writes(tally)?);
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }
}
