//! Removal of what identifies people, on request.
//!
//! Both actions are one transaction on the application. `notify` then removes the items that belong to it, with
//! retries: see [`Store::remove_related_items`]. The history stays, and still verifies against the head that the
//! application, or the claim of its reference, keeps.

use crate::counters::Removal;
use crate::items::{text, time};
use crate::transaction::{IntoWrite, Transaction};
use crate::transition::{ActOutcome, Step, lead};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{Delete, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::Head;
use shared::application::{Action, Application, Group, Retention, Submitted};
use shared::staff::Person;
use shared::timestamp::Timestamp;

/// Stands for a legal name that was removed.
const NAME: &str = "–";
/// Stands for an address that was removed. Nobody can have a mailbox there (RFC 6761).
const EMAIL: &str = "anonymized@example.invalid";

/// Attributes besides the answers that identify people, or are words of people.
const PERSONAL: [&str; 10] = [
    "current_link_mailbox",
    "hidden_field",
    "link_email",
    "review_assignee",
    "review_assignee_name",
    "review_question",
    "review_question_number",
    "review_reason",
    "review_words",
    "remarks",
];

impl Store {
    /// Removes all answers from an application. Its status stays; an open one becomes `withdrawn`, because nobody could
    /// decide about it. Nothing more can be done with it, except notes and erasing it.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn anonymize(
        &self,
        application: &Submitted,
        by: &Person,
        at: Timestamp,
        retention: Retention,
    ) -> Result<ActOutcome, Error> {
        let answers = application.answers.iter().map(|(name, _)| name);
        let is_kept = |name: &&str| !matches!(*name, "legal_name" | "contact_email");
        let removed = answers.filter(is_kept).chain(PERSONAL).map(str::to_owned).collect();
        let set = vec![("legal_name", text(NAME)), ("contact_email", text(EMAIL)), ("review_anonymized_at", time(at))];
        let step = Step { action: Action::Anonymize, person: Some(&by.id), at, retention, set, removed };
        self.take_step(application, &step, &|_, _| false, &|_| Ok(Vec::new())).await
    }

    /// Erases an application: all but its history and the claim of its reference.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn erase_for_staff(
        &self,
        application: &Submitted,
        by: &Person,
        at: Timestamp,
    ) -> Result<ActOutcome, Error> {
        let Some(to) = lead(application, Action::Erase) else {
            return Ok(ActOutcome::Rejected(Some(Application::Submitted(Box::new(application.clone())))));
        };
        let entry = application.history.next(at, Action::Erase, Some(&by.id), application.status, to);
        let head = entry.head(&application.reference);
        let mut writes =
            vec![self.delete_as_read(application)?, self.put_entry(&application.id, &application.reference, &entry)?];
        writes.extend(self.removal_writes(&removal(application, head.clone()), at, false)?);
        match self.transact(writes).await? {
            Transaction::Committed => Ok(ActOutcome::Done(head)),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                reasons.application(0).map(ActOutcome::Rejected)
            }
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    fn delete_as_read(&self, application: &Submitted) -> Result<TransactWriteItem, Error> {
        let as_read = if application.set_aside { "attribute_exists(suspect)" } else { "attribute_not_exists(suspect)" };
        Delete::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&application.id)))
            .condition_expression(format!("version = :version AND {as_read}"))
            .expression_attribute_values(":version", crate::items::number(application.version))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .into_write()
    }
}

/// Returns what the claim remembers of an application with this history.
pub(crate) fn removal(application: &Submitted, history: Head) -> Removal {
    Removal { reference: application.reference.clone(), group: Group::of(application), history }
}
