//! The sections whose shape in the table is not their shape in code.

use super::sections::{self, Representative};
use crate::applicant::{Chosen, EmailAddress, JobTitle, Line, PersonName, PhoneNumber};
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub struct People {
    contact_name: PersonName,
    contact_title: JobTitle,
    contact_email: EmailAddress,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    contact_phone: Option<PhoneNumber>,
    #[serde(default)]
    representative_same: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    representative_name: Option<PersonName>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    representative_title: Option<JobTitle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    representative_email: Option<EmailAddress>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    billing_email: Option<EmailAddress>,
}

impl From<sections::People> for People {
    fn from(people: sections::People) -> Self {
        let (representative_same, other) = match people.representative {
            Representative::Contact => (true, None),
            Representative::Other { name, title, email } => (false, Some((name, title, email))),
        };
        let (name, title, email) = other.map_or((None, None, None), |(n, t, e)| (Some(n), Some(t), Some(e)));
        Self {
            contact_name: people.contact_name,
            contact_title: people.contact_title,
            contact_email: people.contact_email,
            contact_phone: people.contact_phone,
            representative_same,
            representative_name: name,
            representative_title: title,
            representative_email: email,
            billing_email: people.billing_email,
        }
    }
}

impl From<People> for sections::People {
    fn from(flat: People) -> Self {
        let other = flat.representative_name.zip(flat.representative_title).zip(flat.representative_email);
        Self {
            contact_name: flat.contact_name,
            contact_title: flat.contact_title,
            contact_email: flat.contact_email,
            contact_phone: flat.contact_phone,
            representative: other.map_or(Representative::Contact, |((name, title), email)| Representative::Other {
                name,
                title,
                email,
            }),
            billing_email: flat.billing_email,
        }
    }
}

#[derive(Serialize, Deserialize)]
pub struct Declarations {
    #[serde(default, skip_serializing_if = "Chosen::is_empty")]
    committees: Chosen,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    heard_from: Option<Line>,
    code_of_ethics: bool,
    antitrust: bool,
    authority: bool,
    privacy_notice: bool,
    privacy_notice_version: String,
    privacy_notice_at: Timestamp,
    #[serde(default)]
    news: bool,
}

impl From<sections::Declarations> for Declarations {
    fn from(declarations: sections::Declarations) -> Self {
        Self {
            committees: declarations.committees,
            heard_from: declarations.heard_from,
            code_of_ethics: true,
            antitrust: true,
            authority: true,
            privacy_notice: true,
            privacy_notice_version: declarations.privacy_notice_version,
            privacy_notice_at: declarations.privacy_notice_at,
            news: declarations.news,
        }
    }
}

impl From<Declarations> for sections::Declarations {
    fn from(flat: Declarations) -> Self {
        Self {
            committees: flat.committees,
            heard_from: flat.heard_from,
            privacy_notice_version: flat.privacy_notice_version,
            privacy_notice_at: flat.privacy_notice_at,
            news: flat.news,
        }
    }
}
