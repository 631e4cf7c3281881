//! Reminds a member of the date on which its membership has to be renewed. The number is that of days before it.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "renewal",
    recipient: Recipient::Representative,
    trigger: Trigger::Membership,
    once_per: OncePer::Change,
    is_limited: false,
    has_code: false,
};
