use super::Status;
use crate::timestamp::Timestamp;

/// Days for which applications are kept after their last change of status; drafts, after their last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `DRAFT_DAYS`: drafts.
    pub draft_days: u16,
    /// `SUSPECT_DAYS`: applications set aside as likely spam.
    pub suspect_days: u16,
    /// `CLOSED_DAYS`: declined and withdrawn applications.
    pub closed_days: u16,
    /// `UNDECIDED_DAYS`: applications without a decision.
    pub undecided_days: u16,
}

impl Retention {
    /// Returns when an application that changed to `status` at `changed_at` expires, or `None` if it never does.
    pub fn expiry(&self, status: Status, changed_at: Timestamp) -> Option<Timestamp> {
        let days = match status {
            Status::Accepted => return None,
            Status::Draft => self.draft_days,
            Status::Declined | Status::Withdrawn => self.closed_days,
            Status::Received | Status::InReview | Status::MoreInformation => self.undecided_days,
        };
        Some(changed_at.plus_days(days))
    }
}
