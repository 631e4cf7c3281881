//! A part of a processor: what Lambda gives a function, by its memory.

use crate::Outcome;
use rustix::process::Pid;
use std::fs;
use std::path::{Path, PathBuf};

/// After so many microseconds Linux gives what it may have for the next ones.
const PERIOD: u32 = 20_000;

/// A [control group](https://docs.kernel.org/admin-guide/cgroup-v2.html) of programs that share a part of a processor.
/// It is removed again, when its programs have ended.
pub struct Share(PathBuf);

impl Share {
    /// So many hundredths of a processor.
    ///
    /// # Errors
    /// Where there are no control groups, or making one is not allowed.
    pub fn of(hundredths: u32) -> Outcome<Self> {
        let quota = hundredths * PERIOD / 100;
        let name = format!("measure-{}", std::process::id());
        // Where both versions are mounted, processors are the first one's.
        let first = Path::new("/sys/fs/cgroup/cpu");
        let limits = if first.is_dir() {
            vec![("cpu.cfs_period_us", PERIOD.to_string()), ("cpu.cfs_quota_us", quota.to_string())]
        } else {
            vec![("cpu.max", format!("{quota} {PERIOD}"))]
        };
        let group = if first.is_dir() { first.join(name) } else { Path::new("/sys/fs/cgroup").join(name) };
        fs::create_dir(&group).map_err(|error| format!("{}: {error}", group.display()))?;
        let share = Self(group);
        for (file, limit) in limits {
            fs::write(share.0.join(file), limit)?;
        }
        Ok(share)
    }

    /// Moves a program there, with all of its threads.
    ///
    /// # Errors
    /// If it has ended.
    pub fn give(&self, program: Pid) -> Outcome<()> {
        Ok(fs::write(self.0.join("cgroup.procs"), program.as_raw_nonzero().to_string())?)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // What is left of it holds nothing and costs nothing.
        let _ = fs::remove_dir(&self.0);
    }
}
