//! Cold starts, from process start to first response.

use crate::Outcome;
use crate::stand::Stand;
use crate::statistics::Sample;
use crate::subject::Subject;
use bench::Sandbox;

/// Measurements of starts, in milliseconds since the program's start.
#[derive(Debug, Clone)]
pub struct Cold {
    /// Time until it asks for its first event.
    pub ready: Sample,
    /// CPU time until it asks for its first event.
    pub ready_cpu: Sample,
    /// Time until its first response.
    pub first: Sample,
    /// CPU time until it is idle again.
    pub first_cpu: Sample,
    /// Peak memory, in bytes.
    pub memory: u64,
    /// Page faults.
    pub faults: u64,
}

struct Start {
    ready: f64,
    ready_cpu: f64,
    first: f64,
    first_cpu: f64,
    memory: u64,
    faults: u64,
}

/// Starts every subject `number` times, in turn, so that other load affects all of them.
pub async fn starts(stand: &Stand, subjects: &[Subject], number: usize) -> Outcome<Vec<Cold>> {
    let mut starts: Vec<Vec<Start>> = subjects.iter().map(|_| Vec::new()).collect();
    // The first round fills the page cache.
    for round in 0..=number {
        // Each round begins with another subject, because the order matters.
        let mut turns: Vec<_> = subjects.iter().zip(&mut starts).collect();
        let first = round % turns.len().max(1);
        turns.rotate_left(first);
        for (subject, starts) in turns {
            let start = start(stand, subject).await?;
            if round > 0 {
                starts.push(start);
            }
        }
    }
    Ok(starts.iter().map(|starts| summary(starts)).collect())
}

async fn start(stand: &Stand, subject: &Subject) -> Outcome<Start> {
    let sandbox = Sandbox::start(&subject.launch).await?;
    let ready = sandbox.ready().await?;
    let ready_cpu = sandbox.usage().cpu;
    let response = stand.invoke(subject, &sandbox).await?;
    sandbox.idle().await?;
    let used = sandbox.usage();
    sandbox.kill().await;
    let milliseconds = |time: std::time::Duration| time.as_secs_f64() * 1e3;
    Ok(Start {
        ready: milliseconds(ready),
        ready_cpu: milliseconds(ready_cpu),
        first: milliseconds(ready + response.took),
        first_cpu: milliseconds(used.cpu),
        memory: used.peak_memory,
        faults: used.page_faults,
    })
}

fn summary(starts: &[Start]) -> Cold {
    let sample = |value: fn(&Start) -> f64| starts.iter().map(value).collect();
    let median = |value: fn(&Start) -> u64| {
        let mut values: Vec<_> = starts.iter().map(value).collect();
        values.sort_unstable();
        values.get(values.len() / 2).copied().unwrap_or_default()
    };
    Cold {
        ready: sample(|start| start.ready),
        ready_cpu: sample(|start| start.ready_cpu),
        first: sample(|start| start.first),
        first_cpu: sample(|start| start.first_cpu),
        memory: median(|start| start.memory),
        faults: median(|start| start.faults),
    }
}
