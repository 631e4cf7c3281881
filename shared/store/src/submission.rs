//! The transaction that turns a draft into a submitted application.

use crate::answers::version_of;
use crate::counters::Tally;
use crate::current::{HolderView, held_by, values_with_link};
use crate::items::{number, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::Head;
use shared::application::{Action, ApplicationId, Holder, Reference, Status};
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

/// A draft to submit.
#[derive(Debug, Clone, Copy)]
pub struct Submission<'a> {
    /// The version of the draft that the applicant checked.
    pub checked: u64,
    /// The names of the sections that must be saved.
    pub sections: &'a [&'a str],
    /// The version of the form.
    pub form_version: &'a str,
    /// The reference to claim.
    pub reference: &'a Reference,
    /// The current time.
    pub now: Timestamp,
    /// When the application expires if it is still undecided.
    pub expires: Timestamp,
}

impl Store {
    /// Submits a draft: its status becomes `received`, it claims `reference`, and its history begins, in one transaction.
    /// A draft that has changed since the applicant checked it, or lacks a section, is not submitted.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn submit(&self, holder: &Holder, submission: Submission<'_>) -> Result<SubmitOutcome, Error> {
        let Submission { reference, now, .. } = submission;
        let entry = Head::empty().next(now, Action::Submit, None, Status::Draft, Status::Received);
        let head = entry.head(reference);
        let mut writes = vec![
            self.receive(holder, submission, &head)?,
            self.claim(&holder.id, reference, now)?,
            self.put_entry(&holder.id, reference, &entry)?,
        ];
        writes.extend(self.count_writes(Tally::received(now))?);
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
    fn receive(&self, holder: &Holder, submission: Submission<'_>, head: &Head) -> Result<TransactWriteItem, Error> {
        let Submission { checked, sections, form_version, reference, now, expires } = submission;
        let placeholders = || (0..).map(|index| format!("#s{index}"));
        let every_section: String =
            placeholders().take(sections.len()).map(|name| format!(" AND attribute_exists({name})")).collect();
        let names = placeholders().zip(sections.iter().map(|section| version_of(section)));
        let names = names.chain(["status", "reference"].map(|name| (format!("#{name}"), name.to_owned())));
        let values = [
            (":received", text(Status::Received.as_str())),
            (":draft", text(Status::Draft.as_str())),
            (":reference", text(reference.as_str())),
            (":form_version", text(form_version)),
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
                "SET #status = :received, #reference = :reference, form_version = :form_version, submitted_at = :now, updated_at = :now, \
                 version = :next, {} = :received, {} = :now, history_length = :length, history_hash = :hash, \
                 {} = :expires REMOVE link_email, link_not_sent_at",
                keys::STATUS_GROUP,
                keys::STATUS_SINCE,
                keys::EXPIRES_AT,
            ))
            .condition_expression(format!(
                "#status = :draft AND version = :checked AND {} > :unix AND {}{every_section} \
                 AND attribute_exists(legal_name) AND attribute_exists(contact_email)",
                keys::EXPIRES_AT,
                held_by(holder)
            ))
            .set_expression_attribute_names(Some(names.collect()))
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
