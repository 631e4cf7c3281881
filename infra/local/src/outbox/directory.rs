//! The directory that messages are put into.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::{Data, Options, StartError};

/// Its name in the data directory.
const NAME: &str = "outbox";

/// The directory of an outbox. It is there as long as this is, and after if the data is kept.
pub(crate) enum Directory {
    /// Part of the data directory.
    Kept(PathBuf),
    /// Removed when this is dropped.
    Temporary(TempDir),
}

impl Directory {
    /// The directory that was chosen, or else the one that belongs to the data.
    pub(crate) fn of(options: &Options) -> Result<Self, StartError> {
        options.outbox.clone().map_or_else(|| Self::create(&options.data), |chosen| Ok(Self::Kept(chosen)))
    }

    /// Creates the directory that belongs to the data.
    pub(crate) fn create(data: &Data) -> Result<Self, StartError> {
        let refused = |directory| |error: io::Error| StartError::Data { directory, reason: error.to_string() };
        match data {
            Data::Memory => {
                let made = tempfile::Builder::new().prefix("outbox-").tempdir();
                made.map(Self::Temporary).map_err(refused(std::env::temp_dir()))
            }
            Data::Directory(data) => {
                let path = data.join(NAME);
                fs::create_dir_all(&path).map_err(refused(data.clone()))?;
                Ok(Self::Kept(path))
            }
        }
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Kept(path) => path,
            Self::Temporary(directory) => directory.path(),
        }
    }
}

/// The name of a message: 32 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Name(String);

impl Name {
    /// The name in an address, if it is one. Whatever is not could lead out of the directory.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_name = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name of its file.
    pub(crate) fn file(&self) -> String {
        format!("{}.eml", self.0)
    }
}

/// A message as it was put there.
pub(crate) struct Stored {
    /// Its name.
    pub(crate) name: Name,
    /// When its file was written.
    pub(crate) written: OffsetDateTime,
    /// What is in its file.
    pub(crate) bytes: Vec<u8>,
}

/// Reads the messages in a directory.
pub(crate) struct Messages {
    path: PathBuf,
}

impl Messages {
    /// Reads what is in the directory at `path`.
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// The message of that name, if there is one.
    pub(crate) fn read(&self, name: Name) -> Option<Stored> {
        let path = self.path.join(name.file());
        let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
        Some(Stored { name, written: written.into(), bytes: fs::read(path).ok()? })
    }

    /// Every message, in no order. Other files are somebody else's, or messages that are still being written.
    pub(crate) fn all(&self) -> Vec<Stored> {
        // A directory that has been deleted has no messages.
        let entries = fs::read_dir(&self.path).into_iter().flatten().filter_map(Result::ok);
        let names = entries.filter_map(|entry| Name::parse(entry.file_name().to_str()?.strip_suffix(".eml")?));
        names.filter_map(|name| self.read(name)).collect()
    }
}
