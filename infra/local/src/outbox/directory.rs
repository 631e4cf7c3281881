//! The directory of an outbox.

use std::fs;
use std::path::{Path, PathBuf};

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

/// The file of a message.
pub(super) struct Stored {
    pub(super) name: String,
    /// The time at which the file was written.
    pub(super) written: OffsetDateTime,
    pub(super) bytes: Vec<u8>,
}

/// Reads the message with this name, if it exists. A name has 32 hexadecimal digits, so it can't lead out of the
/// directory.
pub(super) fn read(directory: &Path, name: &str) -> Option<Stored> {
    let is_name = name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let path = is_name.then(|| directory.join(format!("{name}.eml")))?;
    let written = fs::metadata(&path).and_then(|metadata| metadata.modified()).ok()?;
    Some(Stored { name: name.to_owned(), written: written.into(), bytes: fs::read(path).ok()? })
}

/// Reads every message, in no particular order. Files with other names are not messages or are still being written.
pub(super) fn all(directory: &Path) -> Vec<Stored> {
    // A directory that has been deleted has no messages.
    let entries = fs::read_dir(directory).into_iter().flatten().filter_map(Result::ok);
    let message = |name: std::ffi::OsString| read(directory, name.to_str()?.strip_suffix(".eml")?);
    entries.filter_map(|entry| message(entry.file_name())).collect()
}
