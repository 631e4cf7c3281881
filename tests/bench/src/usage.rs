//! What a running program has used, as Linux counts it.

use rustix::process::Pid;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// What a program has used since its start.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// The time that its threads were on a processor. `/proc/PID/task/*/schedstat` counts nanoseconds, where
    /// `/proc/PID/stat` counts hundredths of a second.
    pub cpu: Duration,
    /// The most memory it has had at once, in bytes: what was resident, the program's own pages among it.
    pub peak_memory: u64,
    /// How often it touched a page that it did not have yet, and that was in memory: each is a detour through the kernel.
    pub page_faults: u64,
}

impl Usage {
    /// What a program has used so far; nothing, if it has ended.
    pub(crate) fn of(pid: Pid) -> Self {
        let proc = PathBuf::from(format!("/proc/{pid}"));
        let threads = fs::read_dir(proc.join("task")).into_iter().flatten().flatten();
        let on_processor = |thread: fs::DirEntry| -> Option<u64> {
            fs::read_to_string(thread.path().join("schedstat")).ok()?.split_whitespace().next()?.parse().ok()
        };
        let status = fs::read_to_string(proc.join("status")).unwrap_or_default();
        let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        // The tenth field (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html), counted from behind the second:
        // that is a name in brackets, which may have spaces.
        let stat = fs::read_to_string(proc.join("stat")).unwrap_or_default();
        let faults = stat.rsplit(')').next().and_then(|fields| fields.split_whitespace().nth(7));
        Self {
            cpu: Duration::from_nanos(threads.filter_map(on_processor).sum()),
            peak_memory: kibibytes.and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024,
            page_faults: faults.and_then(|faults| faults.parse().ok()).unwrap_or(0),
        }
    }
}
