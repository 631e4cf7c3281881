//! Exports a table.

use std::path::Path;

use crate::item::line;
use crate::{BackupError, Table, files};

/// Writes every item of a table, sorted by key, to a new file that only its owner can read, compressed if its name ends
/// in `.gz`. Returns the number of items. All of them are held in memory.
///
/// The export is not a snapshot: an item that changes meanwhile has the value at the time it was read.
///
/// # Errors
/// If the table can't be read, or the file exists or can't be written.
pub async fn export(from: &Table, to: &Path) -> Result<usize, BackupError> {
    let mut lines = Vec::new();
    for item in from.items(None).await? {
        let unwritable = |reason: String| BackupError::Request { operation: "Scan", reason };
        let (key, _) = from.schema.key(&item).map_err(unwritable)?;
        lines.push((key, line(&item).map_err(|error| unwritable(error.to_string()))?));
    }
    lines.sort_unstable();
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    files::write(to, &lines)?;
    Ok(lines.len())
}
