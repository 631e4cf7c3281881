//! Why a stack cannot start. Each is one line that says what to do about it.

use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::template::TemplateError;

/// Why a stack cannot start.
#[derive(Debug)]
pub enum StartError {
    /// The template cannot be read, or not be run here.
    Template(TemplateError),
    /// Something else listens on the port. `flag` chooses another.
    PortTaken {
        /// The port.
        port: u16,
        /// The flag that chooses another port.
        flag: &'static str,
    },
    /// The system does not let us listen on the port.
    Listen {
        /// The port.
        port: u16,
        /// The flag that chooses another port.
        flag: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// The data directory cannot be written to, or what is in it not be read.
    Data {
        /// The directory.
        directory: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Somebody else is using the data directory.
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
    /// The embedded database does not do what it is asked to.
    Database(String),
    /// A function of the template cannot be started.
    Function {
        /// The function's name.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The system does not give us a thread.
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
