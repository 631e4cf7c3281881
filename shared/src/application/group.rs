//! The lists in which staff find applications.

use super::{Status, Submitted};

/// A list of submitted applications: those in one status, or all that are set aside as likely spam.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Nobody has taken it up.
    Received,
    /// Somebody reviews it.
    InReview,
    /// The applicant has a question to answer.
    MoreInformation,
    /// Accepted.
    Accepted,
    /// Declined.
    Declined,
    /// Withdrawn by the applicant.
    Withdrawn,
    /// Set aside as likely spam, whatever the status.
    Suspect,
}

impl Group {
    /// Every group, in the order of a review.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::InReview,
        Self::MoreInformation,
        Self::Accepted,
        Self::Declined,
        Self::Withdrawn,
        Self::Suspect,
    ];

    /// Returns the group of an application; `None` for a draft.
    pub const fn new(status: Status, set_aside: bool) -> Option<Self> {
        Some(match status {
            Status::Draft => return None,
            _ if set_aside => Self::Suspect,
            Status::Received => Self::Received,
            Status::InReview => Self::InReview,
            Status::MoreInformation => Self::MoreInformation,
            Status::Accepted => Self::Accepted,
            Status::Declined => Self::Declined,
            Status::Withdrawn => Self::Withdrawn,
        })
    }

    /// Returns the group of a submitted application.
    pub fn of(application: &Submitted) -> Self {
        // A submitted application is no draft.
        Self::new(application.status, application.set_aside).unwrap_or(Self::Received)
    }

    /// The name in the table and in addresses: the status, or `suspect`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Received => Status::Received.as_str(),
            Self::InReview => Status::InReview.as_str(),
            Self::MoreInformation => Status::MoreInformation.as_str(),
            Self::Accepted => Status::Accepted.as_str(),
            Self::Declined => Status::Declined.as_str(),
            Self::Withdrawn => Status::Withdrawn.as_str(),
            Self::Suspect => "suspect",
        }
    }

    /// Returns the group with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.as_str() == name)
    }
}
