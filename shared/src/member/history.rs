//! The history of a member: an entry for each action, in a hash chain like that of an application.

use super::{Member, MemberAction, MemberStatus};
use crate::applicant::Date;
use crate::application::Reference;
use crate::application::history::{Chained, Hash, Head};
use crate::staff::PersonId;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// An action, with the status change if it made one. It names nobody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEntry {
    /// The number of the entry, from 1.
    pub number: u32,
    /// When it was done.
    pub at: Timestamp,
    /// What was done.
    pub action: MemberAction,
    /// The person of staff who did it; none for the member itself, and for the schedule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// The new status.
    pub to: MemberStatus,
    /// The names of what was changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changed: Vec<String>,
    /// The code of the reason, if there had to be one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// From when on the decision counts, if it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// The hash of the entry before; in the first one, [`Hash::zero`].
    pub previous: Hash,
}

/// What an entry says besides who did what when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The names of what was changed.
    pub changed: Vec<String>,
    /// The code of the reason.
    pub reason: Option<String>,
    /// From when on the decision counts.
    pub on: Option<Date>,
}

impl Member {
    /// Returns the member with a longer history, and the new entry: an action that led to the member's status.
    pub fn recorded(
        self,
        action: MemberAction,
        person: Option<&PersonId>,
        at: Timestamp,
        Details { changed, reason, on }: Details,
    ) -> (Self, MemberEntry) {
        let (number, previous) = (self.history_length.saturating_add(1), self.history_hash.clone());
        let entry =
            MemberEntry { number, at, action, person: person.cloned(), to: self.status, changed, reason, on, previous };
        let Head { length, hash } = entry.head(&self.reference);
        let version = self.version.saturating_add(1);
        (Self { version, history_length: length, history_hash: hash, updated_at: at, ..self }, entry)
    }
}

impl Chained for MemberEntry {
    fn number(&self) -> u32 {
        self.number
    }

    fn previous(&self) -> &Hash {
        &self.previous
    }

    fn head(&self, reference: &Reference) -> Head {
        let Self { number, at, action, person, to, changed, reason, on, previous } = self;
        let person = person.as_ref().map_or("", PersonId::as_str);
        let reason = reason.as_deref().unwrap_or_default();
        let content = [
            reference.as_str(),
            &number.to_string(),
            &at.to_string(),
            action.as_str(),
            person,
            to.as_str(),
            &changed.join(","),
            reason,
            &on.map(String::from).unwrap_or_default(),
            previous.as_str(),
        ];
        Head { length: *number, hash: Hash::of(content.join("\n").as_bytes()) }
    }
}
