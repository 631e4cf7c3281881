//! The status of an application. [`Action`] has the legal transitions.
//!
//! | status | reached from | by | expires after |
//! |---|---|---|---|
//! | `draft` | – | the applicant's first saved section | `DRAFT_DAYS` |
//! | `received` | `draft`, an open status | submitting; releasing or setting aside | `UNDECIDED_DAYS`; `SUSPECT_DAYS` if set aside |
//! | `in_review` | `received`, `more_information`, a decision | staff; the applicant's answer; undoing | `UNDECIDED_DAYS` |
//! | `more_information` | `in_review` | staff | `UNDECIDED_DAYS` |
//! | `accepted` | `in_review` | staff | never |
//! | `declined` | `in_review` | staff | `CLOSED_DAYS` |
//! | `withdrawn` | an open status | the applicant | `CLOSED_DAYS` |

use super::Action;
use serde::{Deserialize, Serialize};

/// The status of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// The applicant is filling it in.
    Draft,
    /// The applicant submitted it.
    Received,
    /// Staff are reviewing it.
    InReview,
    /// Staff asked the applicant a question.
    MoreInformation,
    /// The organization may join.
    Accepted,
    /// The organization may not join.
    Declined,
    /// The applicant withdrew it.
    Withdrawn,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Received,
        Self::InReview,
        Self::MoreInformation,
        Self::Accepted,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// The name in the table and the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Received => "received",
            Self::InReview => "in_review",
            Self::MoreInformation => "more_information",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Returns whether an action leads from this status to `next`, another one.
    pub fn may_become(self, next: Self) -> bool {
        self != next && Action::ALL.into_iter().any(|action| action.leads_to(self) == Some(next))
    }

    /// Returns whether staff or the applicant still have to do something before the decision.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::InReview | Self::MoreInformation)
    }

    /// Returns whether the application was declined or withdrawn.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Declined | Self::Withdrawn)
    }

    /// Returns whether only [`Action::Undo`] leads out of it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Declined | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_reachable_from_draft() {
        let mut reached = vec![Status::Draft];
        while let Some(next) = Status::ALL
            .into_iter()
            .find(|next| !reached.contains(next) && reached.iter().any(|from| from.may_become(*next)))
        {
            reached.push(next);
        }
        assert_eq!(reached.len(), Status::ALL.len());
    }

    #[test]
    fn names_match_the_stored_ones() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }
}
