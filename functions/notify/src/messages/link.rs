//! Sends a link to an application or a draft, to the address that was entered with the request.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "link",
    recipient: Recipient::LinkRequester,
    trigger: Trigger::LinkRequest,
    once_per: OncePer::Change,
    is_limited: true,
    has_code: false,
};
