//! Errors at the start of a stack.

use std::fmt::{self, Display};
use std::path::Path;

use crate::template::TemplateError;

/// An error at the start of a stack: one line that says what to do.
#[derive(Debug)]
pub struct StartError(String);

impl StartError {
    /// Says what failed, and why.
    pub fn new(what: impl Into<String>, why: &dyn Display) -> Self {
        Self(format!("{}: {why}", what.into()))
    }

    /// A function that can't be started.
    pub(crate) fn function(name: &str, why: &dyn Display) -> Self {
        Self::new(format!("cannot start the function {name}"), why)
    }

    /// A data directory that can't be used.
    pub(crate) fn data(directory: &Path, why: &dyn Display) -> Self {
        let what = format!("cannot keep data in {} ({why})", directory.display());
        Self::new(what, &"choose another place with --data DIR, or use --memory")
    }
}

impl Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for StartError {}

impl From<TemplateError> for StartError {
    fn from(error: TemplateError) -> Self {
        Self(error.to_string())
    }
}
