//! The one transaction that turns a draft into an application.

use crate::current::{Current, held_by, with_link};
use crate::items::{number, text, version_of};
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use shared::application::history::{Actor, Head};
use shared::application::{ApplicationId, Holder, Reference, Status};
use shared::fields::Section;
use shared::timestamp::Timestamp;

/// What became of a draft that was to be sent.
#[derive(Debug)]
pub enum SubmitOutcome {
    /// It was received, under the reference that was offered. This is where its history stands.
    Submitted(Head),
    /// It was not, for it is not the draft that was checked. This is what there is now: most often, the application
    /// that an earlier attempt sent.
    Refused(Current),
    /// The reference is taken. Offer another.
    ReferenceTaken,
}

impl Store {
    /// Sends a draft: it becomes `received`, claims `reference` and begins its history, all at once or not at all.
    /// `checked` is the version that the applicant was shown; a draft that has changed since, or lacks a section, is
    /// not sent. `expires` is when it may be removed if nobody has decided by then.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep getting in between.
    pub async fn submit(
        &self,
        holder: &Holder,
        checked: u64,
        reference: &Reference,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<SubmitOutcome, Error> {
        let entry = Head::empty().next(now, Actor::Applicant, Status::Draft, Status::Received);
        let head = entry.head(reference);
        let writes = vec![
            self.receive(holder, checked, reference, &head, [now, expires])?,
            self.claim(&holder.id, reference, now)?,
            self.put_entry(&holder.id, reference, &entry)?,
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(SubmitOutcome::Submitted(head)),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => {
                Current::of(reasons.item(0), holder, now).map(SubmitOutcome::Refused)
            }
            Transacted::Canceled(reasons) if reasons.refused(1) => Ok(SubmitOutcome::ReferenceTaken),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Turns a draft that is as it was checked into an application.
    fn receive(
        &self,
        holder: &Holder,
        checked: u64,
        reference: &Reference,
        head: &Head,
        [now, expires]: [Timestamp; 2],
    ) -> Result<TransactWriteItem, Error> {
        let every_section: String =
            Section::ALL.iter().map(|section| format!(" AND attribute_exists({})", version_of(*section))).collect();
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&holder.id)))
            .update_expression(format!(
                "SET #status = :received, #reference = :reference, submitted_at = :now, updated_at = :now, \
                 version = :next, {} = :received, {} = :now, history_length = :length, history_hash = :hash, \
                 {} = :expires REMOVE link_email, link_not_sent_at",
                keys::STATUS_GROUP,
                keys::STATUS_SINCE,
                keys::EXPIRES_AT,
            ))
            .condition_expression(format!(
                "#status = :draft AND version = :checked AND {} > :unix AND {}{every_section}",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":received", text(Status::Received.as_str()))
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":reference", text(reference.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":checked", number(checked))
            .expression_attribute_values(":next", number(checked.saturating_add(1)))
            .expression_attribute_values(":length", number(head.length.into()))
            .expression_attribute_values(":hash", text(head.hash.as_str()))
            .expression_attribute_values(":unix", number(now.unix().unsigned_abs()))
            .expression_attribute_values(":expires", number(expires.unix().unsigned_abs()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = with_link!(update, holder).build();
        let update = update.map_err(|error| Error::unwritable("submission", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    /// Claims a reference that nobody has.
    pub(super) fn claim(
        &self,
        id: &ApplicationId,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::reference(reference)))
            .item("entity_type", text("reference"))
            .item("application_id", text(id.as_str()))
            .item("claimed_at", text(&now.to_string()))
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .build();
        let put = put.map_err(|error| Error::unwritable("reference", error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}
