//! The transaction that turns a draft into a submitted application.

use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{number, text, time, unix, version_of};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::{Actor, Head};
use shared::application::{ApplicationId, Holder, Reference, Status};
use shared::fields::Section;
use shared::timestamp::Timestamp;

/// The outcome of a submission.
#[derive(Debug)]
pub enum SubmitOutcome {
    /// The application was received; this is the head of its history.
    Submitted(Head),
    /// Nothing changed, because the draft is gone or has changed since it was checked. This is the holder's current
    /// view, most often the application that an earlier attempt submitted.
    Refused(HolderView),
    /// The reference is taken. Call again with another one.
    ReferenceTaken,
}

/// The times of a submission.
#[derive(Clone, Copy)]
struct Times {
    now: Timestamp,
    expires: Timestamp,
}

impl Store {
    /// Submits a draft: its status becomes `received`, it claims `reference`, and its history begins, in one transaction.
    /// `checked` is the version that the applicant was shown; a draft that has changed since, or lacks a section, is not
    /// submitted. `expires` is when the application expires if it is still undecided.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
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
            self.receive(holder, checked, reference, &head, Times { now, expires })?,
            self.claim(&holder.id, reference, now)?,
            self.put_entry(&holder.id, reference, &entry)?,
        ];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(SubmitOutcome::Submitted(head)),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                HolderView::of(reasons.item(0), holder, now).map(SubmitOutcome::Refused)
            }
            Transaction::Canceled(reasons) if reasons.condition_failed(1) => Ok(SubmitOutcome::ReferenceTaken),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Turns a draft, as it was checked, into a received application.
    fn receive(
        &self,
        holder: &Holder,
        checked: u64,
        reference: &Reference,
        head: &Head,
        Times { now, expires }: Times,
    ) -> Result<TransactWriteItem, Error> {
        let every_section: String =
            Section::ALL.iter().map(|section| format!(" AND attribute_exists({})", version_of(*section))).collect();
        let values = [
            (":received", text(Status::Received.as_str())),
            (":draft", text(Status::Draft.as_str())),
            (":reference", text(reference.as_str())),
            (":now", time(now)),
            (":checked", number(checked)),
            (":next", number(checked.saturating_add(1))),
            (":length", number(head.length.into())),
            (":hash", text(head.hash.as_str())),
            (":unix", unix(now)),
            (":expires", unix(expires)),
        ];
        self.new_update(keys::application(&holder.id))
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
            .set_expression_attribute_values(Some(values_with_link(values, holder)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .into_write()
    }

    /// Claims a reference that no application has.
    pub(super) fn claim(
        &self,
        id: &ApplicationId,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        self.new_put(keys::reference(reference), "reference")
            .item("application_id", text(id.as_str()))
            .item("claimed_at", time(now))
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .into_write()
    }
}
