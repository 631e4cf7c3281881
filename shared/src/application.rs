//! An application for membership: first a draft, filled in section by section, then a submitted application to decide on.

mod action;
mod answers;
mod core;
mod group;
pub mod history;
mod id;
mod link;
mod retention;
mod review;
mod status;
mod typed;
mod undelivered;

pub use action::Action;
pub use answers::{Answer, Answers};
pub use core::{Contact, CoreAnswers, Organization, Representative};
pub use group::Group;
pub use id::{ApplicationId, ConfirmationCode, FormId, LINK_LENGTH, LinkId, Reference};
pub use link::{CurrentLink, Holder, LinkTarget, MailedLink, PrivateLink};
pub use retention::Retention;
pub use review::{Assignee, Question, Review};
pub use status::Status;
pub use typed::{NO, TypedAnswers, YES};
pub use undelivered::{ContactUndelivered, DeliveryFailure};

use crate::applicant::EmailAddress;
use crate::form::{Form, Section};
use crate::timestamp::Timestamp;
use std::collections::BTreeMap;

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
    /// Where a link was last asked to be sent.
    pub link_email: Option<EmailAddress>,
    /// When a requested link could not be sent.
    pub link_not_sent_at: Option<Timestamp>,
    /// The number of changes of each saved section, by its name.
    pub section_versions: BTreeMap<String, u64>,
    /// The saved answers.
    pub answers: Answers,
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
    /// When it came into its group, which sorts the group's list.
    pub status_since: Timestamp,
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
    /// The signs of spam that `notify` found, by their names in the table.
    pub suspicion: Vec<String>,
    /// What its review has added.
    pub review: Review,
    /// The version of the form that it answered; none if it is older than versions.
    pub form_version: Option<String>,
    /// The answers to the core questions.
    pub core: CoreAnswers,
    /// All answers.
    pub answers: Answers,
}

impl Submitted {
    /// Returns the status as the applicant sees it. A decision that staff can still undo is not shown: until then, the
    /// application is in review.
    pub fn shown_status(&self, now: Timestamp, undo_seconds: u16) -> Status {
        let is_pending = self.undoable_until(undo_seconds).is_some_and(|until| now < until);
        if is_pending { Status::InReview } else { self.status }
    }

    /// Returns when a decision can no longer be undone. `None` if there is no decision, or no time to undo one.
    pub fn undoable_until(&self, undo_seconds: u16) -> Option<Timestamp> {
        let is_undoable = matches!(self.status, Status::Accepted | Status::Declined) && undo_seconds > 0;
        is_undoable.then(|| Timestamp::from_unix(self.status_since.unix().saturating_add(undo_seconds.into())))
    }
}

impl Draft {
    /// Returns the number of changes of a section; 0 if it isn't saved.
    pub fn section_version(&self, section: &Section) -> u64 {
        self.section_versions.get(&section.name).copied().unwrap_or(0)
    }

    /// Returns the first section that isn't saved or lacks an answer, or `None` once the draft is complete.
    pub fn next_section<'a>(&self, form: &'a Form) -> Option<&'a Section> {
        self.answers
            .asked_sections(form)
            .find(|section| self.section_version(section) == 0 || !self.answers.complete(&section.fields))
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

    /// Returns a submitted application; `None` for a draft.
    pub fn submitted(&self) -> Option<&Submitted> {
        match self {
            Self::Submitted(submitted) => Some(submitted),
            Self::Draft(_) => None,
        }
    }

    /// Returns the application if it has been submitted.
    pub fn into_submitted(self) -> Option<Submitted> {
        match self {
            Self::Draft(_) => None,
            Self::Submitted(submitted) => Some(*submitted),
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
