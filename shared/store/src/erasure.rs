//! Deleting an application at its applicant's wish.

use crate::current::{Current, held_by, with_link};
use crate::items::{number, text};
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{Delete, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::{Application, ApplicationId, Holder, Status};
use shared::timestamp::Timestamp;

/// What became of an application that was to be deleted.
#[derive(Debug)]
pub enum EraseOutcome {
    /// It is gone.
    Erased,
    /// It is still there, for it is neither a draft nor withdrawn.
    Refused(Application),
    /// It is reached by another link.
    Replaced,
    /// There was nothing to delete.
    Unknown,
}

/// Days for which it is known that an application was deleted, so that a second click is told so.
const KNOWN_DAYS: u16 = 1;

impl Store {
    /// Deletes a draft, or an application that was withdrawn. Its history and the claim of its reference, which hold no
    /// personal data, stay.
    ///
    /// # Errors
    /// When the table can't be reached or holds something else there, or other writes keep getting in between.
    pub async fn erase(&self, holder: &Holder, now: Timestamp) -> Result<EraseOutcome, Error> {
        let writes = vec![self.delete_application(holder)?, self.put_erased(&holder.id, now)?];
        match self.transact(writes).await? {
            Transacted::Done => Ok(EraseOutcome::Erased),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => {
                match Current::of(reasons.item(0), holder, now)? {
                    Current::Application(application) => Ok(EraseOutcome::Refused(application)),
                    Current::Replaced => Ok(EraseOutcome::Replaced),
                    Current::Unknown if self.was_erased(&holder.id, now).await? => Ok(EraseOutcome::Erased),
                    Current::Unknown => Ok(EraseOutcome::Unknown),
                }
            }
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Whether an application was deleted here at its applicant's wish, within a day.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn was_erased(&self, id: &ApplicationId, now: Timestamp) -> Result<bool, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::erased(id)));
        let found = request.consistent_read(true).send().await.map_err(|error| Error::from_sdk("GetItem", error))?;
        let expires_at = found.item.and_then(|item| item.get(keys::EXPIRES_AT)?.as_n().ok()?.parse::<i64>().ok());
        Ok(expires_at.is_some_and(|expires_at| expires_at > now.unix()))
    }

    fn delete_application(&self, holder: &Holder) -> Result<TransactWriteItem, Error> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .condition_expression(format!("#status IN (:draft, :withdrawn) AND {}", held_by(holder)))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":withdrawn", text(Status::Withdrawn.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let delete = with_link!(delete, holder).build().map_err(|error| Error::unwritable("deletion", error))?;
        Ok(TransactWriteItem::builder().delete(delete).build())
    }

    fn put_erased(&self, id: &ApplicationId, now: Timestamp) -> Result<TransactWriteItem, Error> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::erased(id)))
            .item("entity_type", text("erased"))
            .item(keys::EXPIRES_AT, number(now.plus_days(KNOWN_DAYS).unix().unsigned_abs()))
            .build();
        let put = put.map_err(|error| Error::unwritable("deletion", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
