//! Errors of exports and imports.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};

use crate::Origin;

/// The maximum number of lines that an error lists.
const MOST_LISTED: usize = 20;

/// An error of an export or an import.
#[derive(Debug)]
pub enum BackupError {
    /// The table does not respond, or refuses the request.
    Request {
        /// The operation.
        operation: &'static str,
        /// The table's reason.
        reason: String,
    },
    /// A file can't be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// The system's reason.
        source: io::Error,
    },
    /// A directory has none of the files that AWS exports.
    NoFiles(PathBuf),
    /// The files have no lines.
    NoLines,
    /// These lines can't be imported. Nothing was imported.
    Lines(Vec<(Origin, String)>),
    /// The table has items.
    NotEmpty(String),
    /// The table refused a line after accepting others.
    Stopped {
        /// The line.
        origin: Origin,
        /// The table's reason.
        reason: String,
        /// The number of items accepted before.
        added: usize,
    },
}

impl BackupError {
    pub(crate) fn request<E, R>(operation: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: fmt::Debug,
    {
        Self::Request { operation, reason: reason(error) }
    }
}

/// Returns the reason without the request and the response, which quote items.
pub(crate) fn reason<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: fmt::Debug,
{
    if let Some(error) = error.as_service_error() {
        return format!("{}: {}", error.code().unwrap_or("error"), error.message().unwrap_or("no message"));
    }
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

impl fmt::Display for BackupError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request { operation, reason } => write!(f, "{operation} failed: {reason}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::NoFiles(directory) => write!(f, "{} has no *.json.gz in it", directory.display()),
            Self::NoLines => write!(f, "nothing was imported: the files have no items"),
            Self::Lines(problems) => {
                write!(f, "nothing was imported, because these lines can't be:")?;
                for (origin, problem) in problems.iter().take(MOST_LISTED) {
                    write!(f, "\n{origin}: {problem}")?;
                }
                match problems.len().saturating_sub(MOST_LISTED) {
                    0 => Ok(()),
                    more => write!(f, "\nand {more} more"),
                }
            }
            Self::NotEmpty(table) => write!(
                f,
                "{table} has items: import into an empty table, or use --missing to add only the items that it lacks"
            ),
            Self::Stopped { origin, reason, added } => write!(
                f,
                "{origin}: {reason}\nstopped after {added} items were added: fix the cause, then import the same files \
                 again with --missing"
            ),
        }
    }
}

impl Error for BackupError {}
