//! All measurements of a program and its first event.

use crate::Outcome;
use crate::callgrind::Instructions;
use crate::cold::{self, Starts};
use crate::stand::Stand;
use crate::subject::Subject;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::Write;
use std::path::Path;

/// The overhead of a ZIP archive with one file: its name twice and
/// [headers](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) of 30, 46 and 22 bytes.
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

/// The measurements that do not depend on the machine.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The function's or the floor's name.
    pub function: String,
    /// Its instructions.
    pub instructions: Instructions,
    /// Its size.
    pub size: Size,
}

/// The size of a program, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The stripped program.
    pub program: u64,
    /// Its archive, as `sam package` makes it.
    pub zip: u64,
}

/// All measurements.
pub struct Measured {
    /// Its starts.
    pub starts: Starts,
    /// Its instructions and size.
    pub weighed: Weighed,
    /// Instructions for another event.
    pub another: u64,
}

/// Measures every subject, with `number` starts.
pub async fn measure(stand: &Stand, subjects: &[Subject], number: usize) -> Outcome<Vec<Measured>> {
    eprintln!("starting each {number} times");
    let starts = cold::starts(stand, subjects, number).await?;
    eprintln!("counting instructions");
    let mut measured = Vec::new();
    for (subject, starts) in subjects.iter().zip(starts) {
        let weighed = weigh(stand, subject).await?;
        let another = weighed.instructions.another(stand, subject).await?;
        measured.push(Measured { starts, weighed, another });
    }
    Ok(measured)
}

/// Counts instructions and bytes.
pub async fn weigh(stand: &Stand, subject: &Subject) -> Outcome<Weighed> {
    let (function, size) = (subject.function.clone(), Size::of(&subject.launch.program)?);
    Ok(Weighed { function, instructions: Instructions::of(stand, subject).await?, size })
}

impl Weighed {
    /// Returns its instructions until readiness and until the first response, relative to the floor.
    pub fn over(&self, floor: &Self) -> (f64, f64) {
        let (own, floor) = (self.instructions, floor.instructions);
        (own.ready as f64 / floor.ready as f64, own.first as f64 / floor.first as f64)
    }
}

impl Measured {
    /// Returns the CPU time until the first response, relative to the floor.
    pub fn cpu_over(&self, floor: &Self) -> f64 {
        self.starts.first_cpu.median() / floor.starts.first_cpu.median()
    }
}

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
