//! Why a table could not be written to a file, or a file to a table.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use shared::env::ConfigError;

use super::files::Origin;
use crate::StartError;
use crate::template::TemplateError;

/// How many lines are named that can't be imported.
const MOST_NAMED: usize = 20;

/// Why a table could not be written to a file, or a file to a table.
#[derive(Debug)]
pub enum BackupError {
    /// The local database can't be used.
    Start(StartError),
    /// There is no table in the data directory.
    NoData(PathBuf),
    /// The environment does not lead to a table.
    Environment(ConfigError),
    /// The table does not answer, or refuses.
    Request {
        /// What was asked.
        operation: &'static str,
        /// What it says.
        reason: String,
    },
    /// A file can't be read or written.
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A directory has none of the files that AWS exports.
    NoFiles(PathBuf),
    /// There is no line in the files.
    NoLines,
    /// These lines can't be imported. Nothing was.
    Lines(Vec<(Origin, String)>),
    /// The table has items.
    NotEmpty(String),
    /// The table did not take a line, after it took others.
    Stopped {
        /// The line.
        origin: Origin,
        /// What the table says.
        reason: String,
        /// How many items it took before.
        added: usize,
    },
}

impl BackupError {
    pub(super) fn request<E, R>(operation: &'static str, error: &SdkError<E, R>) -> Self
    where
        E: ProvideErrorMetadata + Error + 'static,
        R: fmt::Debug,
    {
        Self::Request { operation, reason: said(error) }
    }
}

/// What the table says, without the request and the response: they quote items.
pub(super) fn said<E, R>(error: &SdkError<E, R>) -> String
where
    E: ProvideErrorMetadata + Error + 'static,
    R: fmt::Debug,
{
    if let Some(error) = error.as_service_error() {
        return format!("{}: {}", error.code().unwrap_or("error"), error.message().unwrap_or("no more is said"));
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
            Self::Start(error) => error.fmt(f),
            Self::NoData(directory) => {
                write!(f, "there is no table in {}: choose another place with --data DIR", directory.display())
            }
            Self::Environment(refused) => refused.fmt(f),
            Self::Request { operation, reason } => write!(f, "{operation} failed: {reason}"),
            Self::File { path, source } => write!(f, "{}: {source}", path.display()),
            Self::NoFiles(directory) => write!(f, "{} has no *.json.gz in it", directory.display()),
            Self::NoLines => write!(f, "nothing was imported, for there is no item in what was given"),
            Self::Lines(problems) => {
                write!(f, "nothing was imported, for these lines can't be:")?;
                for (origin, problem) in problems.iter().take(MOST_NAMED) {
                    write!(f, "\n{origin}: {problem}")?;
                }
                match problems.len().saturating_sub(MOST_NAMED) {
                    0 => Ok(()),
                    more => write!(f, "\nand {more} more"),
                }
            }
            Self::NotEmpty(table) => write!(
                f,
                "{table} has items: import into an empty table, or add with --missing what this one lacks, which leaves \
                 what it has as it is"
            ),
            Self::Stopped { origin, reason, added } => write!(
                f,
                "{origin}: {reason}\nstopped after {added} items were added: see to the cause, then import the same \
                 again with --missing"
            ),
        }
    }
}

impl Error for BackupError {}

impl From<StartError> for BackupError {
    fn from(error: StartError) -> Self {
        Self::Start(error)
    }
}

impl From<TemplateError> for BackupError {
    fn from(error: TemplateError) -> Self {
        Self::Start(error.into())
    }
}
