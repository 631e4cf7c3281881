//! Tells the applicant that we have the application.

use super::{MessageKind, OncePer, Recipient, Trigger};
use shared::application::Status;

pub(crate) static KIND: MessageKind = MessageKind {
    name: "received",
    recipient: Recipient::MainContact,
    trigger: Trigger::StatusChange(Status::Received),
    once_per: OncePer::Application,
    is_limited: true,
    has_code: true,
};
