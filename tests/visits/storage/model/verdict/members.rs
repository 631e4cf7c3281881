//! Checks of members: there is one for each accepted application and for no other, its items agree, and its history has
//! every acknowledged change once and no refused one.

use crate::storage::model::book::{Book, Reported};
use crate::storage::model::table::{Table, text};
use shared::application::{Action, Reference, history};
use shared::member::MemberAction;
use std::collections::BTreeSet;
use store::{Address, Store};

pub async fn judge(table: &Table, book: &Book, store: &Store, problems: &mut Vec<String>) {
    let accepted: BTreeSet<_> = table
        .applications()
        .filter(|(_, item)| text(item, "status") == "accepted")
        .map(|(_, item)| text(item, "reference").to_owned())
        .collect();
    let members: BTreeSet<_> = table
        .of_kind("member#")
        .filter(|(_, item)| text(item, "entity_type") == "member")
        .map(|(reference, _)| reference.to_owned())
        .collect();
    if accepted != members {
        problems.push(format!("half done: accepted are {accepted:?}, and members are {members:?}"));
    }
    let rows = store.register().await.unwrap();
    if rows.len() != members.len() {
        problems.push(format!("half done: the register has {} rows for {} members", rows.len(), members.len()));
    }
    let undone = undone(table);
    for name in &members {
        let reference: Reference = name.parse().unwrap();
        let file = store.member_file(&reference).await.unwrap().unwrap();
        let (member, entries) = (&file.member, &file.history);
        if let Err(broken) = history::verify(&reference, entries, &member.head()) {
            problems.push(format!("half done: the history of the member {name}: {broken}"));
        }
        if u64::from(member.history_length) != member.version
            || entries.last().map(|last| last.to) != Some(member.status)
        {
            problems.push(format!("half done: the member {name} is not as its history says: {member:?} {entries:?}"));
        }
        if !rows.contains(&member.row()) {
            problems.push(format!("half done: the register has another row for {member:?}"));
        }
        let address = store.address(&member.slug).await.unwrap();
        if address != Some(Address::Member(Box::new(member.public_entry()))) {
            problems.push(format!("half done: at {} is {address:?}, not {member:?}", member.slug));
        }
        let attempts: Vec<_> =
            book.member_changes().into_iter().filter(|attempt| attempt.reference == reference).collect();
        for attempt in &attempts {
            let such = entries.iter().filter(|entry| entry.at == attempt.at && entry.action == attempt.action).count();
            match (attempt.reported, such) {
                // What was done before the decision was undone went with the member.
                (Reported::Done, 0) if undone.contains(name) => {}
                (Reported::Done, 0) => problems.push(format!("lost: {attempt:?}: {entries:?}")),
                // A retry after a lost response is refused if somebody has changed the member since.
                (Reported::Refused, 1) if entries.last().is_some_and(|last| last.at != attempt.at) => {}
                (Reported::Refused, 1..) => problems.push(format!("half done: {attempt:?} was refused: {entries:?}")),
                (_, 2..) => problems.push(format!("doubled: {attempt:?}: {entries:?}")),
                _ => {}
            }
        }
        for entry in entries.iter().filter(|entry| entry.action != MemberAction::Join) {
            if !attempts.iter().any(|attempt| attempt.at == entry.at && attempt.action == entry.action) {
                problems.push(format!("half done: no attempt explains {entry:?} of {name}"));
            }
        }
    }
}

/// Returns the references of applications of which a decision was undone.
fn undone(table: &Table) -> BTreeSet<String> {
    let entries = table.with_sort_key("history#");
    let undone = entries.filter(|(.., item)| text(item, "action") == Action::Undo.as_str()).map(|(id, ..)| id);
    undone.filter_map(|id| Some(text(table.application(id)?, "reference").to_owned())).collect()
}
