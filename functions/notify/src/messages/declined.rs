//! Tells the applicant that the organization may not join.

use super::{MessageKind, OncePer, Recipient, Trigger};
use shared::application::Status;

pub(crate) static KIND: MessageKind = MessageKind {
    name: "declined",
    recipient: Recipient::MainContact,
    trigger: Trigger::Decision(Status::Declined),
    once_per: OncePer::Application,
    is_limited: false,
    has_code: false,
};
