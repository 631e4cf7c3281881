//! What is wrong with a site, and where.

use std::fmt;
use std::path::{Path, PathBuf};

/// Something that must be mended before the site can be built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    file: PathBuf,
    line: Option<usize>,
    message: String,
}

impl Problem {
    /// At a line, counted from 1.
    pub(crate) fn at(file: &Path, line: usize, message: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: Some(line), message: message.to_string() }
    }

    /// With the file as a whole.
    pub(crate) fn whole(file: &Path, message: impl fmt::Display) -> Self {
        Self { file: file.to_owned(), line: None, message: message.to_string() }
    }
}

impl fmt::Display for Problem {
    /// `file:line: message`, as compilers write it and editors read it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, "{line}:")?;
        }
        write!(f, " {}", self.message)
    }
}

/// The problems found so far.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(crate) fn into_list(self) -> Vec<Problem> {
        self.0
    }

    pub(crate) fn into_result(self) -> Result<(), Vec<Problem>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// The line that a byte of `text` stands on, counted from 1.
pub(crate) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}
