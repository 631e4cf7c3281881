//! Reminds a member of an invoice that is still open.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "dues_open",
    recipient: Recipient::Representative,
    trigger: Trigger::Membership,
    once_per: OncePer::Change,
    is_limited: false,
    has_code: false,
};
