//! The transaction that changes the status of a submitted application.

use crate::items::{number, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::Retention;
use shared::application::history::{Actor, Head};
use shared::application::{Application, Status, Submitted};
use shared::timestamp::Timestamp;

/// A status transition.
#[derive(Debug, Clone, Copy)]
pub struct StatusChange {
    /// The new status.
    pub to: Status,
    /// Who makes the change.
    pub by: Actor,
    /// When the change is made.
    pub at: Timestamp,
    /// The retention periods, for the new expiry.
    pub retention: Retention,
}

/// The outcome of a status transition.
#[derive(Debug)]
pub enum StatusChangeOutcome {
    /// The application has the new status; this is the head of its history.
    Changed(Head),
    /// Nothing changed, because the application has changed since it was read, or the transition is not legal. This is
    /// the application now, if there is one.
    Rejected(Option<Application>),
}

impl Store {
    /// Changes the status of an application and adds the history entry, in one transaction. The change is rejected if the
    /// application has changed since it was read, so a repeated call is rejected too.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn change_status(
        &self,
        application: &Submitted,
        change: StatusChange,
    ) -> Result<StatusChangeOutcome, Error> {
        if !application.status.may_become(change.to) {
            return Ok(StatusChangeOutcome::Rejected(Some(Application::Submitted(Box::new(application.clone())))));
        }
        let entry = application.history.next(change.at, change.by, application.status, change.to);
        let head = entry.head(&application.reference);
        let writes = vec![
            self.update_status(application, change, &head)?,
            self.put_entry(&application.id, &application.reference, &entry)?,
        ];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(StatusChangeOutcome::Changed(head)),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => {
                reasons.application(0).map(StatusChangeOutcome::Rejected)
            }
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    fn update_status(
        &self,
        application: &Submitted,
        change: StatusChange,
        head: &Head,
    ) -> Result<TransactWriteItem, Error> {
        // An application stays set aside until staff change its status. The reasons stay on it.
        let by_staff = change.by == Actor::Staff;
        let group = if application.set_aside && !by_staff { keys::SUSPECT_GROUP } else { change.to.as_str() };
        let expires = change.retention.expiry(change.to, change.at);
        let expiry = expires.map(|_| format!(", {} = :expires", keys::EXPIRES_AT)).unwrap_or_default();
        let removed = [by_staff.then_some("suspect"), expires.is_none().then_some(keys::EXPIRES_AT)];
        let removed = removed.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let removal = if removed.is_empty() { removed } else { format!(" REMOVE {removed}") };
        let update = self
            .new_update(keys::application(&application.id))
            .update_expression(format!(
                "SET #status = :to, updated_at = :now, version = :next, {} = :group, {} = :now, \
                 history_length = :length, history_hash = :hash{expiry}{removal}",
                keys::STATUS_GROUP,
                keys::STATUS_SINCE,
            ))
            .condition_expression("#status = :from AND version = :version")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":from", text(application.status.as_str()))
            .expression_attribute_values(":to", text(change.to.as_str()))
            .expression_attribute_values(":group", text(group))
            .expression_attribute_values(":now", time(change.at))
            .expression_attribute_values(":version", number(application.version))
            .expression_attribute_values(":next", number(application.version.saturating_add(1)))
            .expression_attribute_values(":length", number(head.length.into()))
            .expression_attribute_values(":hash", text(head.hash.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match expires {
            Some(expires) => update.expression_attribute_values(":expires", unix(expires)).into_write(),
            None => update.into_write(),
        }
    }
}
