//! The keys of staff: people, their sessions, search, counters and exports.

use super::{APPLICATION, Key, SEARCH_TERMS, application_id, key, partition};
use shared::application::ApplicationId;
use shared::application::history::Hash;
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// The partition key of all counters.
pub(crate) const COUNTERS: &str = "counters";
/// The partition key of all exports.
pub(crate) const EXPORTS: &str = "exports";
/// The prefix of a session's keys.
pub(crate) const SESSION: &str = "session#";
/// The value of [`STATUS_GROUP`](super::STATUS_GROUP) for members of staff.
pub(crate) const STAFF_GROUP: &str = "staff";

const EXPORT: &str = "export#";
const MONTH: &str = "month#";
const PERSON: &str = "person#";

/// The numbers of applications by group.
pub(crate) fn counters_by_group() -> Key {
    key(COUNTERS.to_owned(), "status")
}

/// The numbers of applications in a month, such as `2026-11`.
pub(crate) fn counters_of_month(month: &str) -> Key {
    key(COUNTERS.to_owned(), &sort_of_month(month))
}

/// The sort key of a month's counters.
pub(crate) fn sort_of_month(month: &str) -> String {
    format!("{MONTH}{month}")
}

/// Parses the month in such a sort key.
pub(crate) fn month_of_counters(sort: &str) -> Option<&str> {
    sort.strip_prefix(MONTH)
}

/// The record of an export; `number` distinguishes those of one second.
pub(crate) fn export(at: Timestamp, number: u8) -> Key {
    key(EXPORTS.to_owned(), &format!("{EXPORT}{at}#{number:02}"))
}

/// The partition key of all applications with a search term that begins like `term`.
pub(crate) fn search_partition(term: &str) -> String {
    format!("search#{}", term.chars().take(2).collect::<String>())
}

/// One application in such a partition.
pub(crate) fn search_entry(term: &str, id: &ApplicationId) -> Key {
    key(search_partition(term), &format!("{term}#{}", partition(id)))
}

/// Parses the id in the sort key of such an item.
pub(crate) fn found_id(sort: &str) -> Option<ApplicationId> {
    application_id(sort.get(sort.rfind(APPLICATION)?..)?)
}

/// The search terms of an application, in its partition.
pub(crate) fn own_search_terms(id: &ApplicationId) -> Key {
    key(partition(id), SEARCH_TERMS)
}

/// The partition key of a member of staff.
pub(crate) fn person_partition(person: &PersonId) -> String {
    format!("{PERSON}{person}")
}

/// A member of staff.
pub(crate) fn person(person: &PersonId) -> Key {
    key(person_partition(person), "person")
}

/// Parses the id in the partition key of a member of staff.
pub(crate) fn person_id(partition: &str) -> Option<PersonId> {
    partition.strip_prefix(PERSON)?.parse().ok()
}

/// A session, by the hash of its token.
pub(crate) fn session(token: &Hash) -> Key {
    key(format!("{SESSION}{token}"), "session")
}

/// A session in its person's partition.
pub(crate) fn session_beside(person: &PersonId, token: &Hash) -> Key {
    key(person_partition(person), &format!("{SESSION}{token}"))
}

/// Parses the hash of a token in the sort key of a session in its person's partition.
pub(crate) fn session_token(sort: &str) -> Option<Hash> {
    Hash::parse(sort.strip_prefix(SESSION)?)
}

/// A sign-in that has begun, by the hash of its state.
pub(crate) fn sign_in(state: &Hash) -> Key {
    key(format!("sign_in#{state}"), "sign_in")
}
