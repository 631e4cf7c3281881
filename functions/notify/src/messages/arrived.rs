//! Tells staff about a new application.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "arrived",
    recipient: Recipient::Staff,
    trigger: Trigger::Submission,
    once_per: OncePer::Application,
    is_limited: false,
    has_code: false,
};
