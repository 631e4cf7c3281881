//! The four sections of an application, as valid answers.
//!
//! Each serializes to a flat map with the field names of the contract, as the table stores it.

mod declarations;
mod people;

pub use declarations::Declarations;
pub use people::{People, Representative};

use super::answers::Answers;
use crate::applicant::{
    Country, EmailAddress, Employees, JoinReasons, OrganizationKind, OrganizationName, Selection, ShortText, Website,
};
use crate::fields::Section;
use serde::{Deserialize, Serialize};

/// The organization that applies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Organization {
    pub legal_name: OrganizationName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_name: Option<OrganizationName>,
    pub website: Website,
    pub kind: OrganizationKind,
    pub country: Country,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<ShortText>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<ShortText>,
}

/// What the organization does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Profile {
    #[serde(default, skip_serializing_if = "Selection::is_empty")]
    pub services: Selection,
    #[serde(default, skip_serializing_if = "Selection::is_empty")]
    pub regions: Selection,
    pub employees: Employees,
    pub why_join: JoinReasons,
}

/// The answers of one section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[allow(missing_docs, reason = "each holds the section of its name")]
pub enum SectionAnswers {
    Organization(Organization),
    Profile(Profile),
    People(People),
    Declarations(Declarations),
}

impl SectionAnswers {
    /// The main contact's address, if this is the section that has it.
    pub fn contact_email(&self) -> Option<&EmailAddress> {
        match self {
            Self::People(people) => Some(&people.contact_email),
            Self::Organization(_) | Self::Profile(_) | Self::Declarations(_) => None,
        }
    }

    /// The section.
    pub const fn section(&self) -> Section {
        match self {
            Self::Organization(_) => Section::Organization,
            Self::Profile(_) => Section::Profile,
            Self::People(_) => Section::People,
            Self::Declarations(_) => Section::Declarations,
        }
    }

    /// Returns the answers as an applicant would type them.
    pub fn to_answers(&self) -> Answers {
        match self {
            Self::Organization(organization) => organization.to_answers(),
            Self::Profile(profile) => profile.to_answers(),
            Self::People(people) => people.to_answers(),
            Self::Declarations(declarations) => declarations.to_answers(),
        }
    }
}

impl Organization {
    fn to_answers(&self) -> Answers {
        let mut answers = Answers::default();
        answers.add("legal_name", self.legal_name.as_str());
        answers.add_some("public_name", self.public_name.as_ref().map(OrganizationName::as_str));
        answers.add("website", self.website.as_str());
        answers.add("kind", self.kind.as_str());
        answers.add("country", self.country.code());
        answers.add_some("registration_number", self.registration_number.as_ref().map(ShortText::as_str));
        answers.add_some("parent", self.parent.as_ref().map(ShortText::as_str));
        answers
    }
}

impl Profile {
    fn to_answers(&self) -> Answers {
        let mut answers = Answers::default();
        self.services.values().iter().for_each(|service| answers.add("services", service));
        self.regions.values().iter().for_each(|region| answers.add("regions", region));
        answers.add("employees", self.employees.as_str());
        answers.add("why_join", self.why_join.as_str());
        answers
    }
}
