//! A file in memory, compressed if the browser accepts it.

use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// The size at which a file is full. In base64, a third is added; one more application has at most 100 KB.
const FULL: usize = 4_000_000;

/// The encoding of a file on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Gzip,
    Plain,
}

/// A file that is being written.
pub(crate) enum File {
    Gzip(GzEncoder<Vec<u8>>),
    Plain(Vec<u8>),
}

impl File {
    pub(crate) fn new(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Gzip => Self::Gzip(GzEncoder::new(Vec::new(), Compression::fast())),
            Encoding::Plain => Self::Plain(Vec::new()),
        }
    }

    /// Returns whether nothing more should be written.
    pub(crate) fn is_full(&self) -> bool {
        let size = match self {
            Self::Gzip(encoder) => encoder.get_ref().len(),
            Self::Plain(bytes) => bytes.len(),
        };
        size >= FULL
    }

    /// Returns the bytes.
    ///
    /// # Errors
    /// When they can't be compressed.
    pub(crate) fn finish(self) -> io::Result<Vec<u8>> {
        match self {
            Self::Gzip(encoder) => encoder.finish(),
            Self::Plain(bytes) => Ok(bytes),
        }
    }
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Plain(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
