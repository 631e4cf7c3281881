//! Warns staff, at most once a week, of undecided applications that will be deleted soon.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "expiring",
    recipient: Recipient::Staff,
    trigger: Trigger::Schedule,
    once_per: OncePer::Period,
    is_limited: false,
    has_code: false,
};
