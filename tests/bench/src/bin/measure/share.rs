//! A part of a processor: what Lambda gives a function, by its memory.

use crate::Outcome;
use bench::Sandbox;
use std::fs;
use std::path::{Path, PathBuf};

/// Microseconds after which Linux renews what a program may use. AWS does not say what they are on Lambda.
const PERIOD: u32 = 20_000;

/// A [control group](https://docs.kernel.org/admin-guide/cgroup-v2.html) for one program. Of version 2, the root's
/// `cgroup.subtree_control` must have `cpu`.
pub struct Share {
    group: PathBuf,
    program: String,
}

impl Share {
    /// Gives a program so many hundredths of a processor from now on, all of its threads together.
    ///
    /// # Errors
    /// Where there are no control groups, or making one is not allowed; if the program has ended.
    pub fn of(hundredths: u32, sandbox: &Sandbox) -> Outcome<Self> {
        let quota = hundredths * (PERIOD / 100);
        let program = sandbox.pid().as_raw_nonzero().to_string();
        // Where both versions are mounted, processors are the first one's.
        let first = Path::new("/sys/fs/cgroup/cpu");
        let is_first = first.is_dir();
        let group = if is_first { first } else { Path::new("/sys/fs/cgroup") }.join(format!("measure-{program}"));
        fs::create_dir(&group).map_err(|error| format!("{}: {error}", group.display()))?;
        let share = Self { group, program };
        if is_first {
            share.write("cpu.cfs_period_us", &PERIOD.to_string())?;
            share.write("cpu.cfs_quota_us", &quota.to_string())?;
        } else {
            share.write("cpu.max", &format!("{quota} {PERIOD}"))?;
        }
        share.write("cgroup.procs", &share.program)?;
        Ok(share)
    }

    /// Lets the program have as much as there is.
    ///
    /// # Errors
    /// If it has ended.
    pub fn end(self) -> Outcome<()> {
        self.write("../cgroup.procs", &self.program)
    }

    fn write(&self, file: &str, text: &str) -> Outcome<()> {
        let file = self.group.join(file);
        fs::write(&file, text).map_err(|error| format!("{}: {error}", file.display()).into())
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // What is left of one holds nothing and costs nothing.
        let _ = fs::remove_dir(&self.group);
    }
}
