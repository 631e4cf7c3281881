//! How long a batch may take.
//!
//! Lambda would end the function at its `Timeout` and take the whole batch for failed: records that were followed would be
//! followed again, and a message that was just sent perhaps sent again. So the function ends by itself before, and says how
//! far it has come.

use crate::failures::Error;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

/// After this no record is begun, and no message.
pub const BEGINNING: Duration = Duration::from_secs(20);

/// After this no message is handed to the mailer: one that is, if every call from there on takes as long as it may, is still
/// sent and settled in time.
pub const SENDING: Duration = Duration::from_secs(35);

/// After this nothing is waited for. It is less than the function's `Timeout` in the template.
pub const PATIENCE: Duration = Duration::from_secs(55);

/// How long a batch has taken.
#[derive(Debug)]
pub(crate) struct Patience(Instant);

impl Patience {
    /// For a batch that begins now.
    pub(crate) fn new() -> Self {
        Self(Instant::now())
    }

    /// Asks whether something may be begun.
    ///
    /// # Errors
    /// [`Error::OutOfTime`], if it may not.
    pub(crate) fn begin(&self) -> Result<(), Error> {
        if self.0.elapsed() > BEGINNING { Err(Error::OutOfTime) } else { Ok(()) }
    }

    /// Asks whether a message may be handed to the mailer.
    ///
    /// # Errors
    /// [`Error::OutOfTime`], if it may not.
    pub(crate) fn send(&self) -> Result<(), Error> {
        if self.0.elapsed() > SENDING { Err(Error::OutOfTime) } else { Ok(()) }
    }

    /// Does the work of a record, if there is time for it.
    ///
    /// # Errors
    /// Its own, or [`Error::OutOfTime`]: then it was not begun, or nobody knows how far it came.
    pub(crate) async fn with<T>(&self, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        self.begin()?;
        timeout_at(self.0 + PATIENCE, work).await.unwrap_or(Err(Error::OutOfTime))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::future::pending;
    use tokio::time::sleep;

    #[tokio::test(start_paused = true)]
    async fn a_batch_ends_before_the_function_is_ended() {
        let (patience, began) = (Patience::new(), Instant::now());
        assert!(matches!(patience.with(pending::<Result<(), _>>()).await, Err(Error::OutOfTime)));
        assert_eq!(began.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn what_might_not_be_ended_in_time_is_not_begun() {
        let patience = Patience::new();
        let slow = async || {
            sleep(BEGINNING).await;
            Ok(())
        };
        assert!(patience.with(slow()).await.is_ok());
        sleep(Duration::from_millis(1)).await;
        let mut begun = false;
        let next = patience.with(async {
            begun = true;
            Ok(())
        });
        assert!(matches!(next.await, Err(Error::OutOfTime)));
        assert!(!begun);
    }
}
