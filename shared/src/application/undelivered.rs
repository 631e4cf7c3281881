//! Messages that did not reach the main contact.

use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

/// The reason why a message was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryFailure {
    /// It was not sent, because the mailbox is on the suppression list, or a daily limit was reached.
    NotSent,
    /// A temporary failure, such as a full mailbox.
    SoftBounce,
    /// A permanent failure: the mailbox does not exist or rejects our mail.
    HardBounce,
    /// The recipient reported it as spam.
    Complaint,
}

/// The last failure to reach the main contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContactUndelivered {
    /// The reason.
    pub why: DeliveryFailure,
    /// When it happened.
    pub at: Timestamp,
}

impl DeliveryFailure {
    /// The name in the table and the log.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotSent => "not_sent",
            Self::SoftBounce => "soft_bounce",
            Self::HardBounce => "hard_bounce",
            Self::Complaint => "complaint",
        }
    }

    /// Returns whether the mailbox gets no more mail.
    pub const fn is_final(self) -> bool {
        matches!(self, Self::HardBounce | Self::Complaint)
    }
}
