//! Undecided applications that are about to expire.

use crate::items::string;
use crate::{Error, Store, keys};
use shared::application::{Reference, Status};
use shared::timestamp::Timestamp;

/// An undecided application that expires soon.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Expiring {
    /// When the application expires.
    pub at: Timestamp,
    /// The application's reference.
    pub reference: Reference,
}

impl Store {
    /// Returns the undecided applications that expire from `now` to before `until`, soonest first, and whether there
    /// may be more. Reads the `limit` applications that have waited longest in each status. Excludes applications set
    /// aside as likely spam.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn expiring(&self, now: Timestamp, until: Timestamp, limit: u16) -> Result<(Vec<Expiring>, bool), Error> {
        let (mut expiring, mut more) = (Vec::new(), false);
        for status in [Status::Received, Status::InReview, Status::MoreInformation] {
            // The index sorts by time in the status, so the first to expire come first.
            let page = self.query_status(status.as_str()).limit(limit.into()).send().await;
            let page = page.map_err(|error| Error::from_sdk("Query", error))?;
            more |= page.last_evaluated_key.is_some();
            for item in page.items.unwrap_or_default() {
                let expires_at = item.get(keys::EXPIRES_AT).and_then(|value| value.as_n().ok()?.parse().ok());
                let reference = string(&item, "reference").and_then(|reference| reference.parse().ok());
                if let Some((at, reference)) = expires_at.map(Timestamp::from_unix).zip(reference)
                    && (now..until).contains(&at)
                {
                    expiring.push(Expiring { at, reference });
                }
            }
        }
        expiring.sort();
        Ok((expiring, more))
    }
}
