//! Tells the applicant that we have the application.

use super::{MessageKind, OncePer, Recipient, Trigger};

pub(crate) static KIND: MessageKind = MessageKind {
    name: "received",
    recipient: Recipient::MainContact,
    trigger: Trigger::Submission,
    once_per: OncePer::Application,
    is_limited: true,
    has_code: true,
};
