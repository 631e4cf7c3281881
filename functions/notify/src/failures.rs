//! Failures are logged here, once. No log line says what was typed, nor which application's address it is.

use shared::store::Error;

/// Logs why a record was not followed, and tells whether that may change.
pub(crate) fn is_worth_another_try(error: &Error) -> bool {
    match error {
        Error::Conflict { .. } | Error::Unavailable { .. } => {
            tracing::error!(error.message = %error, "table did not take what follows from a change");
            true
        }
        Error::Malformed { .. } => {
            tracing::error!(error.message = %error, record.kind = "application", "record of a change passed over");
            false
        }
    }
}

/// Logs that a record does not tell what changed, as when the table's stream has no images.
pub(crate) fn record_without_images() {
    tracing::error!(error.kind = "no images", record.kind = "unknown", "record of a change passed over");
}

/// Logs that a record is none. What the parser says may quote it, so only the kind of mistake is told.
pub(crate) fn record_unreadable(error: &serde_json::Error) {
    tracing::error!(error.kind = ?error.classify(), record.kind = "unknown", "record of a change passed over");
}
