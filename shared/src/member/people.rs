//! The people who act for a member.

use crate::applicant::EmailAddress;
use serde::{Deserialize, Serialize};

/// A person who acts for a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representative {
    /// The full name; may be empty for an address for invoices.
    pub name: String,
    /// The job title.
    pub title: Option<String>,
    /// The email address.
    pub email: EmailAddress,
    /// What the person is there for.
    pub roles: Vec<MemberRole>,
}

/// What a representative is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// The association writes to this person first.
    Contact,
    /// Votes for the member.
    Voting,
    /// Gets the invoices.
    Billing,
    /// Takes part in committees.
    Committee,
}

impl MemberRole {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Contact, Self::Voting, Self::Billing, Self::Committee];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::Voting => "voting",
            Self::Billing => "billing",
            Self::Committee => "committee",
        }
    }

    /// Returns the role of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == name)
    }
}
