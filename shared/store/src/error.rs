//! What can go wrong with the table. User mistakes and lost races are not here: they are values.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use std::error::Error as StdError;
use std::fmt;

/// Why the table did not answer as it should.
#[derive(Debug)]
pub enum Error {
    /// Others were changing the same items, again and again. Trying again may help.
    Conflict {
        /// The API call.
        operation: &'static str,
    },
    /// It can't be reached, or refuses. Trying again later may help.
    Unavailable {
        /// The API call.
        operation: &'static str,
        /// DynamoDB's name for the error, or which stage of the call failed.
        code: String,
        /// What the client said, if there is more to say. It may quote items: it is not for logs.
        source: Option<Box<dyn StdError + Send + Sync>>,
    },
    /// An item is not what this version of the code writes.
    Malformed {
        /// The attribute or section that can't be read.
        what: &'static str,
        /// Why, if a parser said so. It may quote the item: it is not for logs.
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

    /// The system has no randomness to give, so that something can't be written.
    pub fn no_entropy() -> Self {
        Self::unavailable("getrandom", "no randomness")
    }

    /// The table took too long, all attempts together. What was asked may have been done.
    pub fn out_of_time() -> Self {
        Self::unavailable("request", "out of time")
    }

    /// Something can't be put into the form that the table wants.
    pub(super) fn unwritable(what: &'static str, why: impl StdError + Send + Sync + 'static) -> Self {
        Self::Malformed { what, source: Some(Box::new(why)) }
    }

    pub(super) fn malformed(what: &'static str) -> Self {
        Self::Malformed { what, source: None }
    }
}

impl fmt::Display for Error {
    /// Safe for logs: names the call and the kind of failure, and quotes nothing.
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
