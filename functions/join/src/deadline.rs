//! Deadlines of a request, and retries within them.
//!
//! A request has [`LOOKUP_TIMEOUT`] for a lookup, [`COUNT_TIMEOUT`] for the rate limit and [`WORK_TIMEOUT`] for the
//! rest: 14 seconds. So the visitor gets a response that keeps the typed answers before the function's `Timeout` in the
//! template, 15 seconds, and API Gateway's, 30. A single call to the table takes at most
//! `TimeLimits::DEPLOYED.operation`, 8 seconds.

use std::time::Duration;
use store::{COUNT_TIMEOUT, Error};

/// The limit for the request's main work.
const WORK_TIMEOUT: Duration = Duration::from_secs(11);
/// The limit for a lookup in addition to the main work.
pub(crate) const LOOKUP_TIMEOUT: Duration = Duration::from_secs(2);
/// The longest time before a response.
pub const RESPONSE_DEADLINE: Duration = WORK_TIMEOUT.saturating_add(LOOKUP_TIMEOUT).saturating_add(COUNT_TIMEOUT);
/// The number of attempts at a write that conflicts with others.
const ATTEMPTS: u32 = 4;
/// Back-off before the second attempt. It grows by the same amount before each later attempt.
const BACK_OFF: Duration = Duration::from_millis(50);

/// Waits for `work`, no longer than `limit`.
///
/// # Errors
/// The errors of `work`, or a timeout, after which a write may or may not have happened.
pub(crate) async fn within<T, E: From<Error>>(
    limit: Duration,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, E> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(Error::out_of_time().into()))
}

/// Waits for the request's main work.
///
/// # Errors
/// As [`within`].
pub(crate) async fn with_deadline<T, E: From<Error>>(work: impl Future<Output = Result<T, E>>) -> Result<T, E> {
    within(WORK_TIMEOUT, work).await
}

/// An error that may be a conflict with another write.
pub(crate) trait MaybeConflict: From<Error> {
    fn is_conflict(&self) -> bool;
}

impl MaybeConflict for Error {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}

/// Retries an attempt that ends in a conflict. The attempt's conditions must make that safe.
///
/// # Errors
/// The last attempt's error, or a timeout of all attempts together.
pub(crate) async fn retry_conflicts<T, E, Attempt>(mut attempt: impl FnMut() -> Attempt) -> Result<T, E>
where
    E: MaybeConflict,
    Attempt: Future<Output = Result<T, E>>,
{
    let attempts = async {
        for number in 1..ATTEMPTS {
            match attempt().await {
                Err(error) if error.is_conflict() => tokio::time::sleep(BACK_OFF * number).await,
                outcome => return outcome,
            }
        }
        attempt().await
    };
    with_deadline(attempts).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::future::pending;
    use tokio::time::Instant;

    #[tokio::test(start_paused = true)]
    async fn a_silent_table_delays_the_response_until_the_deadline() {
        let start = Instant::now();
        assert!(within::<(), Error>(LOOKUP_TIMEOUT, pending()).await.is_err());
        assert!(within::<(), Error>(COUNT_TIMEOUT, pending()).await.is_err());
        assert!(retry_conflicts::<(), Error, _>(pending).await.is_err());
        assert!(start.elapsed() <= RESPONSE_DEADLINE + Duration::from_millis(10));
    }

    #[tokio::test(start_paused = true)]
    async fn conflicts_are_retried_a_few_times() {
        let attempts = Cell::new(0);
        let conflicts = |until| {
            attempts.set(attempts.get() + 1);
            let outcome =
                if attempts.get() < until { Err(Error::Conflict { operation: "test" }) } else { Ok(attempts.get()) };
            async { outcome }
        };
        assert_eq!(retry_conflicts(|| conflicts(3)).await.unwrap(), 3);
        assert!(matches!(retry_conflicts(|| conflicts(u32::MAX)).await, Err(Error::Conflict { .. })));
        assert_eq!(attempts.get(), 3 + ATTEMPTS);
    }
}
