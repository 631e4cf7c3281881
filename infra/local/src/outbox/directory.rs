//! The directory of an outbox.

use std::fs;
use std::path::{Path, PathBuf};

use serde::Serialize;
use tempfile::TempDir;
use time::OffsetDateTime;

use crate::{Data, Options, StartError};

/// The directory of an outbox. A temporary one is removed when this is dropped.
pub(crate) struct Directory {
    path: PathBuf,
    _temporary: Option<TempDir>,
}

impl Directory {
    /// Opens the chosen directory, or creates one with the data.
    pub(crate) fn open(options: &Options) -> Result<Self, StartError> {
        let path = match (&options.outbox, &options.data) {
            (Some(chosen), _) => chosen.clone(),
            (None, Data::Directory(data)) => {
                let path = data.join("outbox");
                fs::create_dir_all(&path).map_err(|error| StartError::data(data, &error))?;
                path
            }
            (None, Data::Memory) => {
                let made = tempfile::Builder::new().prefix("outbox-").tempdir();
                let temporary = made.map_err(|error| StartError::data(&std::env::temp_dir(), &error))?;
                return Ok(Self { path: temporary.path().to_owned(), _temporary: Some(temporary) });
            }
        };
        Ok(Self { path, _temporary: None })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// The name of a message: 32 hexadecimal digits, so that it can't lead out of the directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(super) struct Name(String);

impl Name {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let is_name = text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_name.then(|| Self(text.to_owned()))
    }
}

/// The file of a message.
pub(super) struct Stored {
    pub(super) name: Name,
    /// The time at which the file was written.
    pub(super) written: OffsetDateTime,
    pub(super) bytes: Vec<u8>,
}

/// Reads the message with this name, if it exists.
pub(super) fn read(directory: &Path, name: Name) -> Option<Stored> {
    let path = directory.join(format!("{}.eml", name.0));
    let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
    Some(Stored { name, written: written.into(), bytes: fs::read(path).ok()? })
}

/// Reads every message, in no particular order. Files with other names are not messages or are still being written.
pub(super) fn all(directory: &Path) -> Vec<Stored> {
    // A directory that has been deleted has no messages.
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    let names = entries.filter_map(|entry| Name::parse(entry.file_name().to_str()?.strip_suffix(".eml")?));
    names.filter_map(|name| read(directory, name)).collect()
}
