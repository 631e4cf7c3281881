//! Writes messages to files.

use crate::message::Message;
use std::path::Path;
use std::{fs, io};

/// Writes a message atomically, so that readers never see half of one. A message that is sent twice becomes one file.
pub(super) fn write(directory: &Path, message: &Message) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let new = directory.join(format!("{}.new", message.id));
    fs::write(&new, &message.content)?;
    fs::rename(new, directory.join(format!("{}.eml", message.id)))
}
