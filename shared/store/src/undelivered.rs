//! Undelivered messages, and the suppression list: mailboxes that get no more mail.
//!
//! The list has keyed hashes only, for [`SUPPRESSION_DAYS`]: it outlives an erased application without keeping its
//! address.

use crate::conditions::apply;
use crate::items::{read, text, time, unix};
use crate::{Error, MessageKey, MessageState, Store, keys};
use serde::Deserialize;
use shared::application::history::Hash;
use shared::application::{ApplicationId, ContactUndelivered, DeliveryFailure, Reference};
use shared::timestamp::Timestamp;

/// Days for which a mailbox stays on the suppression list.
pub const SUPPRESSION_DAYS: u16 = 180;

#[derive(Deserialize)]
struct StoredSuppression {
    expires_at: i64,
}

#[derive(Deserialize)]
struct StoredClaim {
    application_id: String,
}

impl Store {
    /// Returns the application that has this reference, or had it before it was erased.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn application_id(&self, reference: &Reference) -> Result<Option<ApplicationId>, Error> {
        let Some(item) = self.get_item(keys::reference(reference)).await? else { return Ok(None) };
        let id = read::<StoredClaim>(&item, "reference")?.application_id.parse();
        id.map(Some).map_err(|_| Error::malformed("reference"))
    }

    /// Puts a mailbox on the suppression list. A repeated call has no further effect.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn suppress_mailbox(&self, mailbox: &Hash, failure: ContactUndelivered) -> Result<(), Error> {
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(keys::undeliverable(mailbox)))
            .item("entity_type", text("undeliverable"))
            .item("why", text(failure.why.as_str()))
            .item("since", time(failure.at))
            .item(keys::EXPIRES_AT, unix(failure.at.plus_days(SUPPRESSION_DAYS)));
        put.send().await.map(drop).map_err(|error| Error::from_sdk("PutItem", error))
    }

    /// Returns whether a mailbox is on the suppression list.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn is_suppressed(&self, mailbox: &Hash, now: Timestamp) -> Result<bool, Error> {
        let Some(item) = self.get_item(keys::undeliverable(mailbox)).await? else { return Ok(false) };
        // DynamoDB may take days to remove an expired item.
        Ok(read::<StoredSuppression>(&item, "undeliverable")?.expires_at > now.unix())
    }

    /// Sets the state of a message to `returned`. Does nothing if the message has no item.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn note_returned(&self, message: &MessageKey, failure: ContactUndelivered) -> Result<(), Error> {
        let request = self
            .update_item(message.key())
            .update_expression("SET #state = :returned, why = :why, returned_at = :at")
            .condition_expression(format!("attribute_exists({})", keys::PARTITION))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":returned", text(MessageState::Returned.as_str()))
            .expression_attribute_values(":why", text(failure.why.as_str()))
            .expression_attribute_values(":at", time(failure.at));
        apply(request).await.map(drop)
    }

    /// Records on a submitted application that mail does not reach its main contact. A final reason is not replaced by
    /// a temporary one. The version does not change, so that no request of the applicant fails failure of it.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn note_contact_undelivered(&self, id: &ApplicationId, failure: ContactUndelivered) -> Result<(), Error> {
        let request = self
            .update_item(keys::application(id))
            .update_expression("SET contact_undelivered = :why, contact_undelivered_at = :at")
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":why", text(failure.why.as_str()))
            .expression_attribute_values(":at", time(failure.at));
        let request = if failure.why.is_final() {
            request.condition_expression("attribute_exists(#reference)")
        } else {
            request
                .condition_expression(
                    "attribute_exists(#reference) \
                     AND (attribute_not_exists(contact_undelivered) OR contact_undelivered IN (:why, :not_sent))",
                )
                .expression_attribute_values(":not_sent", text(DeliveryFailure::NotSent.as_str()))
        };
        apply(request).await.map(drop)
    }
}
