//! Stores the signs of spam on an application.

use crate::conditions::apply;
use crate::items::{text, unix};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{ApplicationId, Status};
use shared::timestamp::Timestamp;

impl Store {
    /// Stores why a received application may be spam. Returns `false`, and writes nothing, if that was stored before or
    /// the application has another status. With `until`, also sets the application aside: staff find it among the
    /// suspects, and it expires then. The version does not change, so that no request of the applicant fails because of
    /// it.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn note_suspicion(
        &self,
        id: &ApplicationId,
        reasons: &[&str],
        until: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let mut expression = "SET suspicion = :reasons".to_owned();
        let mut update = self
            .update_item(keys::application(id))
            .condition_expression("#status = :received AND attribute_not_exists(suspicion)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":received", text(Status::Received.as_str()))
            .expression_attribute_values(
                ":reasons",
                AttributeValue::L(reasons.iter().map(|reason| text(reason)).collect()),
            );
        if let Some(until) = until {
            expression.push_str(&format!(
                ", suspect = :true, {} = :suspect, {} = :until",
                keys::STATUS_GROUP,
                keys::EXPIRES_AT
            ));
            update = update
                .expression_attribute_values(":true", AttributeValue::Bool(true))
                .expression_attribute_values(":suspect", text(keys::SUSPECT_GROUP))
                .expression_attribute_values(":until", unix(until));
        }
        apply(update.update_expression(expression)).await
    }
}
