//! What is uploaded.

use crate::Outcome;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;
use std::path::Path;

/// How large a program is, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The program itself, without what debuggers want.
    pub program: u64,
    /// The archive that `sam package` makes of it.
    pub zip: u64,
}

/// What a ZIP archive with one file has beside its content: its name twice, and the
/// [headers](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) (30, 46 and 22 bytes).
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

impl Size {
    /// Weighs a program.
    pub fn of(program: &Path) -> Outcome<Self> {
        let program = std::fs::read(program)?;
        // As sam, which leaves the level to zlib: 6. Zlib's own archive is about 0.3% smaller.
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
