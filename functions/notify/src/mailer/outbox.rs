//! Messages as files.

use crate::message::Message;
use std::path::Path;
use std::{fs, io};

/// Writes a message in one piece, so that whoever looks never finds half of one. The same message twice is one file.
pub(super) fn write(directory: &Path, message: &Message) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let new = directory.join(format!("{}.new", message.id));
    fs::write(&new, &message.content)?;
    fs::rename(new, directory.join(format!("{}.eml", message.id)))
}
