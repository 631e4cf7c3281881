//! Time under a test's control.

use shared::clock::Clock;
use shared::timestamp::Timestamp;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that only the test sets and advances. Clones share the time.
#[derive(Debug, Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn new() -> Self {
        Self::at(1_800_000_000)
    }

    /// Returns a clock that starts at these seconds.
    pub fn at(seconds: i64) -> Self {
        Self(Arc::new(AtomicI64::new(seconds)))
    }

    /// Returns a clock that starts at an RFC 3339 time.
    pub fn on(time: &str) -> Self {
        Self::at(seconds(time))
    }

    pub fn set(&self, time: &str) {
        self.0.store(seconds(time), Ordering::SeqCst);
    }

    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let time = self.clone();
        Clock::new(move || Timestamp::from_unix(time.0.load(Ordering::SeqCst)))
    }
}

fn seconds(time: &str) -> i64 {
    Timestamp::try_from(time.to_owned()).unwrap().unix()
}
