//! Tells the applicant that the answer to a question has arrived.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "answer_received",
    recipient: Recipient::MainContact,
    trigger: Trigger::Answer,
    once_per: OncePer::Change,
    // Staff have to ask first.
    is_limited: false,
    has_code: false,
};
