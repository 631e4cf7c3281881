//! Time as a test wants it.

use shared::timestamp::Timestamp;
use shared::world::World;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// Time that passes when a test says so, and chance that is never the same twice.
#[derive(Debug, Clone)]
pub struct Time(Arc<AtomicI64>);

impl Time {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(1_800_000_000)))
    }

    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub fn world(&self) -> World {
        static CHANCE: AtomicU64 = AtomicU64::new(0);
        let clock = self.clone();
        let chance = |bytes: &mut [u8]| {
            let number = CHANCE.fetch_add(1, Ordering::SeqCst).to_le_bytes();
            bytes.iter_mut().zip(number.iter().cycle()).for_each(|(byte, new)| *byte = *new);
            Ok(())
        };
        World::new(move || Timestamp::from_unix(clock.0.load(Ordering::SeqCst)), chance)
    }
}
