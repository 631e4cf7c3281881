//! Figures of a run.

use super::book::{Attempt, Told};
use super::client::World;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;
use std::sync::atomic::Ordering;

/// Figures of a run.
#[derive(Debug, Default)]
pub struct Figures {
    visits: u64,
    requests: u64,
    calls: u64,
    faults: BTreeMap<&'static str, u64>,
    /// Applications that were reported as received.
    received: usize,
    /// Attempts that were acknowledged, refused, or without a known outcome.
    told: [usize; 3],
    lost: usize,
    doubled: usize,
    half_done: usize,
}

impl Figures {
    pub fn of(world: &World, visits: u32, problems: &[String]) -> Self {
        let (calls, faults) = world.chance.figures();
        let records = world.book.all();
        let attempts = records.values().flat_map(|record| &record.attempts).map(|Attempt { told, .. }| *told);
        let tolds: Vec<_> = attempts.chain(world.book.posts().into_iter().map(|post| post.told)).collect();
        let count = |what| tolds.iter().filter(|told| **told == what).count();
        let found = |kind: &str| problems.iter().filter(|problem| problem.starts_with(kind)).count();
        Self {
            visits: visits.into(),
            requests: world.requests.load(Ordering::Relaxed).into(),
            calls,
            faults,
            received: records.values().filter(|record| !record.references.is_empty()).count(),
            told: [Told::Done, Told::Refused, Told::Nothing].map(count),
            lost: found("lost"),
            doubled: found("doubled"),
            half_done: found("half done"),
        }
    }

    /// Returns how often each kind of fault happened.
    pub fn faults(&self) -> &BTreeMap<&'static str, u64> {
        &self.faults
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, other: Self) {
        self.visits += other.visits;
        self.requests += other.requests;
        self.calls += other.calls;
        other.faults.into_iter().for_each(|(name, count)| *self.faults.entry(name).or_default() += count);
        self.received += other.received;
        self.told.iter_mut().zip(other.told).for_each(|(sum, count)| *sum += count);
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.half_done += other.half_done;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { visits, requests, calls, faults, received, told: [done, refused, nothing], .. } = self;
        let kinds: Vec<_> = faults.iter().map(|(name, count)| format!("{name} {count}")).collect();
        writeln!(f, "{visits} visits, {requests} requests, {calls} calls of the table")?;
        writeln!(f, "{} faults: {}", faults.values().sum::<u64>(), kinds.join(", "))?;
        writeln!(f, "told done {done}, told refused {refused}, not told {nothing}")?;
        let Self { lost, doubled, half_done, .. } = self;
        write!(f, "{received} applications received: {lost} lost, {doubled} doubled, {half_done} half done")
    }
}
