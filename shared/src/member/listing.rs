//! What the register's list and the directory say of a member.

use super::{Dues, Logo, MemberStatus, Slug};
use crate::applicant::{Country, Date, Website};
use crate::application::Reference;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A member's row in the register. It is small, because lists read all rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// What the public may know of it.
    #[serde(flatten)]
    pub listing: Listing,
    /// The mailboxes of its people.
    #[serde(default)]
    pub mailboxes: Vec<String>,
    /// When it asked for changes of its public entry on which staff have to decide.
    #[serde(default)]
    pub proposed_at: Option<Timestamp>,
    /// The name of its category of dues.
    #[serde(default)]
    pub category: Option<String>,
    /// Its dues, by year.
    #[serde(default)]
    pub dues: BTreeMap<String, Dues>,
}

/// What the public may know of a member without its description.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listing {
    /// The reference.
    pub reference: Reference,
    /// The end of the public address.
    pub slug: Slug,
    /// The name that the public knows.
    pub name: String,
    /// The website.
    pub website: Option<Website>,
    /// The country of registration.
    pub country: Option<Country>,
    /// The choices by which visitors find it: values by name of the form's question.
    #[serde(default)]
    pub facets: BTreeMap<String, Vec<String>>,
    /// Its logo.
    #[serde(default)]
    pub logo: Option<Logo>,
    /// When it joined.
    pub joined_on: Date,
    /// When its membership has to be renewed.
    pub renews_on: Option<Date>,
    /// Whether it is a member now.
    pub status: MemberStatus,
    /// Whether the directory may show it.
    pub is_listed: bool,
    /// When the decision to accept it can't be undone any more.
    pub visible_from: Timestamp,
}

/// What a member's public page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicEntry {
    /// The row.
    #[serde(flatten)]
    pub listing: Listing,
    /// What the member does, in its own words; may be empty.
    #[serde(default)]
    pub description: String,
}

impl Listing {
    /// Returns whether the directory shows the member.
    pub fn is_public(&self, now: Timestamp) -> bool {
        self.is_listed && self.status.is_member() && self.visible_from <= now
    }

    /// Returns a key that sorts names as people expect, whatever their case.
    pub fn sort_key(&self) -> (String, &str) {
        (self.name.to_lowercase(), self.reference.as_str())
    }
}
