//! An application for membership: a draft of up to four sections, then something that was sent and is decided on.

mod answers;
mod flat;
pub mod history;
mod id;
mod link;
mod retention;
mod sections;
mod status;
mod undelivered;

pub use answers::Answers;
pub use id::{ApplicationId, ConfirmationCode, FormId, Reference};
pub use link::{CurrentLink, Holder, LINK_LENGTH, LinkId, LinkTarget, MailedLink, PrivateLink};
pub use retention::Retention;
pub use sections::{Declarations, Organization, People, Profile, Representative, SectionAnswers};
pub use status::Status;
pub use undelivered::{ContactUndelivered, Undelivered};

use crate::fields::Section;
use crate::timestamp::Timestamp;

/// An application, at whatever stage it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Application {
    /// It is being filled in.
    Draft(Box<Draft>),
    /// It was sent.
    Submitted(Box<Submitted>),
}

/// An application that is being filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The only key to it.
    pub id: ApplicationId,
    /// Counts its changes, from 1.
    pub version: u64,
    /// When its first section was saved.
    pub created_at: Timestamp,
    /// When its last change was saved.
    pub updated_at: Timestamp,
    /// From when on it may be removed.
    pub expires_at: Option<Timestamp>,
    /// By which link it is reached now.
    pub link: CurrentLink,
    /// When a link that somebody asked for could not be sent.
    pub link_not_sent_at: Option<Timestamp>,
    /// The sections saved so far.
    pub sections: Vec<Saved>,
}

/// A section as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Counts the section's changes, from 1.
    pub version: u64,
    /// What was answered.
    pub answers: SectionAnswers,
}

/// An application that was sent. Its answers change no more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The only key to it.
    pub id: ApplicationId,
    /// Counts its changes.
    pub version: u64,
    /// What people call it by.
    pub reference: Reference,
    /// Where it stands.
    pub status: Status,
    /// When its first section was saved.
    pub created_at: Timestamp,
    /// When it was sent.
    pub submitted_at: Timestamp,
    /// When its last change was saved.
    pub updated_at: Timestamp,
    /// Where its history stands.
    pub history: history::Head,
    /// From when on it may be removed; members are kept.
    pub expires_at: Option<Timestamp>,
    /// By which link it is reached now.
    pub link: CurrentLink,
    /// When somebody who reads the main contact's mail confirmed the address.
    pub contact_confirmed_at: Option<Timestamp>,
    /// Whether messages to the main contact came back.
    pub contact_undelivered: Option<ContactUndelivered>,
    /// Whether it is kept apart as likely spam.
    pub set_aside: bool,
    /// All four sections, in their order.
    pub sections: Vec<SectionAnswers>,
}

impl Draft {
    /// The section as it is stored, if it is.
    pub fn saved(&self, section: Section) -> Option<&Saved> {
        self.sections.iter().find(|saved| saved.answers.section() == section)
    }

    /// The first section that is not saved yet; `None` once the application can be checked and sent.
    pub fn next_section(&self) -> Option<Section> {
        Section::ALL.into_iter().find(|section| self.saved(*section).is_none())
    }
}

impl Submitted {
    /// The main contact's address.
    pub fn contact_email(&self) -> Option<&crate::applicant::EmailAddress> {
        self.sections.iter().find_map(SectionAnswers::contact_email)
    }
}

impl Application {
    /// The only key to it.
    pub fn id(&self) -> &ApplicationId {
        match self {
            Self::Draft(draft) => &draft.id,
            Self::Submitted(submitted) => &submitted.id,
        }
    }

    /// By which link it is reached now.
    pub fn link(&self) -> &CurrentLink {
        match self {
            Self::Draft(draft) => &draft.link,
            Self::Submitted(submitted) => &submitted.link,
        }
    }

    /// The holder of the link by which it is reached now.
    pub fn holder(&self) -> Holder {
        Holder { id: self.id().clone(), link: self.link().id.clone() }
    }

    /// What people call it by, once it was sent.
    pub fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Draft(_) => None,
            Self::Submitted(submitted) => Some(&submitted.reference),
        }
    }

    /// Counts its changes.
    pub fn version(&self) -> u64 {
        match self {
            Self::Draft(draft) => draft.version,
            Self::Submitted(submitted) => submitted.version,
        }
    }

    /// Whether its time is over. DynamoDB may take days to remove it; until then nobody is shown it.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        let expires_at = match self {
            Self::Draft(draft) => draft.expires_at,
            Self::Submitted(submitted) => submitted.expires_at,
        };
        expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// Where it stands.
    pub fn status(&self) -> Status {
        match self {
            Self::Draft(_) => Status::Draft,
            Self::Submitted(submitted) => submitted.status,
        }
    }
}
