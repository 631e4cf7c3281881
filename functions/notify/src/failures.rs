//! Logs failures, each once. No line quotes answers or links an address to an application.

use crate::mailer::SendError;
use shared::telemetry::Metric;

/// Why a record was not processed.
#[derive(Debug)]
pub(crate) enum Error {
    Table(store::Error),
    Mail(SendError),
    /// A decision was not added to the queue.
    Queue {
        /// SQS's error code, or the stage of the call that failed.
        code: String,
    },
    /// A template does not fit its context, or the message can't be written.
    Render,
    /// Another attempt has claimed the message and not settled it.
    Claimed,
    /// The function has to stop before Lambda stops it.
    DeadlineExceeded,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Table(error)
    }
}

/// Logs why a record was not processed, and returns whether to retry it. Only failures that may need a person are
/// logged as `ERROR`.
pub(crate) fn should_retry(error: &Error) -> bool {
    match error {
        Error::Table(error @ store::Error::Conflict { .. }) => {
            tracing::warn!(error.message = %error, "write conflict, will retry");
        }
        Error::Table(error @ store::Error::Unavailable { .. }) => {
            tracing::error!(error.message = %error, "table unavailable, will retry");
        }
        Error::Table(error @ store::Error::Malformed { .. }) => {
            tracing::error!(error.message = %error, record.kind = "application", "skipping unreadable stream record");
            return false;
        }
        // Somebody has to fix the cause of a rejection. An outage passes by itself.
        Error::Mail(error @ (SendError::NotTaken { .. } | SendError::Refused { .. })) => {
            tracing::error!(metric = Metric::MailRefused.as_str(), error.message = %error, "message not taken");
        }
        Error::Mail(error @ SendError::Unavailable { .. }) => {
            tracing::warn!(error.message = %error, "delivery failed, will retry");
        }
        Error::Queue { code } => tracing::error!(error.code = code, "decision not queued, will retry"),
        // A retry won't help, but keeps the message until a fix is deployed.
        Error::Render => tracing::error!("message not rendered, will retry"),
        Error::Claimed => tracing::warn!("message claimed by another attempt, will retry"),
        Error::DeadlineExceeded => tracing::warn!("deadline exceeded, will retry the rest of the batch"),
    }
    true
}

/// Logs that a record has no images, as when the stream is configured without them.
pub(crate) fn record_without_images() {
    tracing::error!(error.kind = "no images", record.kind = "unknown", "skipping unreadable stream record");
}

/// Logs that a report of SES can't be parsed. The parser's message may quote an address, so only its kind is logged.
pub(crate) fn report_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "report", "skipping unreadable report");
}

/// Logs that a message of the queue can't be parsed.
pub(crate) fn decision_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "decision", "skipping unreadable message");
}

/// Logs that a record can't be parsed. The parser's message may quote it, so only its kind is logged.
pub(crate) fn record_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "unknown", "skipping unreadable stream record");
}
