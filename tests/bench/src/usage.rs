//! The resources that a program has used, as Linux counts them.

use rustix::process::Pid;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

/// Resources that a program has used since its start.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    /// CPU time of its threads. `/proc/PID/task/*/schedstat` counts nanoseconds; `/proc/PID/stat` only hundredths of a
    /// second.
    pub cpu: Duration,
    /// Peak resident memory in MiB, including the program's own pages.
    pub peak_memory: f64,
    /// Minor page faults: first touches of pages that were in memory already.
    pub page_faults: u64,
}

impl Usage {
    /// Reads a program's usage; zero if it has ended.
    pub(crate) fn of(pid: Pid) -> Self {
        let proc = PathBuf::from(format!("/proc/{pid}"));
        let threads = fs::read_dir(proc.join("task")).into_iter().flatten().flatten();
        let on_processor = |thread: fs::DirEntry| -> Option<u64> {
            fs::read_to_string(thread.path().join("schedstat")).ok()?.split_whitespace().next()?.parse().ok()
        };
        let status = fs::read_to_string(proc.join("status")).unwrap_or_default();
        let kibibytes = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.split_whitespace().next());
        // The tenth field (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html), counted after the second: a
        // name in parentheses that may contain spaces.
        let stat = fs::read_to_string(proc.join("stat")).unwrap_or_default();
        let faults = stat.rsplit(')').next().and_then(|fields| fields.split_whitespace().nth(7));
        Self {
            cpu: Duration::from_nanos(threads.filter_map(on_processor).sum()),
            peak_memory: kibibytes.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or_default() / 1024.0,
            page_faults: faults.and_then(|faults| faults.parse().ok()).unwrap_or(0),
        }
    }
}
