//! How long a visitor waits for the table, and how often something is begun anew.
//!
//! A single call may take `TimeLimits::DEPLOYED.operation`, 8 seconds. A request is looked up (at most [`LOOKING`]), is
//! counted (at most [`COUNTING`]), and then takes [`PATIENCE`] for all the rest: 14 seconds together. So there is an
//! answer, with everything typed still in it, before the function's `Timeout` in the template, 15 seconds, and long
//! before API Gateway's 30.

use std::time::Duration;
use store::Error;

/// For what a request is there to do.
const PATIENCE: Duration = Duration::from_secs(11);
/// For finding out whether it was done before.
pub(crate) const LOOKING: Duration = Duration::from_secs(2);
/// For counting the request, which may fail.
pub(crate) const COUNTING: Duration = Duration::from_secs(1);
/// For all of it: no answer takes longer.
pub const LONGEST: Duration = PATIENCE.saturating_add(LOOKING).saturating_add(COUNTING);
/// How often something is begun when others get in between. Every time but the first waits before it.
const ATTEMPTS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(50);

/// Waits for `work`, but no longer than `limit`.
///
/// # Errors
/// Its own, or that it took too long: then nobody knows what became of it.
pub(crate) async fn within<T>(limit: Duration, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(Error::out_of_time()))
}

/// Waits for what a request is there to do.
///
/// # Errors
/// As [`within`].
pub(crate) async fn patiently<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    within(PATIENCE, work).await
}

/// Does something again as long as other writes get in between. Its conditions make that safe.
///
/// # Errors
/// As the last attempt, or that all of them took too long.
pub(crate) async fn retrying<T, Attempt>(mut attempt: impl FnMut() -> Attempt) -> Result<T, Error>
where
    Attempt: Future<Output = Result<T, Error>>,
{
    let attempts = async {
        for number in 1..ATTEMPTS {
            match attempt().await {
                Err(Error::Conflict { .. }) => tokio::time::sleep(PAUSE * number).await,
                outcome => return outcome,
            }
        }
        attempt().await
    };
    patiently(attempts).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_for_a_table_that_never_answers_until_the_function_is_ended() {
        let began = Instant::now();
        assert!(within::<()>(LOOKING, pending()).await.is_err());
        assert!(within::<()>(COUNTING, pending()).await.is_err());
        assert!(retrying::<(), _>(pending).await.is_err());
        assert!(began.elapsed() <= LONGEST + Duration::from_millis(10));
    }

    #[tokio::test(start_paused = true)]
    async fn what_meets_other_writes_is_begun_again_a_few_times() {
        let attempts = Cell::new(0);
        let count = || {
            attempts.set(attempts.get() + 1);
            async { if attempts.get() < 3 { Err(Error::Conflict { operation: "test" }) } else { Ok(attempts.get()) } }
        };
        assert_eq!(retrying(count).await.unwrap(), 3);
        let refuse = || {
            attempts.set(attempts.get() + 1);
            async { Err::<(), _>(Error::Conflict { operation: "test" }) }
        };
        assert!(matches!(retrying(refuse).await, Err(Error::Conflict { .. })));
        assert_eq!(attempts.get(), 3 + ATTEMPTS);
    }
}
