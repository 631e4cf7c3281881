//! The answers on which the program acts.

use super::Answers;
use crate::applicant::{Country, EmailAddress, PhoneNumber, Website};

/// The answers to the core questions. Only a legal name and an address to write to are always there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreAnswers {
    /// The organization that applies.
    pub organization: Organization,
    /// The main contact.
    pub contact: Contact,
    /// The person who votes for the organization once it is a member, if the site asks.
    pub representative: Option<Representative>,
    /// The address for invoices, if it is not the main contact's.
    pub billing_email: Option<EmailAddress>,
}

/// The organization that applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    /// The legal name.
    pub legal_name: String,
    /// The name that the public knows.
    pub public_name: Option<String>,
    /// The website.
    pub website: Option<Website>,
    /// The country of registration.
    pub country: Option<Country>,
}

impl Organization {
    /// Returns the name that the public knows, which is the legal one unless there is another.
    pub fn known_name(&self) -> &str {
        self.public_name.as_deref().unwrap_or(&self.legal_name)
    }
}

/// The main contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The full name.
    pub name: Option<String>,
    /// The job title.
    pub title: Option<String>,
    /// The email address.
    pub email: EmailAddress,
    /// The telephone number.
    pub phone: Option<PhoneNumber>,
}

/// The person who votes for the organization once it is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Representative {
    /// The main contact.
    Contact,
    /// Another person.
    Other {
        /// The full name.
        name: String,
        /// The job title.
        title: Option<String>,
        /// The email address.
        email: EmailAddress,
    },
}

impl CoreAnswers {
    /// Reads stored answers; `None` if one of those is missing that every application has.
    pub fn of(answers: &Answers) -> Option<Self> {
        let text = |name: &str| answers.text(name).map(str::to_owned);
        let email = |name: &str| text(name).map(EmailAddress::from_stored);
        let representative = match (text("representative_name"), email("representative_email")) {
            (Some(name), Some(email)) => {
                Some(Representative::Other { name, title: text("representative_title"), email })
            }
            _ => answers.is_yes("representative_same").then_some(Representative::Contact),
        };
        Some(Self {
            organization: Organization {
                legal_name: text("legal_name")?,
                public_name: text("public_name"),
                website: text("website").map(Website::from_stored),
                country: text("country").map(Country::from_stored),
            },
            contact: Contact {
                name: text("contact_name"),
                title: text("contact_title"),
                email: email("contact_email")?,
                phone: text("contact_phone").map(PhoneNumber::from_stored),
            },
            representative,
            billing_email: email("billing_email"),
        })
    }
}
