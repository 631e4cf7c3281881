//! The association's staff, who review applications.

use crate::application::history::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The id of a person: a hash of the issuer and of the subject by which the issuer knows the person. Neither an email
/// address nor a name identifies anyone, because either may pass to somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(Hash);

impl PersonId {
    /// Returns the id of an issuer's subject.
    pub fn of(issuer: &str, subject: &str) -> Self {
        Self(Hash::of(format!("{issuer}\n{subject}").as_bytes()))
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The first digits, which are enough to tell people apart in logs.
    pub fn short(&self) -> &str {
        self.as_str().get(..8).unwrap_or_default()
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The error for a text that is no [`PersonId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidPersonId;

impl FromStr for PersonId {
    type Err = InvalidPersonId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Hash::parse(text).map(Self).ok_or(InvalidPersonId)
    }
}

/// What a person may do. An administrator may do all that a reviewer may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reviews applications and decides on them.
    Reviewer,
    /// Also erases applications, and decides who may sign in.
    Administrator,
}

impl Role {
    /// The name in the table and in templates.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reviewer => "reviewer",
            Self::Administrator => "administrator",
        }
    }
}

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: PersonId,
    /// The name that the issuer gave, to show to other staff.
    pub name: String,
    /// The role.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_the_issuer_and_on_the_subject() {
        let id = PersonId::of("https://issuer.example", "ada");
        assert_ne!(id, PersonId::of("https://other.example", "ada"));
        assert_ne!(id, PersonId::of("https://issuer.example", "eve"));
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn only_64_hexadecimal_digits_are_an_id() {
        for text in ["", "abc", &"g".repeat(64), &"A".repeat(64), &"a".repeat(65)] {
            assert_eq!(text.parse::<PersonId>(), Err(InvalidPersonId), "{text}");
        }
    }

    #[test]
    fn an_administrator_may_do_all_that_a_reviewer_may() {
        assert!(Role::Administrator > Role::Reviewer);
    }
}
