//! Tells staff that the applicant has answered their question.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "answered",
    recipient: Recipient::Staff,
    trigger: Trigger::Answer,
    once_per: OncePer::Change,
    is_limited: false,
    has_code: false,
};
