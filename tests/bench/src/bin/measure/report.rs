//! Everything that is measured, as tables and as a picture.

use crate::budget::{Budget, Weighed};
use crate::cold::{self, Cold};
use crate::crowd::{self, Crowd};
use crate::growth::{self, Grown};
use crate::picture::{Bar, Chart, picture};
use crate::stand::Stand;
use crate::subject::Subject;
use crate::table::{Table, kilobytes, mebibytes, millions, times};
use crate::warm::{self, Warm};
use crate::{Outcome, callgrind, machine, page, stand, weigh};

/// Sandboxes that send at once.
const CROWDS: [usize; 3] = [1, 10, 100];

/// A text, and its place in the page.
type Placed = (&'static str, String);

/// Measures and prints what the functions cost; and how that grows, if asked.
pub async fn functions(starts: usize, events: usize, with_growth: bool, write: bool) -> Outcome<()> {
    let machine = machine::described()?;
    let (stand, budget) = (stand().await?, Budget::embedded()?);
    let subjects = Subject::all(&stand)?;
    eprintln!("starting each {starts} times");
    let cold = cold::starts(&stand, &subjects, starts, None).await?;
    eprintln!("{events} events of each kind");
    let warm = warm::series(&stand, events).await?;
    eprintln!("counting instructions");
    let mut measured = Vec::new();
    for (subject, cold) in subjects.iter().zip(&cold) {
        let weighed = weigh(&stand, subject).await?;
        let another = weighed.instructions.another(&stand, subject).await?;
        measured.push(Measured { subject, cold, weighed, another });
    }
    let measured = Functions::of(&measured)?;
    let mut texts = vec![
        ("machine", format!("{machine} {starts} starts each.\n\n{}", measured.noise())),
        ("goals", measured.goals(&budget)),
        ("starts", measured.starts()),
        ("instructions", measured.instructions()),
        ("warm", series(&warm)),
    ];
    if with_growth {
        texts.extend(grown(&stand).await?);
    }
    show(&texts, write)?;
    if write {
        page::write_picture(&picture(&measured.charts(&budget)))?;
    }
    Ok(())
}

/// Measures and prints starts alone: the floor's, and those of first events whose label contains a text.
pub async fn starts(starts: usize, share: Option<u32>, label: &str) -> Outcome<()> {
    let stand = stand().await?;
    let mut subjects = Subject::all(&stand)?;
    let is_floor = |subject: &Subject| subject.function.starts_with("floor");
    subjects.retain(|subject| is_floor(subject) || subject.label().contains(label));
    if subjects.iter().all(is_floor) {
        return Err(format!("no first event is called {label}").into());
    }
    let cold = cold::starts(&stand, &subjects, starts, share).await?;
    println!("{}", starts_of(&subjects.iter().zip(&cold).collect::<Vec<_>>()));
    Ok(())
}

/// Measures and prints what is to stay as it is when more is there.
pub async fn growth(write: bool) -> Outcome<()> {
    callgrind::version()?;
    let texts = grown(&stand().await?).await?;
    show(&texts, write)
}

async fn grown(stand: &Stand) -> Outcome<Vec<Placed>> {
    eprintln!("growing sites, and crowds");
    let sites = growth::sites(stand).await?;
    let mut crowds = Vec::new();
    for number in CROWDS {
        crowds.push(crowd::sends(stand, number).await?);
    }
    Ok(vec![("sites", sizes_of_sites(&sites)), ("crowds", crowded(&crowds))])
}

fn show(texts: &[Placed], write: bool) -> Outcome<()> {
    for (_, text) in texts {
        println!("{text}");
    }
    if write { page::write(texts) } else { Ok(()) }
}

/// One subject, and what it took.
#[derive(Clone, Copy)]
struct Measured<'a> {
    subject: &'a Subject,
    cold: &'a Cold,
    weighed: Weighed,
    /// Instructions for another event.
    another: u64,
}

impl Measured<'_> {
    /// Time on a processor until the first answer, over the floor's.
    fn cpu_over(&self, floor: &Self) -> f64 {
        self.cold.first_cpu.median() / floor.cold.first_cpu.median()
    }

    #[allow(clippy::cast_precision_loss, reason = "to three digits")]
    fn zip(&self) -> f64 {
        self.weighed.size.zip as f64
    }
}

/// The floors and the functions.
struct Functions<'a> {
    floor: Measured<'a>,
    again: Measured<'a>,
    over_tls: Measured<'a>,
    functions: &'a [Measured<'a>],
}

impl<'a> Functions<'a> {
    fn of(measured: &'a [Measured<'a>]) -> Outcome<Self> {
        match measured {
            [floor, again, over_tls, functions @ ..] => {
                Ok(Self { floor: *floor, again: *again, over_tls: *over_tls, functions })
            }
            _ => Err("the floors were not measured".into()),
        }
    }

    fn all(&self) -> impl Iterator<Item = &Measured<'a>> {
        [&self.floor, &self.again, &self.over_tls].into_iter().chain(self.functions)
    }

    /// Each function once, with what budgets and goals are about.
    fn principal(&self) -> Vec<&Measured<'a>> {
        let mut functions: Vec<_> = self.functions.iter().collect();
        functions.dedup_by_key(|measured| measured.subject.function);
        functions
    }

    fn noise(&self) -> String {
        let (floor, again) = (self.floor, self.again);
        let first = again.cold.first.median() / floor.cold.first.median();
        format!(
            "Noise: the floor measured again took {first:.2} times as long to its first answer, {:.2} times as long on a \
             processor, and {:.4} times the instructions.",
            again.cpu_over(&floor),
            again.weighed.over(&floor.weighed).1
        )
    }

    fn goals(&self, budget: &Budget) -> String {
        let mut table = Table::new(&[
            "function",
            "to first answer: instructions, × floor",
            "goal",
            "CPU, × floor",
            "goal",
            "zip, KB",
            "goal",
        ]);
        let ratio = |goal: Option<f64>| goal.map_or(String::new(), |goal| format!("{goal:.1}"));
        for measured in self.principal() {
            let goal = budget.limits(measured.subject.function).map(|limits| limits.goal);
            table.row([
                measured.subject.label(),
                times(measured.weighed.over(&self.floor.weighed).1, 1.0),
                ratio(goal.and_then(|goal| goal.instructions)),
                times(measured.cpu_over(&self.floor), 1.0),
                ratio(goal.and_then(|goal| goal.cpu)),
                kilobytes(measured.weighed.size.zip),
                goal.map_or(String::new(), |goal| kilobytes(goal.zip)),
            ]);
        }
        table.to_string()
    }

    fn starts(&self) -> String {
        starts_of(&self.all().map(|measured| (measured.subject, measured.cold)).collect::<Vec<_>>())
    }

    fn instructions(&self) -> String {
        let mut table = Table::new(&[
            "first event",
            "to readiness, M",
            "× floor",
            "to first answer, M",
            "× floor",
            "another, M",
            "program, KB",
            "zip, KB",
            "× floor",
        ]);
        for measured in self.all() {
            let (counted, size) = (measured.weighed.instructions, measured.weighed.size);
            let (ready, first) = measured.weighed.over(&self.floor.weighed);
            table.row([
                measured.subject.label(),
                millions(counted.ready),
                times(ready, 1.0),
                millions(counted.first),
                times(first, 1.0),
                millions(measured.another),
                kilobytes(size.program),
                kilobytes(size.zip),
                times(measured.zip(), self.floor.zip()),
            ]);
        }
        table.to_string()
    }

    fn charts(&self, budget: &Budget) -> Vec<Chart> {
        let goal = |measured: &Measured| budget.limits(measured.subject.function).map(|limits| limits.goal);
        let chart = |title: &str, bar: &dyn Fn(&Measured) -> Bar| {
            let measured = [&self.floor].into_iter().chain(self.principal());
            let bars = measured.map(|measured| Bar { label: measured.subject.function.to_owned(), ..bar(measured) });
            Chart { title: title.to_owned(), bars: bars.collect() }
        };
        #[allow(clippy::cast_precision_loss, reason = "to three digits")]
        let zip_goal = |measured: &Measured| goal(measured).map(|goal| goal.zip as f64 / self.floor.zip());
        vec![
            chart("Instructions to the first answer", &|measured| {
                let amount = format!("{} M", millions(measured.weighed.instructions.first));
                let ratio = measured.weighed.over(&self.floor.weighed).1;
                Bar { ratio, amount, goal: goal(measured).and_then(|goal| goal.instructions), ..Bar::default() }
            }),
            chart("CPU to the first answer", &|measured| {
                let amount = format!("{:.1} ms", measured.cold.first_cpu.median());
                let ratio = measured.cpu_over(&self.floor);
                Bar { ratio, amount, goal: goal(measured).and_then(|goal| goal.cpu), ..Bar::default() }
            }),
            chart("Size of the zip", &|measured| {
                let amount = format!("{} KB", kilobytes(measured.weighed.size.zip));
                Bar { ratio: measured.zip() / self.floor.zip(), amount, goal: zip_goal(measured), ..Bar::default() }
            }),
        ]
    }
}

/// The first of them is the floor.
fn starts_of(started: &[(&Subject, &Cold)]) -> String {
    let mut table = Table::new(&[
        "first event",
        "ready, ms",
        "CPU, ms",
        "× floor",
        "first answer, ms",
        "p5–p95",
        "× floor",
        "CPU, ms",
        "p5–p95",
        "× floor",
        "memory, MiB",
        "page faults",
    ]);
    let Some((_, floor)) = started.first() else { return table.to_string() };
    for (subject, cold) in started {
        table.row([
            subject.label(),
            format!("{:.2}", cold.ready.median()),
            format!("{:.2}", cold.ready_cpu.median()),
            times(cold.ready_cpu.median(), floor.ready_cpu.median()),
            format!("{:.2}", cold.first.median()),
            cold.first.spread(1),
            times(cold.first.median(), floor.first.median()),
            format!("{:.2}", cold.first_cpu.median()),
            cold.first_cpu.spread(1),
            times(cold.first_cpu.median(), floor.first_cpu.median()),
            mebibytes(cold.memory),
            cold.faults.to_string(),
        ]);
    }
    table.to_string()
}

fn series(warm: &[Warm]) -> String {
    let mut table = Table::new(&["event", "CPU, µs", "p50, ms", "p99, ms", "most memory so far, MiB"]);
    for warm in warm {
        table.row([
            format!("{}: {}", warm.function, warm.asked),
            format!("{:.0}", warm.cpu),
            format!("{:.2}", warm.took.median()),
            format!("{:.2}", warm.took.percentile(99)),
            mebibytes(warm.memory),
        ]);
    }
    table.to_string()
}

fn sizes_of_sites(sites: &[Grown]) -> String {
    let mut table = Table::new(&[
        "first event",
        "content files",
        "to readiness, M instructions",
        "to first answer, M",
        "another, M",
        "CPU to first answer, ms",
        "memory, MiB",
        "program, KB",
        "zip, KB",
    ]);
    for event in 0..sites.first().map_or(0, |site| site.asked.len()) {
        for site in sites {
            let Some((asked, size)) = site.asked.get(event).map(|asked| (asked, site.size)) else { continue };
            table.row([
                asked.what.to_owned(),
                site.files.to_string(),
                millions(asked.instructions.ready),
                millions(asked.instructions.first),
                millions(asked.another),
                format!("{:.2}", asked.cold.first_cpu.median()),
                mebibytes(asked.cold.memory),
                kilobytes(size.program),
                kilobytes(size.zip),
            ]);
        }
    }
    table.to_string()
}

fn crowded(crowds: &[Crowd]) -> String {
    let mut table = Table::new(&["sandboxes", "received", "CPU each, ms", "p5–p95", "p50, ms", "p99, ms"]);
    for crowd in crowds {
        table.row([
            crowd.sandboxes.to_string(),
            crowd.received.to_string(),
            format!("{:.2}", crowd.cpu.median()),
            crowd.cpu.spread(1),
            format!("{:.1}", crowd.took.median()),
            format!("{:.1}", crowd.took.percentile(99)),
        ]);
    }
    table.to_string()
}
