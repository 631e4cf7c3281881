//! Checks of histories: unbroken, consistent with the status, with every acknowledged change and no refused one.

use crate::storage::model::book::{Action, Record, Reported};
use crate::storage::model::table::{Table, text};
use shared::application::history::{Actor, Entry, verify};
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
    let broken = verify(&reference, entries, &last.head(&reference)).err().map(|broken| broken.to_string());
    broken.or_else(|| (last.to != Status::Withdrawn).then(|| format!("it was erased as {:?}", last.to)))
}

fn moves(id: &str, record: &Record, entries: &[Entry], problems: &mut Vec<String>) {
    let by_staff = |entry: &&Entry| entry.by == Actor::Staff;
    for attempt in &record.attempts {
        let count = match &attempt.action {
            Action::Move(to, at) => {
                entries.iter().filter(by_staff).filter(|e| e.to == *to && e.at.unix() == *at).count()
            }
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
            Action::Move(to, at) => entry.by == Actor::Staff && entry.to == *to && entry.at.unix() == *at,
            _ => false,
        };
        // A program's application has no attempt here, but a receipt.
        let posted_by_program = entry.to == Status::Received && !record.references.is_empty();
        if !posted_by_program
            && !record.attempts.iter().any(|attempt| explains(&attempt.action) && attempt.may_be_done())
        {
            problems.push(format!("half done: {id}: no attempt explains {entry:?}: {record:#?}"));
        }
    }
}
