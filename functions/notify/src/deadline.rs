//! The deadline of a batch.
//!
//! Lambda stops a function at its `Timeout` and retries the whole batch, which may send a message twice. So the
//! function stops earlier by itself and reports where to resume the batch.

use crate::failures::Error;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// Latest time to start on a record or a message.
pub const START_CUTOFF: Duration = Duration::from_secs(20);

/// Latest time to hand a message to the mailer. Even if every later call takes its maximum time, the message is sent
/// and settled before [`BATCH_LIMIT`].
pub const SEND_CUTOFF: Duration = Duration::from_secs(35);

/// Latest time to wait for anything, less than the function's `Timeout` in the template.
pub const BATCH_LIMIT: Duration = Duration::from_secs(55);

/// The deadline of a batch, as the time at which the batch started.
#[derive(Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// Starts now.
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    /// Checks that there is time to start on a record or a message.
    pub(crate) fn check_start(&self) -> Result<(), Error> {
        self.check(START_CUTOFF)
    }

    /// Checks that there is time to hand a message to the mailer.
    pub(crate) fn check_send(&self) -> Result<(), Error> {
        self.check(SEND_CUTOFF)
    }

    fn check(&self, cutoff: Duration) -> Result<(), Error> {
        if self.0.elapsed() > cutoff { Err(Error::DeadlineExceeded) } else { Ok(()) }
    }

    /// Runs the work of a record, if there is time for it.
    ///
    /// # Errors
    /// The work's own, or [`Error::DeadlineExceeded`] if the work was not started or was stopped at an unknown point.
    pub(crate) async fn run<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.check_start()?;
        timeout_at(self.0 + BATCH_LIMIT, work).await.unwrap_or(Err(Error::DeadlineExceeded))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn a_batch_stops_before_lambda_stops_the_function() {
        let (deadline, started) = (Deadline::start(), Instant::now());
        assert!(matches!(deadline.run(pending::<Result<(), _>>()).await, Err(Error::DeadlineExceeded)));
        assert_eq!(started.elapsed(), BATCH_LIMIT);
    }

    #[tokio::test(start_paused = true)]
    async fn work_starts_only_with_enough_time_left() {
        let deadline = Deadline::start();
        let slow = async || {
            sleep(START_CUTOFF).await;
            Ok(())
        };
        assert!(deadline.run(slow()).await.is_ok());
        sleep(Duration::from_millis(1)).await;
        let mut started = false;
        let next = deadline.run(async {
            started = true;
            Ok(())
        });
        assert!(matches!(next.await, Err(Error::DeadlineExceeded)));
        assert!(!started);
    }
}
