//! A description of this machine.

use crate::Outcome;
use crate::callgrind;
use std::fs;
use std::num::NonZero;
use std::thread::available_parallelism;

/// Describes the machine and its load in a sentence.
pub fn described() -> Outcome<String> {
    let read = |file: &str| fs::read_to_string(file).unwrap_or_default();
    let processor = read("/proc/cpuinfo");
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("a processor without a name", |(_, name)| name);
    let kernel = read("/proc/sys/kernel/osrelease");
    let load = read("/proc/loadavg");
    let load = load.split_whitespace().next().unwrap_or("unknown");
    let processors = available_parallelism().map_or(1, NonZero::get);
    let (kernel, valgrind) = (kernel.trim(), callgrind::version()?);
    Ok(format!("{model}, {processors} processors, Linux {kernel}, {valgrind}; load before the run: {load}."))
}
