//! Failures are logged here, once. No log line says what was typed, nor which application's address it is.

use crate::mailer::SendError;

/// Why what follows from a change did not follow.
#[derive(Debug)]
pub(crate) enum Error {
    /// The table did not take it.
    Table(store::Error),
    /// A message was not sent.
    Mail(SendError),
    /// A message could not be written.
    Letter,
    /// A message may be on its way, or not: somebody has claimed it and not said.
    Claimed,
    /// The batch has taken so long that the function ends soon.
    OutOfTime,
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Table(error)
    }
}

/// Logs why a record was not followed, and tells whether that may change.
pub(crate) fn is_worth_another_try(error: &Error) -> bool {
    match error {
        Error::Table(error @ (store::Error::Conflict { .. } | store::Error::Unavailable { .. })) => {
            tracing::error!(error.message = %error, "table did not take what follows");
            true
        }
        Error::Table(error @ store::Error::Malformed { .. }) => {
            tracing::error!(error.message = %error, record.kind = "application", "record passed over");
            false
        }
        // Somebody has to mend what SES refuses to do; an outage passes by itself.
        Error::Mail(error @ (SendError::NotTaken { .. } | SendError::Refused { .. })) => {
            tracing::error!(error.message = %error, "message not taken");
            true
        }
        Error::Mail(error @ SendError::Unavailable { .. }) => {
            tracing::warn!(error.message = %error, "delivery failed, will retry");
            true
        }
        // Not for want of trying, but so that it is not lost before somebody mends it.
        Error::Letter => {
            tracing::error!("message could not be written, to be tried again");
            true
        }
        Error::Claimed => {
            tracing::warn!("message is claimed, to be asked for again");
            true
        }
        Error::OutOfTime => {
            tracing::warn!("out of time, the rest of the batch to be asked for again");
            true
        }
    }
}

/// Logs that a record does not tell what changed, as when the table's stream has no images.
pub(crate) fn record_without_images() {
    tracing::error!(error.kind = "no images", record.kind = "unknown", "record passed over");
}

/// Logs that a report of SES can't be read. It may quote an address.
pub(crate) fn report_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "report", "record passed over");
}

/// Logs that a record is none. What the parser says may quote it, so only the kind of mistake is told.
pub(crate) fn record_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "unknown", "record passed over");
}
