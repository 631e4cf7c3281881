//! Messages that came back.

use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// Why a message did not reach whoever it was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Undelivered {
    /// It was not sent, for one to the same address came back before: about another application, perhaps.
    NotSent,
    /// A machine answered: the mailbox may be full, or nobody may read it now.
    SoftBounce,
    /// There is no such mailbox, or it takes nothing from us.
    HardBounce,
    /// Whoever got it called it spam.
    Complaint,
}

/// When the main contact was last not reached, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactUndelivered {
    /// Why.
    pub why: Undelivered,
    /// When.
    pub at: Timestamp,
}

impl Undelivered {
    /// Its name in the table and the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::SoftBounce => "soft_bounce",
            Self::HardBounce => "hard_bounce",
            Self::Complaint => "complaint",
        }
    }

    /// Whether the address is not written to again.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::HardBounce | Self::Complaint)
    }
}
