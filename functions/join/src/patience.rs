//! How long a visitor waits for the table, and how often something is begun anew.
//!
//! A single call may take `TimeLimits::DEPLOYED.operation`, 8 seconds. A request is looked up (at most [`LOOKING`]), is
//! counted (at most [`COUNTING`]), and then takes [`PATIENCE`] for all the rest: 14 seconds together. So there is an
//! answer, with everything typed still in it, before the function's `Timeout` in the template, 15 seconds, and long
//! before API Gateway's 30.

use shared::store::Error;
use std::time::Duration;

/// For what a request is there to do.
const PATIENCE: Duration = Duration::from_secs(11);
/// For finding out whether it was done before.
pub(crate) const LOOKING: Duration = Duration::from_secs(2);
/// For counting the request, which may fail.
pub(crate) const COUNTING: Duration = Duration::from_secs(1);
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
