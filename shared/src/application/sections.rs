//! The four sections of an application. To have one of these values is to have answers that passed.
//!
//! Serialized, each is a flat map under the names of the contract: so they stand in the table.

use super::answers::Answers;
use super::flat;
use crate::applicant::{
    Chosen, Country, EmailAddress, Employees, JobTitle, Kind, Line, OrganizationName, PersonName, PhoneNumber, Reasons,
    Website,
};
use crate::fields::Section;
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Which organization is applying.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Organization {
    pub legal_name: OrganizationName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_name: Option<OrganizationName>,
    pub website: Website,
    pub kind: Kind,
    pub country: Country,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<Line>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Line>,
}

/// What it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Profile {
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    pub services: Chosen,
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    pub regions: Chosen,
    pub employees: Employees,
    pub why_join: Reasons,
}

/// Whom to talk to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "flat::People", from = "flat::People")]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct People {
    pub contact_name: PersonName,
    pub contact_title: JobTitle,
    pub contact_email: EmailAddress,
    pub contact_phone: Option<PhoneNumber>,
    pub representative: Representative,
    pub billing_email: Option<EmailAddress>,
}

/// Who votes for the organization once it is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Representative {
    /// The main contact.
    Contact,
    /// Someone else.
    Other {
        /// Their full name.
        name: PersonName,
        /// What they do.
        title: JobTitle,
        /// Where to write to them.
        email: EmailAddress,
    },
}

/// What it would take part in, and what it agrees to. That there is such a value says that the code of ethics, antitrust
/// law, the authority to apply and the privacy notice were all agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "flat::Declarations", from = "flat::Declarations")]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct Declarations {
    pub committees: Chosen,
    pub heard_from: Option<Line>,
    /// The version of the privacy notice that was shown.
    pub privacy_notice_version: String,
    /// When it was agreed to.
    pub privacy_notice_at: Timestamp,
    pub news: bool,
}

/// The answers of any one section.
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
    /// Where messages about the application go, if this is the section that says so.
    pub fn contact_email(&self) -> Option<&EmailAddress> {
        match self {
            Self::People(people) => Some(&people.contact_email),
            Self::Organization(_) | Self::Profile(_) | Self::Declarations(_) => None,
        }
    }

    /// Which section it is.
    pub const fn section(&self) -> Section {
        match self {
            Self::Organization(_) => Section::Organization,
            Self::Profile(_) => Section::Profile,
            Self::People(_) => Section::People,
            Self::Declarations(_) => Section::Declarations,
        }
    }

    /// The answers as they would be typed, to be shown and changed.
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
        answers.add_some("registration_number", self.registration_number.as_ref().map(Line::as_str));
        answers.add_some("parent", self.parent.as_ref().map(Line::as_str));
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

impl People {
    /// Where to write to a representative who is not the main contact.
    pub fn representative_email(&self) -> Option<&EmailAddress> {
        match &self.representative {
            Representative::Contact => None,
            Representative::Other { email, .. } => Some(email),
        }
    }

    fn to_answers(&self) -> Answers {
        let mut answers = Answers::default();
        answers.add("contact_name", self.contact_name.as_str());
        answers.add("contact_title", self.contact_title.as_str());
        answers.add("contact_email", self.contact_email.as_str());
        answers.add_some("contact_phone", self.contact_phone.as_ref().map(PhoneNumber::as_str));
        match &self.representative {
            Representative::Contact => answers.tick("representative_same", true),
            Representative::Other { name, title, email } => {
                answers.add("representative_name", name.as_str());
                answers.add("representative_title", title.as_str());
                answers.add("representative_email", email.as_str());
            }
        }
        answers.add_some("billing_email", self.billing_email.as_ref().map(EmailAddress::as_str));
        answers
    }
}

impl Declarations {
    fn to_answers(&self) -> Answers {
        let mut answers = Answers::default();
        self.committees.values().iter().for_each(|committee| answers.add("committees", committee));
        answers.add_some("heard_from", self.heard_from.as_ref().map(Line::as_str));
        for agreed in ["code_of_ethics", "antitrust", "authority", "privacy_notice"] {
            answers.tick(agreed, true);
        }
        answers.tick("news", self.news);
        answers
    }
}
