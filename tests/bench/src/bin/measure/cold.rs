//! Cold starts, from process start to first response.

use crate::Outcome;
use crate::stand::Stand;
use crate::statistics::Sample;
use crate::subject::Subject;
use bench::Sandbox;

/// The starts of a subject. Times are milliseconds since the program's start.
#[derive(Debug, Default)]
pub struct Starts {
    /// The function.
    pub function: String,
    /// The first event, in words.
    pub event_name: &'static str,
    /// Time until it asks for its first event.
    pub ready: Sample,
    /// CPU time until it asks for its first event.
    pub ready_cpu: Sample,
    /// Time until its first response.
    pub first: Sample,
    /// CPU time until it is idle again.
    pub first_cpu: Sample,
    /// Peak memory, in MiB.
    pub memory: Sample,
    /// Page faults.
    pub faults: Sample,
}

/// Starts every subject `number` times, in turn, so that other load affects all of them.
pub async fn starts(stand: &Stand, subjects: &[Subject], number: usize) -> Outcome<Vec<Starts>> {
    // One more start of each fills the page cache.
    for subject in subjects {
        Starts::default().add(stand, subject).await?;
    }
    let none = |subject: &Subject| Starts {
        function: subject.function.clone(),
        event_name: subject.event_name,
        ..Starts::default()
    };
    let mut all: Vec<_> = subjects.iter().map(none).collect();
    for round in 0..number {
        // Each round begins with another subject, because the order matters.
        let mut turns: Vec<_> = subjects.iter().zip(&mut all).collect();
        turns.rotate_left(round % subjects.len().max(1));
        for (subject, starts) in turns {
            starts.add(stand, subject).await?;
        }
    }
    Ok(all)
}

impl Starts {
    /// Returns function and event.
    pub fn label(&self) -> String {
        format!("{}: {}", self.function, self.event_name)
    }

    async fn add(&mut self, stand: &Stand, subject: &Subject) -> Outcome<()> {
        let sandbox = Sandbox::start(&subject.launch).await?;
        let ready = sandbox.ready().await?;
        let ready_cpu = sandbox.usage().cpu;
        let response = stand.invoke(subject, &sandbox).await?;
        sandbox.idle().await?;
        let used = sandbox.usage();
        sandbox.kill().await;
        self.ready.push(ready.as_secs_f64() * 1e3);
        self.ready_cpu.push(ready_cpu.as_secs_f64() * 1e3);
        self.first.push((ready + response.took).as_secs_f64() * 1e3);
        self.first_cpu.push(used.cpu.as_secs_f64() * 1e3);
        self.memory.push(used.peak_memory);
        self.faults.push(used.page_faults as f64);
        Ok(())
    }
}
