//! The one transaction that moves an application from one status to the next.

use super::items::{number, text};
use super::transaction::Transacted;
use super::{Error, Store, keys};
use crate::application::history::{Actor, Head};
use crate::application::{Application, Status, Submitted};
use crate::env::Retention;
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};

/// A change of status that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct Move {
    /// To which status.
    pub to: Status,
    /// Who makes it.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// For how long an application is kept.
    pub retention: Retention,
}

impl Move {
    /// From when on the application may be removed: never, if it was accepted.
    fn expires(&self) -> Option<Timestamp> {
        match self.to {
            Status::Accepted => None,
            Status::Declined | Status::Withdrawn => Some(self.at.plus_days(self.retention.closed_days)),
            Status::Draft | Status::Received | Status::InReview | Status::MoreInformation => {
                Some(self.at.plus_days(self.retention.undecided_days))
            }
        }
    }
}

/// What became of an application that was to be moved.
#[derive(Debug)]
pub enum MoveOutcome {
    /// It has the new status. This is where its history stands.
    Moved(Head),
    /// It was not moved: it has changed since it was read, or may not go there. This is what there is now.
    Refused(Option<Application>),
}

impl Store {
    /// Moves an application, as it was read, to another status and writes its history, both or neither. Made twice, the
    /// second time is refused.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep getting in between.
    pub async fn change_status(&self, application: &Submitted, change: Move) -> Result<MoveOutcome, Error> {
        if !application.status.may_become(change.to) {
            return Ok(MoveOutcome::Refused(Some(Application::Submitted(Box::new(application.clone())))));
        }
        let entry = application.history.next(change.at, change.by, application.status, change.to);
        let head = entry.head(&application.reference);
        let writes = vec![
            self.move_item(application, change, &head)?,
            self.put_entry(&application.id, &application.reference, &entry)?,
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(MoveOutcome::Moved(head)),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => reasons.application(0).map(MoveOutcome::Refused),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    fn move_item(&self, application: &Submitted, change: Move, head: &Head) -> Result<TransactWriteItem, Error> {
        // What was set aside stays apart until staff take it up. Why it was, stays on it.
        let by_staff = change.by == Actor::Staff;
        let apart = application.set_aside && !by_staff;
        let group = if apart { keys::SUSPECT_GROUP } else { change.to.as_str() };
        let expires = change.expires();
        let expiry = expires.map(|_| format!(", {} = :expires", keys::EXPIRES_AT)).unwrap_or_default();
        let removed = [by_staff.then_some("suspect"), expires.is_none().then_some(keys::EXPIRES_AT)];
        let removed = removed.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let removal = if removed.is_empty() { removed } else { format!(" REMOVE {removed}") };
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(&application.id)))
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
            .expression_attribute_values(":now", text(&change.at.to_string()))
            .expression_attribute_values(":version", number(application.version))
            .expression_attribute_values(":next", number(application.version.saturating_add(1)))
            .expression_attribute_values(":length", number(head.length.into()))
            .expression_attribute_values(":hash", text(head.hash.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let update = match expires {
            Some(expires) => update.expression_attribute_values(":expires", number(expires.unix().unsigned_abs())),
            None => update,
        };
        let update = update.build().map_err(|error| Error::unwritable("change of status", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}
