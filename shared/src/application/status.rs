//! Where an application stands, and where it can go from there.

use serde::{Deserialize, Serialize};

/// Where an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is being filled in.
    Draft,
    /// It was sent.
    Received,
    /// Staff are looking at it.
    InReview,
    /// Staff have asked the applicant something.
    MoreInformation,
    /// The organization may join.
    Accepted,
    /// The organization may not join.
    Declined,
    /// The applicant took it back.
    Withdrawn,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Received,
        Self::InReview,
        Self::MoreInformation,
        Self::Accepted,
        Self::Declined,
        Self::Withdrawn,
    ];

    /// Its name in the table and the API.
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

    /// Whether an application may go from here to `next`.
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

    /// Whether it came to nothing, so that it need not be kept for long.
    pub const fn is_closed(self) -> bool {
        matches!(self, Self::Declined | Self::Withdrawn)
    }

    /// Whether nothing more will happen to it.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::Accepted | Self::Declined | Self::Withdrawn)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_follows_a_final_status_and_nothing_returns_to_draft() {
        for from in Status::ALL {
            for to in Status::ALL {
                assert!(!(from.may_become(to) && (from.is_final() || to == Status::Draft || from == to)));
            }
        }
    }

    #[test]
    fn every_status_can_be_reached_from_a_draft() {
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
    fn names_are_those_that_are_stored() {
        for status in Status::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }
}
