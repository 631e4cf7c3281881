//! Instructions, as [callgrind](https://valgrind.org/docs/manual/cl-manual.html) counts them: everything that the
//! program executes, from the dynamic linker on, without the kernel. They do not depend on load, and hardly differ
//! between runs, because of random keys and hashes.
//!
//! Valgrind's processor lacks instructions for SHA, big numbers (ADX) and AVX-512, so it overestimates cryptography.

use crate::Outcome;
use crate::stand::Stand;
use crate::subject::Subject;
use bench::{Sandbox, Signal};
use std::process::Command;
use tempfile::TempDir;

/// The number of runs. Their median counts.
const RUNS: usize = 3;

/// Returns valgrind's version.
pub fn version() -> Outcome<String> {
    let version = Command::new("valgrind").arg("--version").output();
    let version = version.map_err(
        |_| "instructions are counted by valgrind, which is not here. Debian has it: apt-get install valgrind",
    )?;
    Ok(String::from_utf8_lossy(&version.stdout).trim().to_owned())
}

/// Returns the median of the instructions from a subject's start until it asks for an event after this many.
pub async fn instructions(stand: &Stand, subject: &Subject, events: usize) -> Outcome<u64> {
    let (mut counted, mut failed) = (Vec::new(), 0);
    while counted.len() < RUNS {
        match count(stand, subject, events).await {
            Ok(instructions) => counted.push(instructions),
            // Callgrind is about fifty times slower, so calls to the table may time out.
            Err(error) if failed < RUNS => {
                eprintln!("{}: counting again, for {error}", subject.label());
                failed += 1;
            }
            Err(error) => return Err(error),
        }
    }
    counted.sort_unstable();
    counted.get(RUNS / 2).copied().ok_or_else(|| "nothing was counted".into())
}

async fn count(stand: &Stand, subject: &Subject, events: usize) -> Outcome<u64> {
    let directory = TempDir::new()?;
    let file = directory.path().join("callgrind.out");
    let written = format!("--callgrind-out-file={}", file.display());
    let launch = subject.launch.clone().run_by(&["valgrind", "--quiet", "--tool=callgrind", &written]);
    let sandbox = Sandbox::start(&launch).await?;
    sandbox.ready().await?;
    for _ in 0..events {
        stand.invoke(subject, &sandbox).await?;
    }
    sandbox.idle().await?;
    // Callgrind writes its counts when the program ends.
    sandbox.signal(Signal::TERM);
    sandbox.ended().await;
    let counted = std::fs::read_to_string(&file)?;
    total(&counted).ok_or_else(|| format!("callgrind did not count: {}", sandbox.stderr()).into())
}

/// Parses the sum at the end of callgrind's output.
fn total(written: &str) -> Option<u64> {
    written.lines().find_map(|line| line.strip_prefix("totals: ")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_total_is_parsed_from_callgrinds_output() {
        let written =
            "# callgrind format\nversion: 1\nevents: Ir\nsummary: 12\n\nfn=(0) main\n0 7\n\ntotals: 4567890\n";
        assert_eq!(total(written), Some(4_567_890));
        assert_eq!(total("# callgrind format\n"), None);
    }
}
