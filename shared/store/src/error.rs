//! Failures of the table. User mistakes and lost races are outcomes, not errors.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use shared::failure::Failure;
use std::error::Error as StdError;
use std::fmt;

/// A failure of the table.
#[derive(Debug)]
pub enum Error {
    /// Other writes changed the same items during every attempt. A retry may succeed.
    Conflict {
        /// The API call.
        operation: &'static str,
    },
    /// The table can't be reached, or rejects the call. A later retry may succeed.
    Unavailable {
        /// The API call.
        operation: &'static str,
        /// DynamoDB's error code, or the stage of the call that failed.
        code: String,
        /// The SDK's error. It may quote items, so it must not be logged.
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
    /// An item is not in the format of this version of the code.
    Malformed {
        /// The attribute, section or item.
        what: &'static str,
        /// The parser's error. It may quote the item, so it must not be logged.
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
}

impl Error {
    pub(super) fn from_sdk<E, R>(operation: &'static str, error: SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + StdError + Send + Sync + 'static,
        R: fmt::Debug + Send + Sync + 'static,
    {
        let code = match &error {
            SdkError::ServiceError(service) => service.err().code().unwrap_or("service error").to_owned(),
            SdkError::TimeoutError(_) => "time-out".to_owned(),
            SdkError::DispatchFailure(_) => "no connection".to_owned(),
            SdkError::ResponseError(_) => "unreadable response".to_owned(),
            _ => "request not built".to_owned(),
        };
        Self::Unavailable { operation, code, source: Some(Box::new(error)) }
    }

    pub(super) fn unavailable(operation: &'static str, code: &str) -> Self {
        Self::Unavailable { operation, code: code.to_owned(), source: None }
    }

    /// Returns the error for a system without random bytes.
    pub fn no_entropy() -> Self {
        Self::unavailable("getrandom", "no randomness")
    }

    /// Returns the error for a call that ran out of time over all attempts. It may have taken effect.
    pub fn out_of_time() -> Self {
        Self::unavailable("request", "out of time")
    }

    /// Returns the error for a value that can't be serialized, or a request that lacks a part.
    pub(super) fn unwritable(what: &'static str, error: impl StdError + Send + Sync + 'static) -> Self {
        Self::Malformed { what, source: Some(Box::new(error)) }
    }

    /// Logs that the table failed, where a request ends because of it.
    pub fn failure(&self) -> Failure {
        match self {
            Self::Conflict { .. } | Self::Unavailable { .. } => {
                tracing::error!(error.message = %self, "table request failed");
                Failure::Unavailable
            }
            Self::Malformed { .. } => {
                tracing::error!(error.message = %self, "stored item can't be read");
                Failure::Internal
            }
        }
    }

    pub(super) fn malformed(what: &'static str) -> Self {
        Self::Malformed { what, source: None }
    }
}

impl fmt::Display for Error {
    /// Writes the call and the kind of failure. It quotes no data, so it is safe to log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Conflict { operation } => write!(f, "{operation} kept meeting other writes"),
            Self::Unavailable { operation, code, .. } => write!(f, "{operation} failed: {code}"),
            Self::Malformed { what, .. } => write!(f, "stored {what} can't be read"),
        }
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Conflict { .. } => None,
            Self::Unavailable { source, .. } | Self::Malformed { source, .. } => {
                source.as_ref().map(|source| source.as_ref() as _)
            }
        }
    }
}
