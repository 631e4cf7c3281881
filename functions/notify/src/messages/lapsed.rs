//! Tells staff that a membership was not renewed in time.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "lapsed",
    recipient: Recipient::Staff,
    trigger: Trigger::Membership,
    once_per: OncePer::Change,
    is_limited: false,
    has_code: false,
};
