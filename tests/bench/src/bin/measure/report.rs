//! The measurements, as the tables of `docs/performance.md`.

use crate::budget::{Budget, Weighed};
use crate::cold::{self, Cold};
use crate::growth::{self, Grown, RequestCost};
use crate::subject::Subject;
use crate::table::{Column, kilobytes, mebibytes, millions, table, times};
use crate::warm::{self, Warm};
use crate::{Outcome, callgrind, machine, page, stand, weigh};

/// Measures and prints what the functions cost.
pub async fn functions(starts: usize, events: usize, write: bool) -> Outcome<()> {
    let machine = machine::described()?;
    let (stand, budget) = (stand().await?, Budget::embedded()?);
    let subjects = Subject::all(&stand)?;
    eprintln!("starting each {starts} times");
    let cold = cold::starts(&stand, &subjects, starts).await?;
    eprintln!("{events} events of each kind");
    let warm = warm::series(&stand, events).await?;
    eprintln!("counting instructions");
    let mut measured = Vec::new();
    for (subject, cold) in subjects.iter().zip(cold) {
        let weighed = weigh(&stand, subject).await?;
        let another = weighed.instructions.another(&stand, subject).await?;
        measured.push(Measured { started: Started { label: subject.label(), cold }, weighed, another });
    }
    let [floor, again, ..] = measured.as_slice() else { return Err("the floors were not measured".into()) };
    let texts = [
        ("machine", format!("{machine} {starts} starts each.\n\n{}", noise(floor, again))),
        ("goals", goals(&measured, floor, &budget)),
        ("starts", starts_table(measured.iter().map(|measured| &measured.started))),
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
    let cold = cold::starts(&stand, &subjects, starts).await?;
    let started = subjects.iter().zip(cold).map(|(subject, cold)| Started { label: subject.label(), cold });
    println!("{}", starts_table(&started.collect::<Vec<_>>()));
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

/// A function's starts.
struct Started {
    label: String,
    cold: Cold,
}

/// All measurements of a function.
struct Measured {
    started: Started,
    weighed: Weighed,
    /// Instructions for another event.
    another: u64,
}

impl Measured {
    /// Returns the CPU time until the first response, relative to the floor.
    fn cpu_over(&self, floor: &Self) -> f64 {
        self.started.cold.first_cpu.median() / floor.started.cold.first_cpu.median()
    }
}

fn noise(floor: &Measured, again: &Measured) -> String {
    let first = again.started.cold.first.median() / floor.started.cold.first.median();
    format!(
        "Noise: the floor measured again took {first:.2} times as long to its first answer, {:.2} times as long on a \
         processor, and {:.4} times the instructions.",
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
            ("function", &|(measured, _)| measured.started.label.clone()),
            ("to first answer: instructions, × floor", &|(measured, _)| {
                times(measured.weighed.over(&floor.weighed).1)
            }),
            ("goal", &|(_, goal)| ratio(goal.instructions)),
            ("CPU, × floor", &|(measured, _)| times(measured.cpu_over(floor))),
            ("goal", &|(_, goal)| ratio(goal.cpu)),
            ("zip, KB", &|(measured, _)| kilobytes(measured.weighed.size.zip)),
            ("goal", &|(_, goal)| kilobytes(goal.zip)),
        ],
    )
}

#[allow(clippy::cast_precision_loss, reason = "to three digits")]
fn instructions(measured: &[Measured], floor: &Measured) -> String {
    let over = |measured: &Measured| measured.weighed.over(&floor.weighed);
    table(
        measured,
        &[
            ("first event", &|measured| measured.started.label.clone()),
            ("to readiness, M", &|measured| millions(measured.weighed.instructions.ready)),
            ("× floor", &|measured| times(over(measured).0)),
            ("to first answer, M", &|measured| millions(measured.weighed.instructions.first)),
            ("× floor", &|measured| times(over(measured).1)),
            ("another, M", &|measured| millions(measured.another)),
            ("program, KB", &|measured| kilobytes(measured.weighed.size.program)),
            ("zip, KB", &|measured| kilobytes(measured.weighed.size.zip)),
            ("× floor", &|measured| times(measured.weighed.size.zip as f64 / floor.weighed.size.zip as f64)),
        ],
    )
}

/// Returns the table of starts. The first is the floor's.
fn starts_table<'a>(started: impl IntoIterator<Item = &'a Started>) -> String {
    let started: Vec<_> = started.into_iter().collect();
    let Some(floor) = started.first().map(|floor| &floor.cold) else { return String::new() };
    let columns: [Column<&Started>; _] = [
        ("first event", &|started| started.label.clone()),
        ("ready, ms", &|started| format!("{:.2}", started.cold.ready.median())),
        ("CPU, ms", &|started| format!("{:.2}", started.cold.ready_cpu.median())),
        ("× floor", &|started| times(started.cold.ready_cpu.median() / floor.ready_cpu.median())),
        ("first answer, ms", &|started| format!("{:.2}", started.cold.first.median())),
        ("p5–p95", &|started| started.cold.first.spread(1)),
        ("× floor", &|started| times(started.cold.first.median() / floor.first.median())),
        ("CPU, ms", &|started| format!("{:.2}", started.cold.first_cpu.median())),
        ("p5–p95", &|started| started.cold.first_cpu.spread(1)),
        ("× floor", &|started| times(started.cold.first_cpu.median() / floor.first_cpu.median())),
        ("memory, MiB", &|started| mebibytes(started.cold.memory)),
        ("page faults", &|started| started.cold.faults.to_string()),
    ];
    table(&started, &columns)
}

fn warm_table(warm: &[Warm]) -> String {
    table(
        warm,
        &[
            ("event", &|warm| format!("{}: {}", warm.function, warm.event)),
            ("CPU, µs", &|warm| format!("{:.0}", warm.cpu)),
            ("p50, ms", &|warm| format!("{:.2}", warm.took.median())),
            ("p99, ms", &|warm| format!("{:.2}", warm.took.percentile(99))),
            ("most memory so far, MiB", &|warm| mebibytes(warm.memory)),
        ],
    )
}

fn sites_table(sites: &[Grown]) -> String {
    let mut rows: Vec<(usize, &RequestCost, &Grown)> = sites
        .iter()
        .flat_map(|site| site.requests.iter().enumerate().map(move |(event, cost)| (event, cost, site)))
        .collect();
    rows.sort_by_key(|(event, ..)| *event);
    table(
        &rows,
        &[
            ("first event", &|(_, cost, _)| cost.request.to_owned()),
            ("content files", &|(.., site)| site.files.to_string()),
            ("to readiness, M instructions", &|(_, cost, _)| millions(cost.instructions.ready)),
            ("to first answer, M", &|(_, cost, _)| millions(cost.instructions.first)),
            ("another, M", &|(_, cost, _)| millions(cost.another)),
            ("CPU to first answer, ms", &|(_, cost, _)| format!("{:.2}", cost.cold.first_cpu.median())),
            ("memory, MiB", &|(_, cost, _)| mebibytes(cost.cold.memory)),
            ("program, KB", &|(.., site)| kilobytes(site.size.program)),
            ("zip, KB", &|(.., site)| kilobytes(site.size.zip)),
        ],
    )
}
