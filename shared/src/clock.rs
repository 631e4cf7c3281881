//! The current time, passed in so that tests can set it.

use crate::timestamp::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A source of the current time. Clones share it.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Creates a clock that calls `now`.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the system's clock.
    pub fn system() -> Self {
        Self::new(system_time)
    }

    /// Returns the current time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Returns the milliseconds since 1970, for lines of the log.
pub(crate) fn milliseconds() -> u128 {
    since_1970().as_millis()
}

fn system_time() -> Timestamp {
    Timestamp::from_unix(i64::try_from(since_1970().as_secs()).unwrap_or(0))
}

#[allow(clippy::disallowed_methods, reason = "the only place that reads the system clock")]
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
