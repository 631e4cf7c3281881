//! Members: organizations that belong to the association, and the register that staff keep of them.
//!
//! A member begins with an accepted application, whose reference it keeps, or with the import of a list. From then on,
//! it has a life of its own: nothing that happens to the application changes it, except that a decision can be undone.

pub mod directory;
mod dues;
pub mod history;
mod listing;
mod logo;
mod people;
mod renewal;
mod slug;
mod status;

pub use dues::{Dues, DuesState};
pub use listing::{Listing, PublicEntry, RegisterRow};
pub use logo::{Logo, LogoId, LogoIdError};
pub use people::{MemberRole, Representative};
pub use renewal::{Agreement, Proposal, RenewalStep, next_renewal};
pub use slug::{Slug, SlugError};
pub use status::{MemberAction, MemberStatus};

use crate::applicant::{Country, Date, Website};
use crate::application::history::Head;
use crate::application::{Answer, Organization, Reference, Representative as ApplicationRepresentative, Submitted};
use crate::request::encode;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// What staff call it by: the reference of its application, or one of its own.
    pub reference: Reference,
    /// The end of its public address, `/members/{slug}`.
    pub slug: Slug,
    /// What it says about itself.
    #[serde(flatten)]
    pub profile: Profile,
    /// Its logo.
    #[serde(default)]
    pub logo: Option<Logo>,
    /// The people who act for it.
    pub representatives: Vec<Representative>,
    /// When it joined.
    pub joined_on: Date,
    /// When its membership has to be renewed; none if the association has no yearly renewal.
    pub renews_on: Option<Date>,
    /// Whether it is a member now.
    pub status: MemberStatus,
    /// Whether the directory may show it.
    pub is_listed: bool,
    /// When the decision to accept it can't be undone any more. Until then, nobody hears of it.
    pub visible_from: Timestamp,
    /// Why it is no member any more.
    pub ending: Option<Ending>,
    /// What it wants to change in its public entry, until staff decide on it.
    #[serde(default)]
    pub proposal: Option<Proposal>,
    /// What it agreed to when it renewed its membership last.
    #[serde(default)]
    pub agreement: Option<Agreement>,
    /// The name of its category of dues.
    #[serde(default)]
    pub category: Option<String>,
    /// Its dues, by year.
    #[serde(default)]
    pub dues: BTreeMap<String, Dues>,
    /// The number of changes.
    pub version: u64,
    /// The number of entries in its history.
    pub history_length: u32,
    /// The hash of the last entry.
    pub history_hash: crate::application::history::Hash,
    /// When it became a member in this register.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

/// What a member says about itself. All but the legal name is public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The legal name.
    pub legal_name: String,
    /// The name that the public knows, if it is another.
    pub public_name: Option<String>,
    /// The website.
    pub website: Option<Website>,
    /// The country of registration.
    pub country: Option<Country>,
    /// What it does, in its own words; may be empty.
    #[serde(default)]
    pub description: String,
    /// The choices by which visitors find it: values by name of the form's question.
    #[serde(default)]
    pub facets: BTreeMap<String, Vec<String>>,
}

/// The end of a membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The code of the reason.
    pub reason: String,
    /// When it ended, or will.
    pub on: Date,
    /// What staff noted; may be empty.
    pub note: String,
}

impl Profile {
    /// Returns the name that the public knows, which is the legal one unless there is another.
    pub fn known_name(&self) -> &str {
        self.public_name.as_deref().unwrap_or(&self.legal_name)
    }

    /// Returns what an application says. `facets` are the names of the questions by which visitors find members.
    pub fn of(application: &Submitted, facets: &[String]) -> Self {
        let Organization { legal_name, public_name, website, country } = application.core.organization.clone();
        let chosen = |name: &String| match application.answers.get(name)? {
            Answer::Text(value) => Some((name.clone(), vec![value.clone()])),
            Answer::Chosen(values) => Some((name.clone(), values.clone())),
            Answer::Flag(_) | Answer::Number(_) => None,
        };
        Self {
            legal_name,
            public_name,
            website,
            country,
            description: String::new(),
            facets: facets.iter().filter_map(chosen).collect(),
        }
    }
}

impl Member {
    /// Returns the path of its entry in the directory, if it has one. Nobody sees that before [`Self::visible_from`].
    pub fn public_path(&self) -> Option<String> {
        let is_shown = self.is_listed && self.status.is_member();
        is_shown.then(|| format!("/members/{}", encode(self.slug.as_str())))
    }

    /// Returns the member that an accepted application becomes at `now`. Visitors see it from `visible_from` on.
    pub fn joining(application: &Submitted, facets: &[String], now: Timestamp, visible_from: Timestamp) -> Self {
        let profile = Profile::of(application, facets);
        let reference = application.reference.clone();
        let representatives = representatives(application);
        Self::new(reference, profile, representatives, Date::of(now), now, visible_from)
    }

    /// Returns a member without a history, with the first address that its name suggests.
    pub fn new(
        reference: Reference,
        profile: Profile,
        representatives: Vec<Representative>,
        joined_on: Date,
        now: Timestamp,
        visible_from: Timestamp,
    ) -> Self {
        let empty = Head::empty();
        Self {
            slug: Slug::of(profile.known_name(), &reference),
            reference,
            profile,
            logo: None,
            representatives,
            joined_on,
            renews_on: None,
            status: MemberStatus::Active,
            is_listed: true,
            visible_from,
            ending: None,
            proposal: None,
            agreement: None,
            category: None,
            dues: BTreeMap::new(),
            version: 0,
            history_length: empty.length,
            history_hash: empty.hash,
            created_at: now,
            updated_at: now,
        }
    }

    /// The head of its history.
    pub fn head(&self) -> Head {
        Head { length: self.history_length, hash: self.history_hash.clone() }
    }

    /// Returns the person whom the association writes to first: the contact, or else the one who votes, or anybody.
    pub fn correspondent(&self) -> Option<&Representative> {
        let with = |role| self.representatives.iter().find(|person| person.roles.contains(&role));
        with(MemberRole::Contact).or_else(|| with(MemberRole::Voting)).or_else(|| self.representatives.first())
    }

    /// Returns the representative with this mailbox.
    pub fn representative(&self, mailbox: &str) -> Option<&Representative> {
        self.representatives.iter().find(|person| person.email.mailbox() == mailbox)
    }

    /// Returns its row in the register.
    pub fn row(&self) -> RegisterRow {
        let mut mailboxes: Vec<_> = self.representatives.iter().map(|person| person.email.mailbox()).collect();
        mailboxes.sort();
        mailboxes.dedup();
        RegisterRow {
            listing: self.listing(),
            mailboxes,
            proposed_at: self.proposal.as_ref().map(|proposal| proposal.at),
            category: self.category.clone(),
            dues: self.dues.clone(),
        }
    }

    /// Returns what the public may know of it.
    pub fn listing(&self) -> Listing {
        Listing {
            reference: self.reference.clone(),
            slug: self.slug.clone(),
            name: self.profile.known_name().to_owned(),
            website: self.profile.website.clone(),
            country: self.profile.country.clone(),
            facets: self.profile.facets.clone(),
            logo: self.logo.clone(),
            joined_on: self.joined_on,
            renews_on: self.renews_on,
            status: self.status,
            is_listed: self.is_listed,
            visible_from: self.visible_from,
        }
    }

    /// Returns what its public page shows.
    pub fn public_entry(&self) -> PublicEntry {
        PublicEntry { listing: self.listing(), description: self.profile.description.clone() }
    }
}

/// Returns the people of an application: the main contact, the voting representative and the address for invoices.
fn representatives(application: &Submitted) -> Vec<Representative> {
    let core = &application.core;
    let contact = &core.contact;
    let is_also_voting = matches!(core.representative, Some(ApplicationRepresentative::Contact) | None);
    let main = Representative {
        name: contact.name.clone().unwrap_or_default(),
        title: contact.title.clone(),
        email: contact.email.clone(),
        roles: if is_also_voting { vec![MemberRole::Contact, MemberRole::Voting] } else { vec![MemberRole::Contact] },
    };
    let mut people = vec![main];
    if let Some(ApplicationRepresentative::Other { name, title, email }) = &core.representative {
        people.push(Representative {
            name: name.clone(),
            title: title.clone(),
            email: email.clone(),
            roles: vec![MemberRole::Voting],
        });
    }
    if let Some(email) = &core.billing_email {
        match people.iter_mut().find(|person| person.email == *email) {
            Some(person) => person.roles.push(MemberRole::Billing),
            None => people.push(Representative {
                name: String::new(),
                title: None,
                email: email.clone(),
                roles: vec![MemberRole::Billing],
            }),
        }
    }
    people
}
