//! Tells staff, after a busy hour, about the applications that had no message of their own.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "digest",
    recipient: Recipient::Staff,
    trigger: Trigger::Schedule,
    once_per: OncePer::Period,
    is_limited: false,
    has_code: false,
};
