//! Sizes of programs and packages.

use crate::Outcome;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;
use std::path::Path;

/// The size of a program, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The stripped program.
    pub program: u64,
    /// Its archive, as `sam package` makes it.
    pub zip: u64,
}

/// The overhead of a ZIP archive with one file: its name twice and
/// [headers](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) of 30, 46 and 22 bytes.
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

impl Size {
    /// Measures a program.
    pub fn of(program: &Path) -> Outcome<Self> {
        let program = std::fs::read(program)?;
        // Level 6 is zlib's default, which sam uses. Zlib itself compresses about 0.3% better.
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
        encoder.write_all(&program)?;
        let zip = encoder.finish()?.len() + FRAME;
        Ok(Self { program: program.len().try_into()?, zip: zip.try_into()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_size_of_its_content_and_headers() {
        let directory = tempfile::TempDir::new().unwrap();
        let program = directory.path().join("bootstrap");
        std::fs::write(&program, [0; 100_000]).unwrap();
        let size = Size::of(&program).unwrap();
        assert_eq!(size.program, 100_000);
        assert!((150..400).contains(&size.zip), "{size:?}");
    }
}
