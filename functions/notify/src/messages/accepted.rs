//! Tells the applicant that the organization may join.

use super::{MessageKind, OncePer, Recipient, Trigger};
use shared::application::Status;

pub(crate) static KIND: MessageKind = MessageKind {
    name: "accepted",
    recipient: Recipient::MainContact,
    trigger: Trigger::Decision(Status::Accepted),
    once_per: OncePer::Application,
    is_limited: false,
    has_code: false,
};
