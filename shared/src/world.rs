//! What a function can't make up for itself, handed in: the time, and chance.

use crate::timestamp::Timestamp;
use std::fmt;
use std::sync::Arc;

/// The system has no randomness to give.
#[derive(Debug)]
pub struct NoEntropy;

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type Entropy = dyn Fn(&mut [u8]) -> Result<(), NoEntropy> + Send + Sync;

/// A clock and a source of randomness. Tests hand in their own.
#[derive(Clone)]
pub struct World {
    clock: Arc<Clock>,
    entropy: Arc<Entropy>,
}

impl World {
    /// A world with this clock and this source of randomness.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        entropy: impl Fn(&mut [u8]) -> Result<(), NoEntropy> + Send + Sync + 'static,
    ) -> Self {
        Self { clock: Arc::new(clock), entropy: Arc::new(entropy) }
    }

    /// The real one.
    pub fn real() -> Self {
        Self::new(system_time, |bytes| getrandom::fill(bytes).map_err(|_| NoEntropy))
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// Random bytes, fit for secrets.
    ///
    /// # Errors
    /// When the system has none to give.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoEntropy> {
        let mut bytes = [0; N];
        (self.entropy)(&mut bytes)?;
        Ok(bytes)
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("World")
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where the system clock is read")]
fn system_time() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_unix(i64::try_from(since.as_secs()).unwrap_or(0))
}
