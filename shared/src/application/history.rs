//! The history of an application: an entry for each status change, in a hash chain.
//!
//! An entry's hash (SHA-256, FIPS 180-4) covers its content and the hash of the entry before. The application stores
//! the last hash. The log has all hashes, because a writer to the table could compute a whole new chain. Entries hold
//! no personal data, so they outlive the application.

use super::{Reference, Status};
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

/// A status change.
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

    /// Returns the next entry.
    pub fn next(&self, at: Timestamp, by: Actor, from: Status, to: Status) -> Entry {
        Entry { number: self.length.saturating_add(1), at, by, from, to, previous: self.hash.clone() }
    }
}

impl Entry {
    /// Returns the hash of the entry and of the application's reference.
    pub fn hash(&self, reference: &Reference) -> Hash {
        let Self { number, at, by, from, to, previous } = self;
        let content =
            [reference.as_str(), &number.to_string(), &at.to_string(), by.as_str(), from.as_str(), to.as_str()];
        Hash::of(format!("{}\n{previous}", content.join("\n")).as_bytes())
    }

    /// Returns the head of a history that ends with this entry.
    pub fn head(&self, reference: &Reference) -> Head {
        Head { length: self.number, hash: self.hash(reference) }
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

/// Verifies that `entries`, in any order, are the complete history of the application with this reference. `head` is stored
/// in the application, or was logged.
///
/// # Errors
/// The first entry that is missing or altered, up to the one that `head` identifies.
pub fn verify(reference: &Reference, entries: &[Entry], head: &Head) -> Result<(), HistoryError> {
    let mut end = Head::empty();
    for number in 1..=head.length {
        let entry = entries.iter().find(|entry| entry.number == number).ok_or(HistoryError::Missing(number))?;
        if entry.previous != end.hash {
            return Err(HistoryError::Altered(number));
        }
        end = entry.head(reference);
    }
    let extra = entries.iter().map(|entry| entry.number).find(|number| !(1..=head.length).contains(number));
    match extra {
        Some(number) => Err(HistoryError::Altered(number)),
        None if end != *head => Err(HistoryError::Altered(head.length)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Status::{Accepted, Draft, InReview, Received};

    fn reference() -> Reference {
        "ABCDEFGH".parse().unwrap()
    }

    fn history() -> (Vec<Entry>, Head) {
        let mut head = Head::empty();
        let changes = [(Draft, Received), (Received, InReview), (InReview, Accepted)];
        let entries = changes.into_iter().zip(1_800_000_000..).map(|((from, to), second)| {
            let entry = head.next(Timestamp::from_unix(second), Actor::Staff, from, to);
            head = entry.head(&reference());
            entry
        });
        (entries.collect(), head)
    }

    #[test]
    fn an_untouched_history_verifies() {
        let (mut entries, head) = history();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        entries.reverse();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        assert_eq!(verify(&reference(), &[], &Head::empty()), Ok(()));
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
        let alterations: [fn(&mut Entry); 5] = [
            |entry| entry.at = Timestamp::from_unix(0),
            |entry| entry.by = Actor::Applicant,
            |entry| entry.from = Status::Withdrawn,
            |entry| entry.to = Status::Declined,
            |entry| entry.previous = Hash::of(b"other"),
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
        entries.push(head.next(Timestamp::from_unix(0), Actor::Staff, Accepted, Received));
        assert_eq!(verify(&reference(), &entries, &head), Err(HistoryError::Altered(4)));
    }
}
