//! Reads the files that authors write.

use crate::diagnostic::{Diagnostic, Diagnostics};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// What a response of AWS Lambda can carry of a file or page, in bytes. It may have
/// [6 MB](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html), in which headers and the JSON around
/// them count too, and in which three bytes of a body take four characters of base64.
pub(crate) const LARGEST: usize = (6 * 1024 * 1024 - 16 * 1024) / 4 * 3;

/// Reads a text, with `\n` after each line, and without the byte order mark that some editors write.
pub(crate) fn read_text(file: &Path) -> Result<String, Diagnostic> {
    let text = std::fs::read_to_string(file).map_err(|error| unreadable(file, &error))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n"))
}

/// Says why a file or directory can't be read.
pub(crate) fn unreadable(file: &Path, error: &Error) -> Diagnostic {
    match error.kind() {
        ErrorKind::NotFound => Diagnostic::in_file(file, "is missing"),
        ErrorKind::InvalidData => Diagnostic::in_file(file, "is no UTF-8 text: save it with the encoding UTF-8"),
        _ => Diagnostic::in_file(file, error),
    }
}

/// Returns every file below `directory` in path order, except hidden ones.
pub(crate) fn files(directory: &Path, diagnostics: &mut Diagnostics) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    let entries = match std::fs::read_dir(directory).and_then(Iterator::collect::<Result<Vec<_>, _>>) {
        Ok(entries) => entries,
        Err(error) => {
            diagnostics.push(unreadable(directory, &error));
            return paths;
        }
    };
    for entry in entries.iter().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        let path = entry.path();
        if path.is_dir() { paths.extend(files(&path, diagnostics)) } else { paths.push(path) }
    }
    paths.sort();
    paths
}
