use std::fmt;
use std::path::{Path, PathBuf};

/// A mistake in a site, and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    file: PathBuf,
    line: Option<usize>,
    message: String,
}

impl Diagnostic {
    /// Reports a mistake on a line, counted from 1.
    pub(crate) fn on_line(file: &Path, line: usize, message: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: Some(line), message: message.to_string() }
    }

    /// Reports what the TOML parser says.
    pub(crate) fn of_toml(file: &Path, text: &str, error: &toml::de::Error) -> Self {
        Self::on_line(file, line_at(text, error.span().map_or(0, |span| span.start)), error.message())
    }

    /// Returns the mistake without its place.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    /// Reports a mistake of a whole file.
    pub(crate) fn in_file(file: &Path, message: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: None, message: message.to_string() }
    }
}

impl fmt::Display for Diagnostic {
    /// Writes `file:line: message`, as compilers do and editors understand.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.message)
    }
}

/// The mistakes found so far.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    pub(crate) fn into_list(self) -> Vec<Diagnostic> {
        self.0
    }

    pub(crate) fn into_result(self) -> Result<(), Vec<Diagnostic>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// Returns the line on which the key of a TOML table is set, counted from 1.
pub(crate) fn line_of_key(toml: &str, key: &str) -> Option<usize> {
    let is_set = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    toml.lines().position(is_set).map(|before| before + 1)
}

/// Returns the line of a byte of `text`, counted from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}
