//! The history of an application: an entry for each action, in a hash chain.
//!
//! An entry's hash (SHA-256, FIPS 180-4) covers its content and the hash of the entry before. The application stores
//! the last hash. The log has all hashes, because a writer to the table could compute a whole new chain. Entries hold
//! no personal data, so they outlive the application. A person of staff is in them by a hash.

use super::{Action, Reference, Status};
use crate::staff::PersonId;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// The author of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The holder of the private link.
    Applicant,
    /// The association's staff.
    Staff,
}

impl Actor {
    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Staff => "staff",
        }
    }
}

/// A SHA-256 hash, in 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl Hash {
    /// Hashes bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(&Sha256::digest(bytes))
    }

    /// Creates a hash from bytes that were hashed elsewhere.
    pub fn from_bytes(hash: &[u8]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// Parses 64 lower-case hexadecimal digits.
    pub fn parse(digits: &str) -> Option<Self> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        (digits.len() == 64 && digits.bytes().all(is_digit)).then(|| Self(digits.to_owned()))
    }

    /// The zero hash, which precedes the first entry.
    pub fn zero() -> Self {
        Self("0".repeat(64))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An action, and the status change if it made one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The number of the entry, from 1.
    pub number: u32,
    /// When the change was made.
    pub at: Timestamp,
    /// Who made the change.
    pub by: Actor,
    /// The old status.
    pub from: Status,
    /// The new status.
    pub to: Status,
    /// What was done. Entries from before there were staff pages lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
    /// The person of staff who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The hash of the entry before; in the first one, [`Hash::zero`].
    pub previous: Hash,
}

/// The head of a history, which identifies its last entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of entries.
    pub length: u32,
    /// The hash of the last entry.
    pub hash: Hash,
}

impl Head {
    /// The head of an empty history.
    pub fn empty() -> Self {
        Self { length: 0, hash: Hash::zero() }
    }

    /// Returns the next entry: an action on an application with status `from`, which has status `to` afterwards.
    pub fn next(&self, at: Timestamp, action: Action, person: Option<&PersonId>, from: Status, to: Status) -> Entry {
        let (number, previous) = (self.length.saturating_add(1), self.hash.clone());
        Entry { number, at, by: action.by(), from, to, action: Some(action), person: person.cloned(), previous }
    }
}

impl Entry {
    /// Returns the hash of the entry and of the application's reference. What an entry lacks is not hashed, so that
    /// entries keep their hash when entries get more content.
    pub fn hash(&self, reference: &Reference) -> Hash {
        let Self { number, at, by, from, to, action, person, previous } = self;
        let content =
            [reference.as_str(), &number.to_string(), &at.to_string(), by.as_str(), from.as_str(), to.as_str()];
        let mut content = format!("{}\n{previous}", content.join("\n"));
        let added = [("action", action.map(Action::as_str)), ("person", person.as_ref().map(PersonId::as_str))];
        for (name, value) in added.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            content.push_str(&format!("\n{name}:{value}"));
        }
        Hash::of(content.as_bytes())
    }

    /// Returns the head of a history that ends with this entry.
    pub fn head(&self, reference: &Reference) -> Head {
        Head { length: self.number, hash: self.hash(reference) }
    }
}

/// An entry of a history in which each has the hash of the one before.
pub trait Chained {
    /// The number of the entry, from 1.
    fn number(&self) -> u32;
    /// The hash of the entry before; in the first one, [`Hash::zero`].
    fn previous(&self) -> &Hash;
    /// Returns the head of a history that ends with this entry. The reference is that of what the history is about.
    fn head(&self, reference: &Reference) -> Head;
}

impl Chained for Entry {
    fn number(&self) -> u32 {
        self.number
    }

    fn previous(&self) -> &Hash {
        &self.previous
    }

    fn head(&self, reference: &Reference) -> Head {
        Self::head(self, reference)
    }
}

/// A fault in a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryError {
    /// The entry of this number is missing.
    Missing(u32),
    /// The entry of this number or the one before it was altered, or entries were added.
    Altered(u32),
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(number) => write!(f, "entry {number} is missing"),
            Self::Altered(number) => write!(f, "entry {number} was altered"),
        }
    }
}

impl std::error::Error for HistoryError {}

/// Verifies that `entries`, in any order, are the complete history of what has this reference. `head` is stored in the
/// application or the member, or was logged.
///
/// # Errors
/// The first entry that is missing or altered, up to the one that `head` identifies.
pub fn verify<E: Chained>(reference: &Reference, entries: &[E], head: &Head) -> Result<(), HistoryError> {
    let mut end = Head::empty();
    for number in 1..=head.length {
        let entry = entries.iter().find(|entry| entry.number() == number).ok_or(HistoryError::Missing(number))?;
        if *entry.previous() != end.hash {
            return Err(HistoryError::Altered(number));
        }
        end = entry.head(reference);
    }
    let extra = entries.iter().map(Chained::number).find(|number| !(1..=head.length).contains(number));
    match extra {
        Some(number) => Err(HistoryError::Altered(number)),
        None if end != *head => Err(HistoryError::Altered(head.length)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    fn reference() -> Reference {
        "ABCDEFGH".parse().unwrap()
    }

    fn history() -> (Vec<Entry>, Head) {
        let mut head = Head::empty();
        let person = PersonId::of("https://issuer.example", "ada");
        let mut status = Status::Draft;
        let actions = [Action::Submit, Action::Take, Action::Accept];
        let entries = actions.into_iter().zip(1_800_000_000..).map(|(action, second)| {
            let (from, to) = (status, action.leads_to(status).unwrap());
            let person = (action.by() == Actor::Staff).then_some(&person);
            let entry = head.next(Timestamp::from_unix(second), action, person, from, to);
            (head, status) = (entry.head(&reference()), to);
            entry
        });
        (entries.collect(), head)
    }

    #[test]
    fn an_entry_from_before_there_were_actions_keeps_its_hash() {
        let stored = serde_json::json!({
            "number": 1, "at": "2026-11-23T09:30:00Z", "by": "applicant", "from": "draft", "to": "received",
            "previous": Hash::zero(),
        });
        let entry: Entry = serde_json::from_value(stored.clone()).unwrap();
        let content = format!("ABCDEFGH\n1\n2026-11-23T09:30:00Z\napplicant\ndraft\nreceived\n{}", Hash::zero());
        assert_eq!(entry.hash(&reference()), Hash::of(content.as_bytes()));
        assert_eq!(serde_json::to_value(entry).unwrap(), stored);
    }

    #[test]
    fn an_untouched_history_verifies() {
        let (mut entries, head) = history();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        entries.reverse();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        assert_eq!(verify::<Entry>(&reference(), &[], &Head::empty()), Ok(()));
    }

    #[test]
    fn a_removed_entry_is_reported_even_the_last() {
        for number in 1..=3_u32 {
            let (mut entries, head) = history();
            entries.retain(|entry| entry.number != number);
            assert_eq!(verify(&reference(), &entries, &head), Err(HistoryError::Missing(number)));
        }
    }

    #[test]
    fn any_alteration_is_reported() {
        let alterations: [fn(&mut Entry); 8] = [
            |entry| entry.at = Timestamp::from_unix(0),
            |entry| entry.by = if entry.by == Actor::Staff { Actor::Applicant } else { Actor::Staff },
            |entry| entry.from = Status::Withdrawn,
            |entry| entry.to = Status::Declined,
            |entry| entry.previous = Hash::of(b"other"),
            |entry| entry.action = Some(Action::Note),
            |entry| entry.action = None,
            |entry| entry.person = Some(PersonId::of("https://issuer.example", "bob")),
        ];
        for alter in alterations {
            for index in 0..3 {
                let (mut entries, head) = history();
                alter(&mut entries[index]);
                assert!(matches!(verify(&reference(), &entries, &head), Err(HistoryError::Altered(_))));
            }
        }
    }

    #[test]
    fn an_added_entry_and_a_foreign_history_are_reported() {
        let (mut entries, head) = history();
        assert!(verify(&"22222222".parse().unwrap(), &entries, &head).is_err());
        entries.push(head.next(Timestamp::from_unix(0), Action::Note, None, Status::Accepted, Status::Accepted));
        assert_eq!(verify(&reference(), &entries, &head), Err(HistoryError::Altered(4)));
    }
}
