//! The hourly rate limit of each source of requests ([`shared::request::source`]). The table stores only a salted hash of
//! a source.

use crate::{Error, SALT_LENGTH, Store};
use shared::application::history::Hash;
use shared::entropy::Entropy;
use shared::failure::Failure;
use shared::timestamp::Timestamp;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The limit for counting a request.
pub const COUNT_TIMEOUT: Duration = Duration::from_secs(1);

/// A limit on the requests of each source in an hour.
#[derive(Debug, Default)]
pub struct RateLimit {
    /// The number; 0 for no limit.
    requests_an_hour: u64,
    /// The day's salt, cached after the first read.
    salt: Mutex<Option<(i64, [u8; SALT_LENGTH])>>,
}

impl RateLimit {
    /// Creates a limit of so many requests an hour; 0 for no limit.
    pub fn new(requests_an_hour: u64) -> Self {
        Self { requests_an_hour, ..Self::default() }
    }

    /// Counts a request that is about to write. A failure to count refuses nobody: if the table is down, the write fails
    /// anyway.
    ///
    /// # Errors
    /// [`Failure::TooManyRequests`] when the source exceeds its limit.
    pub async fn check(&self, store: &Store, entropy: &Entropy, source: &str, now: Timestamp) -> Result<(), Failure> {
        if self.requests_an_hour == 0 {
            return Ok(());
        }
        let counting = tokio::time::timeout(COUNT_TIMEOUT, self.count(store, entropy, source, now)).await;
        match counting.unwrap_or_else(|_| Err(Error::out_of_time())) {
            Ok(requests) if requests > self.requests_an_hour => {
                tracing::info!(source.requests = requests, "rate limit exceeded");
                let seconds = u32::try_from(now.end_of_hour() - now.unix()).unwrap_or(3600);
                Err(Failure::TooManyRequests(seconds.max(1)))
            }
            Ok(_) => Ok(()),
            Err(error) => {
                tracing::warn!(error.message = %error, "request not counted");
                Ok(())
            }
        }
    }

    /// Counts the request and returns the source's requests in this hour.
    async fn count(&self, store: &Store, entropy: &Entropy, source: &str, now: Timestamp) -> Result<u64, Error> {
        let salt = self.salt(store, entropy, now).await?;
        store.count(&Hash::of(&[&salt, source.as_bytes()].concat()), now).await
    }

    async fn salt(&self, store: &Store, entropy: &Entropy, now: Timestamp) -> Result<[u8; SALT_LENGTH], Error> {
        let day = now.end_of_day();
        let cached = *self.salt.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, salt)) = cached.filter(|(of, _)| *of == day) {
            return Ok(salt);
        }
        let candidate = entropy.bytes().map_err(|_| Error::no_entropy())?;
        let salt = store.salt(candidate, now).await?;
        *self.salt.lock().unwrap_or_else(PoisonError::into_inner) = Some((day, salt));
        Ok(salt)
    }
}
