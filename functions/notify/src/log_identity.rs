//! What the log says became of a message. It names the application by its reference, or by a short hash if it has none.

use crate::notice::is_for_staff;
use shared::application::history::Hash;
use shared::application::{ApplicationId, Reference};
use store::{MessageKey, MessageState};

/// What the log calls the application of a message.
pub(crate) struct LogIdentity {
    reference: Option<Reference>,
    hash: Option<String>,
}

impl LogIdentity {
    pub(crate) fn of(reference: Option<&Reference>, id: Option<&ApplicationId>) -> Self {
        let short = |id: &ApplicationId| Hash::of(id.as_str().as_bytes()).as_str().chars().take(8).collect();
        let hash = id.filter(|_| reference.is_none()).map(short);
        Self { reference: reference.cloned(), hash }
    }

    pub(crate) fn log_outcome(&self, key: &MessageKey, state: MessageState) {
        let (reference, hash, notice) = self.fields(key);
        match state {
            MessageState::Sent => {
                tracing::info!(
                    application.reference = reference,
                    application.hash = hash,
                    notice.name = notice,
                    "message sent"
                );
            }
            MessageState::Undeliverable if is_for_staff(notice) => {
                tracing::error!(notice.name = notice, "message to staff not sent, for one came back");
            }
            MessageState::Undeliverable | MessageState::Limited => {
                let message = match state {
                    MessageState::Limited => "message not sent, mail limit reached",
                    _ => "message not sent, for its address can't be delivered to",
                };
                tracing::warn!(
                    application.reference = reference,
                    application.hash = hash,
                    notice.name = notice,
                    message
                );
            }
            MessageState::InDigest => {
                tracing::info!(application.reference = reference, notice.name = notice, "message left to the digest");
            }
            _ => {}
        }
    }

    pub(crate) fn log_refusal(&self, key: &MessageKey, code: &str) {
        let (reference, hash, notice) = self.fields(key);
        tracing::error!(
            application.reference = reference,
            application.hash = hash,
            notice.name = notice,
            error.message = code,
            "message refused"
        );
    }

    fn fields<'a>(&'a self, key: &'a MessageKey) -> (Option<&'a str>, Option<&'a str>, &'a str) {
        (self.reference.as_ref().map(Reference::as_str), self.hash.as_deref(), key.name())
    }
}
