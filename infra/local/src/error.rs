//! Errors at the start of a stack. Each is one line that says what to do.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::template::TemplateError;

/// An error at the start of a stack.
#[derive(Debug)]
pub enum StartError {
    /// The template can't be read, or has unsupported parts.
    Template(TemplateError),
    /// Another program listens on the port.
    PortTaken {
        /// The port.
        port: u16,
        /// The flag that chooses another port.
        flag: &'static str,
    },
    /// The system refuses to listen on the port.
    Listen {
        /// The port.
        port: u16,
        /// The flag that chooses another port.
        flag: &'static str,
        /// The system's reason.
        source: io::Error,
    },
    /// The data directory can't be used.
    Data {
        /// The directory.
        directory: PathBuf,
        /// The reason.
        reason: String,
    },
    /// Another stack uses the data directory.
    InUse {
        /// The directory.
        directory: PathBuf,
    },
    /// The data directory has the table with other keys or indexes.
    OtherTable {
        /// The directory.
        directory: PathBuf,
        /// The table.
        table: String,
    },
    /// The embedded database failed.
    Database(String),
    /// A function can't be started.
    Function {
        /// The function's name.
        name: String,
        /// The reason.
        reason: String,
    },
    /// The system refuses to start a thread.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(error) => error.fmt(f),
            Self::PortTaken { port, flag } => {
                write!(
                    f,
                    "port {port} is taken: stop what uses it, or choose another with {flag} N (0 for any free one)"
                )
            }
            Self::Listen { port, flag, source } => {
                write!(f, "cannot listen on port {port} ({source}): choose another with {flag} N (0 for any free one)")
            }
            Self::Data { directory, reason } => {
                let directory = directory.display();
                write!(
                    f,
                    "cannot keep data in {directory} ({reason}): choose another place with --data DIR, or use --memory"
                )
            }
            Self::InUse { directory } => {
                let directory = directory.display();
                write!(
                    f,
                    "{directory} is in use: stop the stack that runs on it, or choose another place with --data DIR"
                )
            }
            Self::OtherTable { directory, table } => {
                let directory = directory.display();
                write!(
                    f,
                    "{table} in {directory} has other keys or indexes than the template: delete the directory, \
                     choose another place with --data DIR, or use --memory"
                )
            }
            Self::Database(reason) => write!(f, "the embedded database failed: {reason}"),
            Self::Function { name, reason } => write!(f, "cannot start the function {name}: {reason}"),
            Self::Thread(source) => write!(f, "cannot start a thread: {source}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Template(source) => Some(source),
            Self::Listen { source, .. } | Self::Thread(source) => Some(source),
            _ => None,
        }
    }
}

impl From<TemplateError> for StartError {
    fn from(error: TemplateError) -> Self {
        Self::Template(error)
    }
}
