//! Sends the link to a member's own page, to one of its people who asked for it.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "member_link",
    recipient: Recipient::Representative,
    trigger: Trigger::Membership,
    once_per: OncePer::Change,
    is_limited: true,
    has_code: false,
};
