//! Checks of histories: unbroken, consistent with the status, with every acknowledged change and no refused one.

use crate::storage::model::book::{Action, Record, Reported};
use crate::storage::model::table::{Table, number, text};
use shared::application::Action as Done;
use shared::application::history::{Actor, Entry, Head, verify};
use shared::application::{Application, ApplicationId, Reference, Status};
use shared::timestamp::Timestamp;
use store::Store;

pub async fn judge(id: &str, record: &Record, table: &Table, store: &Store, problems: &mut Vec<String>) {
    let parsed: ApplicationId = id.parse().unwrap();
    let mut entries = store.history(&parsed).await.unwrap();
    entries.sort_by_key(|entry| entry.number);
    let last = entries.last().map_or(Status::Draft, |entry| entry.to);
    let broken = match store.application(&parsed, Timestamp::from_unix(0)).await.unwrap() {
        Some(Application::Submitted(sent)) => {
            let broken = verify(&sent.reference, &entries, &sent.history).err().map(|broken| broken.to_string());
            broken.or_else(|| (last != sent.status).then(|| format!("it ends with {last:?}, not {:?}", sent.status)))
        }
        Some(Application::Draft(_)) => (!entries.is_empty()).then(|| "a draft has a history".to_owned()),
        None => erased(id, &entries, table),
    };
    let broken = broken.or_else(|| illegal(&entries));
    problems.extend(broken.map(|broken| format!("half done: the history of {id}: {broken}: {record:#?}")));
    moves(id, record, &entries, problems);
}

/// Checks what a deleted application leaves: nothing for a draft, else its history up to the withdrawal.
fn erased(id: &str, entries: &[Entry], table: &Table) -> Option<String> {
    let last = entries.last()?;
    let claims: Vec<_> = table
        .of_kind("reference#")
        .filter(|(_, claim)| text(claim, "application_id") == id)
        .map(|(name, _)| name)
        .collect();
    let [reference] = claims[..] else { return Some(format!("{claims:?}")) };
    let reference: Reference = reference.parse().unwrap();
    let claim = table.of_kind("reference#").find(|(name, _)| *name == reference.as_str()).unwrap().1;
    let head = Head { length: number(claim, "history_length").try_into().unwrap(), ..last.head(&reference) };
    if text(claim, "history_hash") != head.hash.as_str() {
        return Some(format!("its claim has another head: {claim:?}"));
    }
    let broken = verify(&reference, entries, &head).err().map(|broken| broken.to_string());
    broken.or_else(|| (last.to != Status::Withdrawn).then(|| format!("it was erased as {:?}", last.to)))
}

/// Whether an entry records this action of that time.
fn is_of(entry: &Entry, action: Done, at: i64) -> bool {
    entry.action == Some(action) && entry.at.unix() == at
}

/// Returns the first entry that does not follow from the one before by a legal action of the right party. So no history
/// has two decisions, unless the first was undone.
fn illegal(entries: &[Entry]) -> Option<String> {
    let mut status = Status::Draft;
    for entry in entries {
        let action = entry.action.unwrap();
        let is_legal = entry.from == status && action.leads_to(status) == Some(entry.to);
        if !is_legal || action.by() != entry.by || entry.person.is_some() != (entry.by == Actor::Staff) {
            return Some(format!("{entry:?} is not legal after {status:?}"));
        }
        status = entry.to;
    }
    None
}

fn moves(id: &str, record: &Record, entries: &[Entry], problems: &mut Vec<String>) {
    for attempt in &record.attempts {
        let count = match &attempt.action {
            Action::Act(action, at) => entries.iter().filter(|entry| is_of(entry, *action, *at)).count(),
            Action::Withdraw => entries.iter().filter(|entry| entry.to == Status::Withdrawn).count(),
            _ => continue,
        };
        match (attempt.reported, count) {
            (Reported::Done, 0) => problems.push(format!("lost: {id}: {attempt:?}: {entries:?}")),
            (_, 2..) => problems.push(format!("doubled: {id}: {attempt:?}: {entries:?}")),
            _ => {}
        }
    }
    for entry in entries {
        let explains = |action: &Action| match action {
            Action::Submit(_) => entry.to == Status::Received,
            Action::Withdraw => entry.to == Status::Withdrawn && entry.by == Actor::Applicant,
            Action::Act(action, at) => is_of(entry, *action, *at),
            _ => false,
        };
        // A retry after a lost response is refused if somebody has changed the application since.
        let is_overtaken = entries.iter().any(|later| later.number > entry.number);
        // A program's application has no attempt here, but a receipt.
        let posted_by_program = entry.to == Status::Received && !record.references.is_empty();
        if !posted_by_program
            && !record
                .attempts
                .iter()
                .any(|attempt| explains(&attempt.action) && (attempt.may_be_done() || is_overtaken))
        {
            problems.push(format!("half done: {id}: no attempt explains {entry:?}: {record:#?}"));
        }
    }
}
