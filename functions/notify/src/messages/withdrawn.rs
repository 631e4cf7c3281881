//! Confirms to the applicant that the application was withdrawn.

use super::{MessageKind, OncePer, Recipient, Trigger};
use shared::application::Status;

pub(crate) static KIND: MessageKind = MessageKind {
    name: "withdrawn",
    recipient: Recipient::MainContact,
    trigger: Trigger::StatusChange(Status::Withdrawn),
    once_per: OncePer::Application,
    is_limited: true,
    has_code: false,
};
