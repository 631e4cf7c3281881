//! The front of the directory, kept between visits.

use crate::Directory;
use shared::failure::Failure;
use shared::member::directory::Front;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// For how long the front is used before it is read again. With the time that browsers may reuse a page, a change is seen
/// within five minutes.
pub const FRESH: Duration = Duration::from_secs(200);

/// The front, and the Unix second at which it was read.
#[derive(Debug, Default)]
pub(crate) struct FrontCache(Mutex<Option<(i64, Arc<Front>)>>);

impl FrontCache {
    fn lock(&self) -> MutexGuard<'_, Option<(i64, Arc<Front>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Directory {
    /// Returns the front. If the table can't be reached, an older one is better than none.
    ///
    /// # Errors
    /// When the table can't be reached, and nothing was read before.
    pub(crate) async fn front(&self) -> Result<Arc<Front>, Failure> {
        let now = self.clock.now().unix();
        let kept = self.front.lock().clone();
        let fresh = i64::try_from(FRESH.as_secs()).unwrap_or(0);
        if let Some((_, front)) = kept.as_ref().filter(|(read_at, _)| (0..fresh).contains(&(now - read_at))) {
            return Ok(Arc::clone(front));
        }
        match (self.store.directory_front().await, kept) {
            (Ok(front), _) => {
                let front = Arc::new(front);
                *self.front.lock() = Some((now, Arc::clone(&front)));
                Ok(front)
            }
            (Err(error), Some((_, front))) => {
                error.failure();
                Ok(front)
            }
            (Err(error), None) => Err(error.failure()),
        }
    }
}
