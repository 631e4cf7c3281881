//! Tells staff that a member asks for changes of its public entry.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "proposed",
    recipient: Recipient::Staff,
    trigger: Trigger::Membership,
    once_per: OncePer::Change,
    is_limited: false,
    has_code: false,
};
