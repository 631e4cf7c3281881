//! What most visits need, kept between them.

use crate::Directory;
use shared::failure::Failure;
use shared::member::directory::{Summary, View};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// For how long something is used before it is read again. With the time that browsers may reuse a page, a change is seen
/// within five minutes.
pub const FRESH: Duration = Duration::from_secs(200);

/// A value, and the Unix second at which it was read.
#[derive(Debug)]
pub(crate) struct Kept<T>(Mutex<Option<(i64, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    /// Returns the value, and reads it if it is old. If the table can't be reached, an older one is better than none.
    async fn get(&self, now: i64, read: impl Future<Output = Result<T, store::Error>>) -> Result<Arc<T>, Failure> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = i64::try_from(FRESH.as_secs()).unwrap_or(0);
        if let Some((_, value)) = kept.as_ref().filter(|(read_at, _)| (0..fresh).contains(&(now - read_at))) {
            return Ok(Arc::clone(value));
        }
        match (read.await, kept) {
            (Ok(value), _) => {
                let value = Arc::new(value);
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&value)));
                Ok(value)
            }
            (Err(error), Some((_, value))) => {
                error.failure();
                Ok(value)
            }
            (Err(error), None) => Err(error.failure()),
        }
    }
}

impl Directory {
    /// Returns the front of the list.
    ///
    /// # Errors
    /// When the table can't be reached, and nothing was read before.
    pub(crate) async fn front(&self) -> Result<Arc<View>, Failure> {
        self.front.get(self.clock.now().unix(), self.store.directory_front()).await
    }

    /// Returns the summary, for the home page and the feed.
    ///
    /// # Errors
    /// As [`front`](Self::front).
    pub(crate) async fn summary(&self) -> Result<Arc<Summary>, Failure> {
        self.summary.get(self.clock.now().unix(), self.store.directory_summary()).await
    }
}
