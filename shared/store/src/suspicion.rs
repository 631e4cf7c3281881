//! What makes an application look like spam, noted on it.

use crate::conditions::refused;
use crate::items::{number, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{ApplicationId, Status};
use shared::timestamp::Timestamp;

impl Store {
    /// Notes why an application may be spam, once: when it has been noted, or the application is no longer `received`,
    /// this changes nothing and says so with `false`. With `until`, the application is set aside as well: staff find it
    /// among the suspect ones, and from then on it may be removed. Its version stays as it is, so that nobody who is
    /// about to change it is turned away.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn note_suspicion(
        &self,
        id: &ApplicationId,
        reasons: &[&str],
        until: Option<Timestamp>,
    ) -> Result<bool, Error> {
        let mut expression = "SET suspicion = :reasons".to_owned();
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .condition_expression("#status = :received AND attribute_not_exists(suspicion)")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":received", text(Status::Received.as_str()))
            .expression_attribute_values(":reasons", AttributeValue::L(reasons.iter().map(|why| text(why)).collect()));
        if let Some(until) = until {
            expression.push_str(&format!(
                ", suspect = :true, {} = :suspect, {} = :until",
                keys::STATUS_GROUP,
                keys::EXPIRES_AT
            ));
            update = update
                .expression_attribute_values(":true", AttributeValue::Bool(true))
                .expression_attribute_values(":suspect", text(keys::SUSPECT_GROUP))
                .expression_attribute_values(":until", number(until.unix().unsigned_abs()));
        }
        match update.update_expression(expression).send().await {
            Ok(_) => Ok(true),
            Err(error) => refused(error).map(|_| false),
        }
    }
}
