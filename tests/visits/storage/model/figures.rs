//! Figures of a run.

use super::book::{Attempt, Reported};
use super::client::ModelState;
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
    reported: [usize; 3],
    lost: usize,
    doubled: usize,
    half_done: usize,
}

impl Figures {
    pub fn of(state: &ModelState, visits: u32, problems: &[String]) -> Self {
        let (calls, faults) = state.chance.figures();
        let records = state.book.all();
        let attempts = records.values().flat_map(|record| &record.attempts).map(|Attempt { reported, .. }| *reported);
        let outcomes: Vec<_> = attempts.chain(state.book.posts().into_iter().map(|post| post.reported)).collect();
        let count = |what| outcomes.iter().filter(|reported| **reported == what).count();
        let problems_of = |kind: &str| problems.iter().filter(|problem| problem.starts_with(kind)).count();
        Self {
            visits: visits.into(),
            requests: state.requests.load(Ordering::Relaxed).into(),
            calls,
            faults,
            received: records.values().filter(|record| !record.references.is_empty()).count(),
            reported: [Reported::Done, Reported::Refused, Reported::Unknown].map(count),
            lost: problems_of("lost"),
            doubled: problems_of("doubled"),
            half_done: problems_of("half done"),
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
        self.reported.iter_mut().zip(other.reported).for_each(|(sum, count)| *sum += count);
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.half_done += other.half_done;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { visits, requests, calls, faults, received, reported: [done, refused, unknown], .. } = self;
        let kinds: Vec<_> = faults.iter().map(|(name, count)| format!("{name} {count}")).collect();
        writeln!(f, "{visits} visits, {requests} requests, {calls} calls of the table")?;
        writeln!(f, "{} faults: {}", faults.values().sum::<u64>(), kinds.join(", "))?;
        writeln!(f, "acknowledged {done}, refused {refused}, unknown {unknown}")?;
        let Self { lost, doubled, half_done, .. } = self;
        write!(f, "{received} applications received: {lost} lost, {doubled} doubled, {half_done} half done")
    }
}
