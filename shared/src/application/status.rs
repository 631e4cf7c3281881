//! The status of an application, and the legal transitions.
//!
//! | status | reached from | by | expires after |
//! |---|---|---|---|
//! | `draft` | – | the applicant's first saved section | `DRAFT_DAYS` |
//! | `received` | `draft` | submitting | `UNDECIDED_DAYS`; `SUSPECT_DAYS` if set aside |
//! | `in_review` | `received`, `more_information` | staff | `UNDECIDED_DAYS` |
//! | `more_information` | `in_review` | staff | `UNDECIDED_DAYS` |
//! | `accepted` | `in_review` | staff | never |
//! | `declined` | `in_review` | staff | `CLOSED_DAYS` |
//! | `withdrawn` | `received`, `in_review`, `more_information` | the applicant | `CLOSED_DAYS` |

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

    /// Returns whether the transition to `next` is legal.
    pub const fn may_become(self, next: Self) -> bool {
        use Status::{Accepted, Declined, Draft, InReview, MoreInformation, Received, Withdrawn};
        matches!(
            (self, next),
            (Draft, Received)
                | (Received, InReview)
                | (InReview, MoreInformation | Accepted | Declined)
                | (MoreInformation, InReview)
                | (Received | InReview | MoreInformation, Withdrawn)
        )
    }

    /// Returns whether the application was declined or withdrawn.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Declined | Self::Withdrawn)
    }

    /// Returns whether no transition follows.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Declined | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn final_statuses_are_never_left_and_draft_is_never_reentered() {
        for from in Status::ALL {
            for to in Status::ALL {
                assert!(!(from.may_become(to) && (from.is_final() || to == Status::Draft || from == to)));
            }
        }
    }

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
