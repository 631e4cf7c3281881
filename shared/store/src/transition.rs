//! The transaction of an action on a submitted application: its status and other attributes, its history entry, the
//! counters, and the items that belong to the action.

use crate::counters::{ACCEPTED, DECLINED, Tally};
use crate::items::{Item, number, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::{Entry, Head};
use shared::application::{Action, Application, Group, Retention, Status, Submitted};
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// How often a step is tried if the application keeps changing in ways that don't concern it.
const ATTEMPTS: u8 = 4;

/// The outcome of an action.
#[derive(Debug)]
pub enum ActOutcome {
    /// It is done; this is the head of the application's history.
    Done(Head),
    /// Nothing changed, because the application has changed since it was read, or the action isn't legal. This is the
    /// application now, if there is one.
    Rejected(Option<Application>),
}

/// An action on a submitted application.
pub(super) struct Step<'a> {
    /// The action.
    pub(super) action: Action,
    /// The person of staff who does it.
    pub(super) person: Option<&'a PersonId>,
    /// When.
    pub(super) at: Timestamp,
    /// The retention periods, for the new expiry.
    pub(super) retention: Retention,
    /// Further attributes to set.
    pub(super) set: Vec<(&'static str, AttributeValue)>,
    /// Attributes to remove.
    pub(super) removed: Vec<String>,
}

/// The writes of a step, and the history's head after it.
pub(super) struct Writes {
    /// The first is the application's, and only its condition can fail.
    pub(super) writes: Vec<TransactWriteItem>,
    pub(super) head: Head,
}

impl Store {
    /// Withdraws an application for its applicant, even if it has changed since it was read, but not if its link has.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn withdraw(
        &self,
        application: &Submitted,
        at: Timestamp,
        retention: Retention,
    ) -> Result<ActOutcome, Error> {
        let removed = QUESTION.map(str::to_owned).to_vec();
        let step = Step { action: Action::Withdraw, person: None, at, retention, set: Vec::new(), removed };
        self.take_step(application, &step, &|read, now| read.link == now.link, &|_| Ok(Vec::new())).await
    }

    /// Takes a step. `own` returns the writes of the action's own items, given the number of the history entry. If the
    /// application has changed since it was read, and `may_retry` of the application as read and as it is now, tries
    /// again.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub(super) async fn take_step(
        &self,
        application: &Submitted,
        step: &Step<'_>,
        may_retry: &(dyn Fn(&Submitted, &Submitted) -> bool + Sync),
        own: &(dyn Fn(u32) -> Result<Vec<TransactWriteItem>, Error> + Sync),
    ) -> Result<ActOutcome, Error> {
        let mut current = application.clone();
        for attempt in 1.. {
            let Some(Writes { mut writes, head }) = self.step_writes(&current, step)? else { break };
            writes.extend(own(head.length)?);
            match self.transact(writes).await? {
                Transaction::Committed => return Ok(ActOutcome::Done(head)),
                Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => match reasons.application(0)? {
                    Some(Application::Submitted(now)) if attempt < ATTEMPTS && may_retry(&current, &now) => {
                        current = *now;
                    }
                    now => return Ok(ActOutcome::Rejected(now)),
                },
                Transaction::Canceled(reasons) => return Err(reasons.error()),
            }
        }
        Ok(ActOutcome::Rejected(Some(Application::Submitted(Box::new(current)))))
    }

    /// Returns the writes of a step, or `None` if it isn't legal.
    pub(super) fn step_writes(&self, application: &Submitted, step: &Step<'_>) -> Result<Option<Writes>, Error> {
        let Some(to) = lead(application, step.action) else { return Ok(None) };
        let entry = application.history.next(step.at, step.action, step.person, application.status, to);
        let head = entry.head(&application.reference);
        let mut writes = vec![
            self.update_application(application, step, &entry, &head)?,
            self.put_entry(&application.id, &application.reference, &entry)?,
        ];
        writes.extend(self.count_writes(tally(application, step, to))?);
        Ok(Some(Writes { writes, head }))
    }

    fn update_application(
        &self,
        application: &Submitted,
        step: &Step<'_>,
        entry: &Entry,
        head: &Head,
    ) -> Result<TransactWriteItem, Error> {
        let mut set = vec![
            ("updated_at", time(step.at)),
            ("version", number(application.version.saturating_add(1))),
            ("history_length", number(head.length.into())),
            ("history_hash", text(head.hash.as_str())),
        ];
        let mut removed = step.removed.clone();
        let set_aside = stays_aside(application, step.action);
        let group = Group::new(entry.to, set_aside).unwrap_or(Group::Received);
        if entry.to != entry.from || set_aside != application.set_aside {
            set.extend([
                ("status", text(entry.to.as_str())),
                (keys::STATUS_GROUP, text(group.as_str())),
                (keys::STATUS_SINCE, time(step.at)),
            ]);
            match expiry(step, entry.to, set_aside) {
                Some(expires) => set.push((keys::EXPIRES_AT, unix(expires))),
                None => removed.push(keys::EXPIRES_AT.to_owned()),
            }
        }
        match (application.set_aside, set_aside) {
            (true, false) => removed.push(SUSPECT.to_owned()),
            (false, true) => set.push((SUSPECT, AttributeValue::Bool(true))),
            _ => {}
        }
        set.extend(step.set.iter().cloned());
        // `notify` may have set it aside since, which does not change the version.
        let as_read = if application.set_aside { "suspect = :true" } else { "attribute_not_exists(suspect)" };
        let mut values = Item::from([
            (":from".to_owned(), text(entry.from.as_str())),
            (":read".to_owned(), number(application.version)),
        ]);
        if application.set_aside {
            values.insert(":true".to_owned(), AttributeValue::Bool(true));
        }
        let mut update = self
            .new_update(keys::application(&application.id))
            .update_expression(expression(&set, &removed))
            .condition_expression(format!("#status = :from AND #version = :read AND {as_read}"))
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#version", "version")
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        for (name, value) in set {
            update = update.expression_attribute_names(format!("#{name}"), name);
            values.insert(format!(":{name}"), value);
        }
        for name in removed {
            update = update.expression_attribute_names(format!("#{name}"), name);
        }
        update.set_expression_attribute_values(Some(values)).into_write()
    }
}

/// The attributes of an open question.
pub(super) const QUESTION: [&str; 2] = ["review_question", "review_question_number"];
/// The attribute of applications that are set aside.
const SUSPECT: &str = "suspect";

/// Returns the status after an action, or `None` if the action isn't legal.
pub(super) fn lead(application: &Submitted, action: Action) -> Option<Status> {
    let is_legal = match action {
        Action::Spam => !application.set_aside,
        Action::NotSpam => application.set_aside,
        _ => true,
    };
    let is_open = application.review.anonymized_at.is_none() || matches!(action, Action::Note | Action::Erase);
    action.leads_to(application.status).filter(|_| is_legal && is_open)
}

/// Returns whether an application is set aside after an action. Staff who take it up say that it is no spam; the
/// applicant does not.
const fn stays_aside(application: &Submitted, action: Action) -> bool {
    match action {
        Action::Spam => true,
        Action::NotSpam | Action::Take => false,
        _ => application.set_aside,
    }
}

fn expiry(step: &Step<'_>, to: Status, set_aside: bool) -> Option<Timestamp> {
    if set_aside && to == Status::Received {
        return Some(step.at.plus_days(step.retention.suspect_days));
    }
    step.retention.expiry(to, step.at)
}

fn tally(application: &Submitted, step: &Step<'_>, to: Status) -> Tally {
    let from = Group::of(application);
    let group = Group::new(to, stays_aside(application, step.action)).unwrap_or(from);
    let mut tally = Tally::moved(from, group, application.submitted_at);
    match (step.action, application.status) {
        (Action::Accept, _) => tally.month(step.at, ACCEPTED, 1),
        (Action::Decline, _) => tally.month(step.at, DECLINED, 1),
        (Action::Undo, Status::Accepted) => tally.month(application.status_since, ACCEPTED, -1),
        (Action::Undo, Status::Declined) => tally.month(application.status_since, DECLINED, -1),
        _ => {}
    }
    tally
}

/// Returns the expression that sets and removes these attributes.
fn expression(set: &[(&'static str, AttributeValue)], removed: &[String]) -> String {
    let set: Vec<_> = set.iter().map(|(name, _)| format!("#{name} = :{name}")).collect();
    let removed: Vec<_> = removed.iter().map(|name| format!("#{name}")).collect();
    let removal = if removed.is_empty() { String::new() } else { format!(" REMOVE {}", removed.join(", ")) };
    format!("SET {}{removal}", set.join(", "))
}
