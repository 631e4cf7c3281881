//! Members of staff.

use crate::application::history::Hash;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The id of a person at their issuer: the SHA-256 hash of the claims `iss` and `sub`. It names nobody, so it may be in
/// histories, which are kept for good.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonId(String);

/// The length of an id in hexadecimal digits.
const LENGTH: usize = 64;

impl PersonId {
    /// Returns the id of an issuer's subject.
    pub fn of(issuer: &str, subject: &str) -> Self {
        Self(Hash::of(format!("{issuer}\n{subject}").as_bytes()).as_str().to_owned())
    }

    /// The hexadecimal digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first digits, which are enough to tell people apart in logs.
    pub fn short(&self) -> &str {
        self.0.get(..8).unwrap_or_default()
    }
}

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<PersonId> for String {
    fn from(id: PersonId) -> Self {
        id.0
    }
}

/// The error for a text that is not an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsePersonIdError;

impl fmt::Display for ParsePersonIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the id of a person")
    }
}

impl std::error::Error for ParsePersonIdError {}

impl FromStr for PersonId {
    type Err = ParsePersonIdError;

    fn from_str(text: &str) -> Result<Self, ParsePersonIdError> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for PersonId {
    type Error = ParsePersonIdError;

    fn try_from(text: String) -> Result<Self, ParsePersonIdError> {
        let is_hash = text.len() == LENGTH && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { Ok(Self(text)) } else { Err(ParsePersonIdError) }
    }
}

/// What a person may do. An administrator may do all that a reviewer may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reviews applications and exports them.
    Reviewer,
    /// Also anonymizes and erases applications, and blocks people.
    Administrator,
}

impl Role {
    /// The name in the table.
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
    /// The name that colleagues see.
    pub name: String,
    /// The role.
    pub role: Role,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_depends_on_issuer_and_subject_and_parses_back() {
        let id = PersonId::of("https://issuer.example", "ada");
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_ne!(id, PersonId::of("https://issuer.example", "bob"));
        assert_ne!(id, PersonId::of("https://other.example", "ada"));
        for text in ["", "ada", &"A".repeat(64), &"a".repeat(63), &"é".repeat(32)] {
            assert_eq!(text.parse::<PersonId>(), Err(ParsePersonIdError), "{text}");
        }
    }

    #[test]
    fn an_administrator_outranks_a_reviewer() {
        assert!(Role::Administrator > Role::Reviewer);
        for role in [Role::Reviewer, Role::Administrator] {
            assert_eq!(serde_json::to_value(role).unwrap(), role.as_str());
        }
    }
}
