//! What happened to an application: an entry for each change of its status, chained so that alterations show.
//!
//! Each entry is sealed with a SHA-256 hash (FIPS 180-4) of what it says and of the entry before it. The application
//! keeps the last hash; the log has each of them, for whoever can write to the table could reckon a whole chain anew.
//! Entries hold no personal data, so they may outlive the application.

use super::{Reference, Status};
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// Who changed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// Whoever holds the private address.
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
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self::from_bytes(&Sha256::digest(bytes))
    }

    /// A hash that was computed elsewhere.
    pub fn from_bytes(hash: &[u8]) -> Self {
        Self(hash.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What the first entry has in place of the hash before it.
    pub fn none() -> Self {
        Self("0".repeat(64))
    }

    /// Its digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A change of status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Counts the application's entries, from 1.
    pub number: u32,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// From which status.
    pub from: Status,
    /// To which.
    pub to: Status,
    /// The hash of the entry before; of the first one, [`Hash::none`].
    pub previous: Hash,
}

/// The end of a history: how many entries there are, and the hash of the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub length: u32,
    /// The last one's hash.
    pub hash: Hash,
}

impl Head {
    /// The end of a history without entries.
    pub fn empty() -> Self {
        Self { length: 0, hash: Hash::none() }
    }

    /// The entry that comes next.
    pub fn next(&self, at: Timestamp, by: Actor, from: Status, to: Status) -> Entry {
        Entry { number: self.length.saturating_add(1), at, by, from, to, previous: self.hash.clone() }
    }
}

impl Entry {
    /// The hash of all it says, the application that it is about included.
    pub fn hash(&self, reference: &Reference) -> Hash {
        let Self { number, at, by, from, to, previous } = self;
        let said = [reference.as_str(), &number.to_string(), &at.to_string(), by.as_str(), from.as_str(), to.as_str()];
        Hash::of(format!("{}\n{previous}", said.join("\n")).as_bytes())
    }

    /// The end of a history whose last entry this is.
    pub fn head(&self, reference: &Reference) -> Head {
        Head { length: self.number, hash: self.hash(reference) }
    }
}

/// How a history is not what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HistoryError {
    /// The entry of this number is missing.
    Missing(u32),
    /// The entry of this number, or the one before it, was altered; or entries were added.
    Altered(u32),
}

impl fmt::Display for HistoryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(number) => write!(f, "entry {number} is missing"),
            Self::Altered(number) => write!(f, "entry {number} is not what was written"),
        }
    }
}

impl std::error::Error for HistoryError {}

/// Whether `entries`, in any order, are the whole history of the application with this reference, as it was written.
/// `head` is the end that the application keeps, or that was logged.
///
/// # Errors
/// The first entry that is missing or altered. The last one counts: its hash is in `head`.
pub fn verify(reference: &Reference, entries: &[Entry], head: &Head) -> Result<(), HistoryError> {
    let mut end = Head::empty();
    for number in 1..=head.length {
        let entry = entries.iter().find(|entry| entry.number == number).ok_or(HistoryError::Missing(number))?;
        if entry.previous != end.hash {
            return Err(HistoryError::Altered(number));
        }
        end = entry.head(reference);
    }
    let surplus = entries.iter().map(|entry| entry.number).find(|number| !(1..=head.length).contains(number));
    match surplus {
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
        let moves = [(Draft, Received), (Received, InReview), (InReview, Accepted)];
        let entries = moves.into_iter().zip(1_800_000_000..).map(|((from, to), second)| {
            let entry = head.next(Timestamp::from_unix(second), Actor::Staff, from, to);
            head = entry.head(&reference());
            entry
        });
        (entries.collect(), head)
    }

    #[test]
    fn a_history_that_nobody_touched_is_whole() {
        let (mut entries, head) = history();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        entries.reverse();
        assert_eq!(verify(&reference(), &entries, &head), Ok(()));
        assert_eq!(verify(&reference(), &[], &Head::empty()), Ok(()));
    }

    #[test]
    fn an_entry_that_is_removed_is_missed_the_last_one_included() {
        for number in 1..=3_u32 {
            let (mut entries, head) = history();
            entries.retain(|entry| entry.number != number);
            assert_eq!(verify(&reference(), &entries, &head), Err(HistoryError::Missing(number)));
        }
    }

    #[test]
    fn whatever_is_altered_is_noticed() {
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
    fn an_entry_that_is_added_and_a_history_of_another_application_are_noticed() {
        let (mut entries, head) = history();
        assert!(verify(&"22222222".parse().unwrap(), &entries, &head).is_err());
        entries.push(head.next(Timestamp::from_unix(0), Actor::Staff, Accepted, Received));
        assert_eq!(verify(&reference(), &entries, &head), Err(HistoryError::Altered(4)));
    }
}
