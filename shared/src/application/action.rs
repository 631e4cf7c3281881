//! What can be done with an application. Each action adds an entry to the history.
//!
//! | action | by | from | to |
//! |---|---|---|---|
//! | `submit` | applicant | `draft` | `received` |
//! | `take` | staff | `received` | `in_review` |
//! | `release` | staff | `in_review` | `received` |
//! | `ask` | staff | `in_review` | `more_information` |
//! | `answer` | applicant | `more_information` | `in_review` |
//! | `accept`, `decline` | staff | `in_review` | `accepted`, `declined` |
//! | `undo` | staff | `accepted`, `declined`, for `UNDO_SECONDS` | `in_review` |
//! | `spam` | staff | an open one that isn't set aside | `received`, set aside |
//! | `not_spam` | staff | `received`, set aside | `received` |
//! | `assign` | staff | an open one | the same |
//! | `note` | staff | any but `draft` | the same |
//! | `withdraw` | applicant | an open one | `withdrawn` |
//! | `anonymize` | administrator | any but `draft` | `withdrawn` if it was open, else the same |
//! | `erase` | administrator | any but `draft` | the same; the application is gone |
//!
//! An open application is `received`, `in_review` or `more_information`. Of an anonymized one, only notes can be made,
//! and it can be erased. To take up an application that was set aside says that it is no spam.

use super::Status;
use super::history::Actor;
use serde::{Deserialize, Serialize};

/// Something done with an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The applicant submits it.
    Submit,
    /// A reviewer takes it up.
    Take,
    /// A reviewer puts it back.
    Release,
    /// A reviewer asks the applicant a question.
    Ask,
    /// The applicant answers the question.
    Answer,
    /// A reviewer decides that the organization may join.
    Accept,
    /// A reviewer decides that the organization may not join.
    Decline,
    /// A reviewer takes back a decision that nobody has heard of.
    Undo,
    /// A reviewer sets it aside as spam.
    Spam,
    /// A reviewer finds that it is no spam.
    NotSpam,
    /// A reviewer makes somebody responsible for it, or nobody.
    Assign,
    /// A reviewer adds a note.
    Note,
    /// The applicant withdraws it.
    Withdraw,
    /// An administrator removes what identifies people.
    Anonymize,
    /// An administrator removes all but its history.
    Erase,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 15] = [
        Self::Submit,
        Self::Take,
        Self::Release,
        Self::Ask,
        Self::Answer,
        Self::Accept,
        Self::Decline,
        Self::Undo,
        Self::Spam,
        Self::NotSpam,
        Self::Assign,
        Self::Note,
        Self::Withdraw,
        Self::Anonymize,
        Self::Erase,
    ];

    /// The name in the table.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Take => "take",
            Self::Release => "release",
            Self::Ask => "ask",
            Self::Answer => "answer",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Undo => "undo",
            Self::Spam => "spam",
            Self::NotSpam => "not_spam",
            Self::Assign => "assign",
            Self::Note => "note",
            Self::Withdraw => "withdraw",
            Self::Anonymize => "anonymize",
            Self::Erase => "erase",
        }
    }

    /// Returns who does it.
    pub const fn by(self) -> Actor {
        match self {
            Self::Submit | Self::Answer | Self::Withdraw => Actor::Applicant,
            _ => Actor::Staff,
        }
    }

    /// Returns the status that follows, or `None` if the action isn't legal in a status.
    pub const fn leads_to(self, from: Status) -> Option<Status> {
        use Status::{Accepted, Declined, Draft, InReview, MoreInformation, Received, Withdrawn};
        let to = match (self, from) {
            (Self::Submit, Draft) => Received,
            (_, Draft) => return None,
            (Self::Take, Received) => InReview,
            (Self::Release, InReview) => Received,
            (Self::Ask, InReview) => MoreInformation,
            (Self::Answer, MoreInformation) => InReview,
            (Self::Accept, InReview) => Accepted,
            (Self::Decline, InReview) => Declined,
            (Self::Undo, Accepted | Declined) => InReview,
            (Self::Spam, Received | InReview | MoreInformation) => Received,
            (Self::NotSpam, Received) => Received,
            (Self::Withdraw | Self::Anonymize, Received | InReview | MoreInformation) => Withdrawn,
            (Self::Assign, Received | InReview | MoreInformation) => from,
            (Self::Note | Self::Anonymize | Self::Erase, _) => from,
            _ => return None,
        };
        Some(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_the_stored_ones() {
        for action in Action::ALL {
            assert_eq!(serde_json::to_value(action).unwrap(), action.as_str());
        }
    }

    #[test]
    fn a_draft_is_only_submitted_and_only_once() {
        for action in Action::ALL {
            assert_eq!(action.leads_to(Status::Draft).is_some(), action == Action::Submit, "{action:?}");
            for from in Status::ALL {
                assert_ne!(action.leads_to(from), Some(Status::Draft), "{action:?}");
            }
        }
    }

    #[test]
    fn only_undo_leaves_a_final_status() {
        for action in Action::ALL {
            for from in Status::ALL.into_iter().filter(|from| from.is_final()) {
                let is_left = action.leads_to(from).is_some_and(|to| to != from);
                assert_eq!(is_left, action == Action::Undo && from != Status::Withdrawn, "{action:?} {from:?}");
            }
        }
    }
}
