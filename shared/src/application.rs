//! An application for membership: first a draft of up to four sections, then a submitted application to decide on.

mod answers;
pub mod history;
mod id;
mod link;
mod retention;
mod sections;
mod status;
mod undelivered;

pub use answers::Answers;
pub use id::{ApplicationId, ConfirmationCode, FormId, LINK_LENGTH, LinkId, Reference};
pub use link::{CurrentLink, Holder, LinkTarget, MailedLink, PrivateLink};
pub use retention::Retention;
pub use sections::{Declarations, Organization, People, Profile, Representative, SectionAnswers};
pub use status::Status;
pub use undelivered::{ContactUndelivered, DeliveryFailure};

use crate::fields::Section;
use crate::timestamp::Timestamp;

/// An application at any stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Application {
    /// A draft.
    Draft(Box<Draft>),
    /// A submitted application.
    Submitted(Box<Submitted>),
}

/// An application that its applicant is filling in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The id.
    pub id: ApplicationId,
    /// The number of changes.
    pub version: u64,
    /// When the first section was saved.
    pub created_at: Timestamp,
    /// When the last change was saved.
    pub updated_at: Timestamp,
    /// When the draft expires.
    pub expires_at: Option<Timestamp>,
    /// The current link.
    pub link: CurrentLink,
    /// When a requested link could not be sent.
    pub link_not_sent_at: Option<Timestamp>,
    /// The saved sections.
    pub sections: Vec<SavedSection>,
}

/// A saved section.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedSection {
    /// The number of changes of this section.
    pub version: u64,
    /// The answers.
    pub answers: SectionAnswers,
}

/// A submitted application. Its answers no longer change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submitted {
    /// The id.
    pub id: ApplicationId,
    /// The number of changes.
    pub version: u64,
    /// The reference.
    pub reference: Reference,
    /// The status.
    pub status: Status,
    /// When the first section was saved.
    pub created_at: Timestamp,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// When the last change was saved.
    pub updated_at: Timestamp,
    /// The head of the history.
    pub history: history::Head,
    /// When the application expires. An accepted one does not.
    pub expires_at: Option<Timestamp>,
    /// The current link.
    pub link: CurrentLink,
    /// When a reader of the main contact's mailbox confirmed the address.
    pub contact_confirmed_at: Option<Timestamp>,
    /// The last failure to deliver a message to the main contact.
    pub contact_undelivered: Option<ContactUndelivered>,
    /// Whether it is set aside as likely spam.
    pub set_aside: bool,
    /// All four sections, in order.
    pub sections: Vec<SectionAnswers>,
}

impl Draft {
    /// Returns a section, if it is saved.
    pub fn saved(&self, section: Section) -> Option<&SavedSection> {
        self.sections.iter().find(|saved| saved.answers.section() == section)
    }

    /// Returns the first section that is not saved, or `None` once the draft is complete.
    pub fn next_section(&self) -> Option<Section> {
        Section::ALL.into_iter().find(|section| self.saved(*section).is_none())
    }
}

impl Submitted {
    /// Returns the main contact's address.
    pub fn contact_email(&self) -> Option<&crate::applicant::EmailAddress> {
        self.sections.iter().find_map(SectionAnswers::contact_email)
    }
}

impl Application {
    /// The id.
    pub fn id(&self) -> &ApplicationId {
        match self {
            Self::Draft(draft) => &draft.id,
            Self::Submitted(submitted) => &submitted.id,
        }
    }

    /// The current link.
    pub fn link(&self) -> &CurrentLink {
        match self {
            Self::Draft(draft) => &draft.link,
            Self::Submitted(submitted) => &submitted.link,
        }
    }

    /// Returns the holder of the current link.
    pub fn holder(&self) -> Holder {
        Holder { id: self.id().clone(), link: self.link().id.clone() }
    }

    /// The reference of a submitted application.
    pub fn reference(&self) -> Option<&Reference> {
        match self {
            Self::Draft(_) => None,
            Self::Submitted(submitted) => Some(&submitted.reference),
        }
    }

    /// The number of changes.
    pub fn version(&self) -> u64 {
        match self {
            Self::Draft(draft) => draft.version,
            Self::Submitted(submitted) => submitted.version,
        }
    }

    /// Returns whether the application has expired. DynamoDB may take days to remove it; until then it counts as gone.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        let expires_at = match self {
            Self::Draft(draft) => draft.expires_at,
            Self::Submitted(submitted) => submitted.expires_at,
        };
        expires_at.is_some_and(|expires_at| expires_at <= now)
    }

    /// The status.
    pub fn status(&self) -> Status {
        match self {
            Self::Draft(_) => Status::Draft,
            Self::Submitted(submitted) => submitted.status,
        }
    }
}
