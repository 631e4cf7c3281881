//! Carries a link to an application whose main contact asked to return to it.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "return_link",
    recipient: Recipient::LinkRequester,
    trigger: Trigger::LinkRequest,
    once_per: OncePer::Change,
    is_limited: true,
    has_code: true,
};
