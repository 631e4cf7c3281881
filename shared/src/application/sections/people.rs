use crate::applicant::{EmailAddress, JobTitle, PersonName, PhoneNumber};
use crate::application::Answers;
use serde::{Deserialize, Serialize};

/// The people to contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "StoredPeople", from = "StoredPeople")]
#[allow(missing_docs, reason = "the names are the contract's")]
pub struct People {
    pub contact_name: PersonName,
    pub contact_title: JobTitle,
    pub contact_email: EmailAddress,
    pub contact_phone: Option<PhoneNumber>,
    pub representative: Representative,
    pub billing_email: Option<EmailAddress>,
}

/// The person who votes for the organization once it is a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Representative {
    /// The main contact.
    Contact,
    /// Another person.
    Other {
        /// The full name.
        name: PersonName,
        /// The job title.
        title: JobTitle,
        /// The email address.
        email: EmailAddress,
    },
}

impl People {
    /// The address of a representative other than the main contact.
    pub fn representative_email(&self) -> Option<&EmailAddress> {
        match &self.representative {
            Representative::Contact => None,
            Representative::Other { email, .. } => Some(email),
        }
    }

    pub(super) fn to_answers(&self) -> Answers {
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

/// The attributes of [`People`] in the table: the representative is flat.
#[derive(Serialize, Deserialize)]
struct StoredPeople {
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

impl From<People> for StoredPeople {
    fn from(people: People) -> Self {
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

impl From<StoredPeople> for People {
    fn from(stored: StoredPeople) -> Self {
        let other = stored.representative_name.zip(stored.representative_title).zip(stored.representative_email);
        Self {
            contact_name: stored.contact_name,
            contact_title: stored.contact_title,
            contact_email: stored.contact_email,
            contact_phone: stored.contact_phone,
            representative: other.map_or(Representative::Contact, |((name, title), email)| Representative::Other {
                name,
                title,
                email,
            }),
            billing_email: stored.billing_email,
        }
    }
}
