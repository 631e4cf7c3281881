//! Messages that came back, and addresses that are not written to again.
//!
//! Such an address is kept as a keyed hash alone, for [`UNDELIVERABLE_DAYS`]: whoever deletes an application deletes its
//! address, and still nobody writes there again.

use crate::conditions::refused;
use crate::items::{number, read, text};
use crate::{Error, MessageKey, MessageState, Store, keys};
use serde::Deserialize;
use shared::application::history::Hash;
use shared::application::{ApplicationId, ContactUndelivered, Reference, Undelivered};
use shared::timestamp::Timestamp;

/// For how long an address is not written to after a message came back, in days.
pub const UNDELIVERABLE_DAYS: u16 = 180;

/// What is kept of an address that is not written to, as far as it is read.
#[derive(Deserialize)]
struct Undeliverable {
    expires_at: i64,
}

/// What a reference leads to.
#[derive(Deserialize)]
struct Claim {
    application_id: String,
}

impl Store {
    /// Which application has this reference, erased ones included. Nothing, if none has.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn application_id(&self, reference: &Reference) -> Result<Option<ApplicationId>, Error> {
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(keys::reference(reference))).consistent_read(true).send().await;
        let Some(item) = found.map_err(|error| Error::from_sdk("GetItem", error))?.item else { return Ok(None) };
        let id = read::<Claim>(&item, "reference")?.application_id.parse();
        id.map(Some).map_err(|_| Error::malformed("reference"))
    }

    /// Lets nobody write to an address again, for a message to it came back. Again, it changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn stop_writing_to(&self, mailbox: &Hash, because: ContactUndelivered) -> Result<(), Error> {
        let expires = because.at.plus_days(UNDELIVERABLE_DAYS);
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(keys::undeliverable(mailbox)))
            .item("entity_type", text("undeliverable"))
            .item("why", text(because.why.as_str()))
            .item("since", text(&because.at.to_string()))
            .item(keys::EXPIRES_AT, number(expires.unix().unsigned_abs()));
        put.send().await.map(drop).map_err(|error| Error::from_sdk("PutItem", error))
    }

    /// Whether an address is not written to.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn is_undeliverable(&self, mailbox: &Hash, now: Timestamp) -> Result<bool, Error> {
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(keys::undeliverable(mailbox))).consistent_read(true).send().await;
        let Some(item) = found.map_err(|error| Error::from_sdk("GetItem", error))?.item else { return Ok(false) };
        // DynamoDB may take days to remove it.
        Ok(read::<Undeliverable>(&item, "undeliverable")?.expires_at > now.unix())
    }

    /// Notes on a message that it came back. If it is not on record, nothing is written.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn note_returned(&self, notice: &MessageKey, because: ContactUndelivered) -> Result<(), Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(notice.key()))
            .update_expression("SET #state = :returned, why = :why, returned_at = :at")
            .condition_expression(format!("attribute_exists({})", keys::PARTITION))
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":returned", text(MessageState::Returned.as_str()))
            .expression_attribute_values(":why", text(because.why.as_str()))
            .expression_attribute_values(":at", text(&because.at.to_string()));
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => refused(error).map(drop),
        }
    }

    /// Notes on an application that was sent that its main contact is not reached by mail. What may pass is not noted in
    /// place of what does not. The version stays as it is, so that nobody who is about to change it is turned away.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn note_contact_undelivered(&self, id: &ApplicationId, because: ContactUndelivered) -> Result<(), Error> {
        let unless_graver = if because.why.is_final() {
            ""
        } else {
            " AND (attribute_not_exists(contact_undelivered) OR contact_undelivered IN (:why, :not_sent))"
        };
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression("SET contact_undelivered = :why, contact_undelivered_at = :at")
            .condition_expression(format!("attribute_exists(#reference){unless_graver}"))
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":why", text(because.why.as_str()))
            .expression_attribute_values(":at", text(&because.at.to_string()));
        let request = if because.why.is_final() {
            request
        } else {
            request.expression_attribute_values(":not_sent", text(Undelivered::NotSent.as_str()))
        };
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => refused(error).map(drop),
        }
    }
}
