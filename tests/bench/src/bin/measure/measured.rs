//! All measurements of a program and its first event.

use crate::Outcome;
use crate::callgrind;
use crate::cold::{self, Starts};
use crate::stand::Stand;
use crate::subject::Subject;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::io::{self, Write};

/// The overhead of a ZIP archive with one file: its name twice and
/// [headers](https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT) of 30, 46 and 22 bytes.
const FRAME: usize = 30 + 46 + 22 + 2 * "bootstrap".len();

/// The measurements that do not depend on the machine.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The function's or the floor's name.
    pub function: String,
    /// Instructions until it asks for its first event.
    pub ready: u64,
    /// Instructions until it asks for its second event.
    pub first: u64,
    /// The size of the stripped program, in bytes.
    pub program: u64,
    /// The size of its archive, as `sam package` makes it, in bytes.
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
        let another = callgrind::instructions(stand, subject, 2).await?.saturating_sub(weighed.first);
        measured.push(Measured { starts, weighed, another });
    }
    Ok(measured)
}

/// Counts instructions and bytes.
pub async fn weigh(stand: &Stand, subject: &Subject) -> Outcome<Weighed> {
    let program = std::fs::read(&subject.launch.program)?;
    Ok(Weighed {
        function: subject.function.clone(),
        ready: callgrind::instructions(stand, subject, 0).await?,
        first: callgrind::instructions(stand, subject, 1).await?,
        program: program.len().try_into()?,
        zip: zip(&program)?.try_into()?,
    })
}

impl Weighed {
    /// Returns its instructions until readiness and until the first response, relative to the floor.
    pub fn over(&self, floor: &Self) -> (f64, f64) {
        (self.ready as f64 / floor.ready as f64, self.first as f64 / floor.first as f64)
    }
}

impl Measured {
    /// Returns the CPU time until the first response, relative to the floor.
    pub fn cpu_over(&self, floor: &Self) -> f64 {
        self.starts.first_cpu.median() / floor.starts.first_cpu.median()
    }
}

/// Returns the size of a program's archive.
fn zip(program: &[u8]) -> io::Result<usize> {
    // Level 6 is zlib's default, which sam uses. Zlib itself compresses about 0.3% better.
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    encoder.write_all(program)?;
    Ok(encoder.finish()?.len() + FRAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_archive_has_the_size_of_its_content_and_headers() {
        let size = zip(&[0; 100_000]).unwrap();
        assert!((150..400).contains(&size), "{size}");
    }
}
