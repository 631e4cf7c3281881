//! Tells staff, at most once a day, that applications were set aside as likely spam.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "set_aside",
    recipient: Recipient::Staff,
    trigger: Trigger::SetAside,
    once_per: OncePer::Period,
    is_limited: false,
    has_code: false,
};
