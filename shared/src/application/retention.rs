use super::Status;
use crate::timestamp::Timestamp;

/// How many days an application is kept after its last change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retention {
    /// `DRAFT_DAYS`: a draft.
    pub draft_days: u16,
    /// `SUSPECT_DAYS`: an application that is set aside as likely spam.
    pub suspect_days: u16,
    /// `CLOSED_DAYS`: an application that was declined or withdrawn.
    pub closed_days: u16,
    /// `UNDECIDED_DAYS`: an application without a decision.
    pub undecided_days: u16,
}

impl Retention {
    /// When an application expires that changed to `status` at `changed_at`. An accepted one never does.
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
