//! Files of lines.

use std::fmt;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::BackupError;

/// The first bytes of a gzip file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The location of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub path: PathBuf,
    /// The line number, from 1.
    pub line: usize,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path.display(), self.line)
    }
}

/// The lines of files, one per item.
#[derive(Debug)]
pub struct Lines(pub(crate) Vec<(Origin, String)>);

impl Lines {
    /// Reads files, compressed or not. A directory stands for the `*.json.gz` in it, because AWS also puts descriptions
    /// of the export there.
    ///
    /// # Errors
    /// If a file can't be read, a directory has no such files, or there are no lines.
    pub fn read(paths: &[PathBuf]) -> Result<Self, BackupError> {
        let mut lines = Vec::new();
        for path in paths {
            for path in files(path)? {
                let text = text(&path).map_err(|source| BackupError::File { path: path.clone(), source })?;
                let nonblank = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
                let origin = |index| Origin { path: path.clone(), line: index + 1 };
                lines.extend(nonblank.map(|(index, line)| (origin(index), line.to_owned())));
            }
        }
        if lines.is_empty() { Err(BackupError::NoLines) } else { Ok(Self(lines)) }
    }
}

fn files(path: &Path) -> Result<Vec<PathBuf>, BackupError> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let failed = |source| BackupError::File { path: path.to_owned(), source };
    let entries: io::Result<Vec<_>> = fs::read_dir(path).map_err(failed)?.map(|entry| Ok(entry?.path())).collect();
    let mut paths = entries.map_err(failed)?;
    paths.retain(|path| path.to_string_lossy().ends_with(".json.gz"));
    paths.sort();
    if paths.is_empty() { Err(BackupError::NoFiles(path.to_owned())) } else { Ok(paths) }
}

fn text(path: &Path) -> io::Result<String> {
    let bytes = fs::read(path)?;
    if !bytes.starts_with(&GZIP) {
        return String::from_utf8(bytes).map_err(io::Error::other);
    }
    let mut text = String::new();
    MultiGzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    Ok(text)
}

/// Writes a new file that only its owner can read, compressed if its name ends in `.gz`. Removes the file if it can't be
/// finished.
pub(crate) fn write(path: &Path, lines: &[String]) -> Result<(), BackupError> {
    let failed = |source| BackupError::File { path: path.to_owned(), source };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    let compressed = path.extension().is_some_and(|extension| extension == "gz");
    let written = if compressed {
        let mut encoder = GzEncoder::new(BufWriter::new(&file), Compression::default());
        write_lines(&mut encoder, lines).and_then(|()| encoder.finish()?.flush())
    } else {
        let mut writer = BufWriter::new(&file);
        write_lines(&mut writer, lines).and_then(|()| writer.flush())
    };
    written.and_then(|()| file.sync_all()).map_err(|error| {
        let _ = fs::remove_file(path);
        failed(error)
    })
}

fn write_lines(to: &mut impl Write, lines: &[String]) -> io::Result<()> {
    lines.iter().try_for_each(|line| writeln!(to, "{line}"))
}
