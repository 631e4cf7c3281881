//! Tells the applicant that staff have a question.

use super::{MessageKind, OncePer, Recipient, Trigger};
use shared::application::Status;

pub(crate) static KIND: MessageKind = MessageKind {
    name: "more_information",
    recipient: Recipient::MainContact,
    trigger: Trigger::StatusChange(Status::MoreInformation),
    once_per: OncePer::Change,
    is_limited: false,
    has_code: true,
};
