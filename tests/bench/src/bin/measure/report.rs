//! The measurements, as the tables of `docs/performance.md`.

use crate::budget::Budget;
use crate::cold::{self, Starts};
use crate::measured::{Measured, measure};
use crate::subject::Subject;
use crate::table::{Column, kilobytes, millions, table, times};
use crate::warm::{self, Warm};
use crate::{Outcome, callgrind, growth, page, stand};
use std::fs;
use std::num::NonZero;
use std::thread::available_parallelism;

/// Measures and prints what the functions cost.
pub async fn functions(starts: usize, events: usize, write: bool) -> Outcome<()> {
    let machine = machine()?;
    let (stand, budget) = (stand().await?, Budget::embedded()?);
    let measured = measure(&stand, &Subject::all(&stand)?, starts).await?;
    eprintln!("{events} events of each kind");
    let warm = warm::series(&stand, events).await?;
    let [floor, again, ..] = measured.as_slice() else { return Err("the floors were not measured".into()) };
    let texts = [
        ("machine", format!("{machine} {starts} starts each.\n\n{}", noise(floor, again))),
        ("goals", goals(&measured, floor, &budget)),
        ("starts", starts_table(measured.iter().map(|measured| &measured.starts))),
        ("instructions", instructions(&measured, floor)),
        ("warm", warm_table(&warm)),
    ];
    show(&texts, write)
}

/// Measures and prints the starts of the floors, and those whose label contains a text.
pub async fn starts(starts: usize, label: &str) -> Outcome<()> {
    let stand = stand().await?;
    let mut subjects = Subject::all(&stand)?;
    let is_floor = |subject: &Subject| subject.function.starts_with("floor");
    subjects.retain(|subject| is_floor(subject) || subject.label().contains(label));
    if subjects.iter().all(is_floor) {
        return Err(format!("no first event is called {label}").into());
    }
    println!("{}", starts_table(&cold::starts(&stand, &subjects, starts).await?));
    Ok(())
}

/// Measures and prints what large sites cost.
pub async fn growth(write: bool) -> Outcome<()> {
    callgrind::version()?;
    show(&[("sites", sites_table(&growth::sites(&stand().await?).await?))], write)
}

fn show(texts: &[(&'static str, String)], write: bool) -> Outcome<()> {
    for (_, text) in texts {
        println!("{text}");
    }
    if write { page::write(texts) } else { Ok(()) }
}

/// Describes the machine and its load in a sentence.
fn machine() -> Outcome<String> {
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

fn noise(floor: &Measured, again: &Measured) -> String {
    format!(
        "Noise: the floor measured again took {:.2} times as long to its first answer, {:.2} times as long on a \
         processor, and {:.4} times the instructions.",
        again.starts.first.median() / floor.starts.first.median(),
        again.cpu_over(floor),
        again.weighed.over(&floor.weighed).1
    )
}

/// Returns the table of each budgeted function's first event.
fn goals(measured: &[Measured], floor: &Measured, budget: &Budget) -> String {
    let mut rows: Vec<_> = measured
        .iter()
        .filter_map(|measured| Some((measured, budget.limits(&measured.weighed.function)?.goal)))
        .collect();
    rows.dedup_by(|(second, _), (first, _)| second.weighed.function == first.weighed.function);
    let ratio = |goal: Option<f64>| goal.map_or(String::new(), |goal| format!("{goal:.1}"));
    table(
        &rows,
        &[
            ("function", &|(measured, _)| measured.starts.label()),
            ("to first answer: instructions, × floor", &|(measured, _)| {
                times(measured.weighed.over(&floor.weighed).1)
            }),
            ("goal", &|(_, goal)| ratio(goal.instructions)),
            ("CPU, × floor", &|(measured, _)| times(measured.cpu_over(floor))),
            ("goal", &|(_, goal)| ratio(goal.cpu)),
            ("zip, KB", &|(measured, _)| kilobytes(measured.weighed.zip)),
            ("goal", &|(_, goal)| kilobytes(goal.zip)),
        ],
    )
}

fn instructions(measured: &[Measured], floor: &Measured) -> String {
    let over = |measured: &Measured| measured.weighed.over(&floor.weighed);
    table(
        measured,
        &[
            ("first event", &|measured| measured.starts.label()),
            ("to readiness, M", &|measured| millions(measured.weighed.ready)),
            ("× floor", &|measured| times(over(measured).0)),
            ("to first answer, M", &|measured| millions(measured.weighed.first)),
            ("× floor", &|measured| times(over(measured).1)),
            ("another, M", &|measured| millions(measured.another)),
            ("program, KB", &|measured| kilobytes(measured.weighed.program)),
            ("zip, KB", &|measured| kilobytes(measured.weighed.zip)),
            ("× floor", &|measured| times(measured.weighed.zip as f64 / floor.weighed.zip as f64)),
        ],
    )
}

/// Returns the table of starts. The first is the floor's.
fn starts_table<'a>(starts: impl IntoIterator<Item = &'a Starts>) -> String {
    let starts: Vec<_> = starts.into_iter().collect();
    let Some(floor) = starts.first() else { return String::new() };
    let columns: [Column<&Starts>; _] = [
        ("first event", &|starts| starts.label()),
        ("ready, ms", &|starts| starts.ready.middle(2)),
        ("CPU, ms", &|starts| starts.ready_cpu.middle(2)),
        ("× floor", &|starts| times(starts.ready_cpu.median() / floor.ready_cpu.median())),
        ("first answer, ms", &|starts| starts.first.middle(2)),
        ("p5–p95", &|starts| starts.first.spread(1)),
        ("× floor", &|starts| times(starts.first.median() / floor.first.median())),
        ("CPU, ms", &|starts| starts.first_cpu.middle(2)),
        ("p5–p95", &|starts| starts.first_cpu.spread(1)),
        ("× floor", &|starts| times(starts.first_cpu.median() / floor.first_cpu.median())),
        ("memory, MiB", &|starts| starts.memory.middle(1)),
        ("page faults", &|starts| starts.faults.middle(0)),
    ];
    table(&starts, &columns)
}

fn warm_table(warm: &[Warm]) -> String {
    table(
        warm,
        &[
            ("event", &|warm| format!("{}: {}", warm.function, warm.event)),
            ("CPU, µs", &|warm| format!("{:.0}", warm.cpu)),
            ("p50, ms", &|warm| warm.took.middle(2)),
            ("p99, ms", &|warm| format!("{:.2}", warm.took.percentile(99))),
            ("most memory so far, MiB", &|warm| format!("{:.1}", warm.memory)),
        ],
    )
}

fn sites_table(sites: &[(usize, Measured)]) -> String {
    table(
        sites,
        &[
            ("first event", &|(_, measured)| measured.starts.event_name.to_owned()),
            ("content files", &|(files, _)| files.to_string()),
            ("to readiness, M instructions", &|(_, measured)| millions(measured.weighed.ready)),
            ("to first answer, M", &|(_, measured)| millions(measured.weighed.first)),
            ("another, M", &|(_, measured)| millions(measured.another)),
            ("CPU to first answer, ms", &|(_, measured)| measured.starts.first_cpu.middle(2)),
            ("memory, MiB", &|(_, measured)| measured.starts.memory.middle(1)),
            ("program, KB", &|(_, measured)| kilobytes(measured.weighed.program)),
            ("zip, KB", &|(_, measured)| kilobytes(measured.weighed.zip)),
        ],
    )
}
