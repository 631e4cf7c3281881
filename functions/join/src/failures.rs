//! Failures are logged here, once, and become what the visitor is told. No log line says who or which address.

use crate::Join;
use shared::failure::Failure;

impl Join {
    pub(crate) fn store_failure(&self, error: &store::Error) -> Failure {
        match error {
            store::Error::Conflict { .. } | store::Error::Unavailable { .. } => {
                tracing::error!(error.message = %error, "table did not take the request");
                Failure::Unavailable
            }
            store::Error::Malformed { .. } => {
                tracing::error!(error.message = %error, "stored application can't be read");
                Failure::Internal
            }
        }
    }

    pub(crate) fn render_failure(&self, error: &minijinja::Error) -> Failure {
        tracing::error!(error.message = %error.kind(), template.name = error.name(), template.line = error.line(), "page can't be rendered");
        Failure::Internal
    }

    pub(crate) fn no_entropy(&self) -> Failure {
        tracing::error!("the system has no randomness to give");
        Failure::Unavailable
    }
}
