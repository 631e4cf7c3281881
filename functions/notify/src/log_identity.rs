//! Logs the outcome of a message. Applications are identified by their reference, drafts by a short hash.

use crate::messages::MessageKind;
use shared::application::ApplicationId;
use shared::application::history::Hash;
use shared::telemetry::Metric;
use store::{MessageKey, MessageState};

/// How the log identifies a message and its application.
pub(crate) struct LogIdentity {
    name: String,
    is_for_staff: bool,
    reference: Option<String>,
    hash: Option<String>,
}

/// Logs an event with the fields of an identity.
macro_rules! log {
    ($level:ident, $identity:ident, $($rest:tt)+) => {
        tracing::$level!(
            application.reference = $identity.reference,
            application.hash = $identity.hash,
            notice.name = $identity.name,
            $($rest)+
        )
    };
}

impl LogIdentity {
    pub(crate) fn new(
        kind: &MessageKind,
        key: &MessageKey,
        reference: Option<String>,
        id: Option<&ApplicationId>,
    ) -> Self {
        let short = |id: &ApplicationId| Hash::of(id.as_str().as_bytes()).as_str().chars().take(8).collect();
        let hash = id.filter(|_| reference.is_none()).map(short);
        Self { name: key.name().to_owned(), is_for_staff: kind.is_for_staff(), reference, hash }
    }

    pub(crate) fn log_outcome(&self, state: MessageState) {
        match state {
            MessageState::Sent => log!(info, self, metric = Metric::MailSent.as_str(), "message sent"),
            MessageState::Undeliverable if self.is_for_staff => {
                log!(error, self, "message to staff not sent, address undeliverable");
            }
            MessageState::Undeliverable => log!(warn, self, "message not sent, address undeliverable"),
            MessageState::Limited => {
                log!(warn, self, metric = Metric::MailLimited.as_str(), "message not sent, mail limit reached");
            }
            MessageState::InDigest => log!(info, self, "message deferred to digest"),
            _ => {}
        }
    }

    pub(crate) fn log_refusal(&self, code: &str) {
        log!(error, self, metric = Metric::MailRefused.as_str(), error.message = code, "message refused");
    }
}
