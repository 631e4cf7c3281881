//! The table as a file.

use std::path::Path;

use super::item::line;
use super::{BackupError, Place, files};

/// Writes every item of a table to a new file that only its owner can read, in the order of their keys; compressed, if its
/// name ends in `.gz`. The answer is how many there are. All of them are in memory meanwhile.
///
/// While others write to the table, it is no picture of one moment: each item is as it was when it was read.
///
/// # Errors
/// If the table can't be read, or the file is there already or can't be written.
pub async fn export(from: &Place, to: &Path) -> Result<usize, BackupError> {
    let table = from.open().await?;
    let mut lines = Vec::new();
    for item in table.items(None).await? {
        let unwritable = |reason: String| BackupError::Request { operation: "Scan", reason };
        let (key, _) = table.schema.key(&item).map_err(unwritable)?;
        lines.push((key, line(&item).map_err(|error| unwritable(error.to_string()))?));
    }
    lines.sort_unstable();
    let lines: Vec<_> = lines.into_iter().map(|(_, line)| line).collect();
    files::write(to, &lines)?;
    Ok(lines.len())
}
