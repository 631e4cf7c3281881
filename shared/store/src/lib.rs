//! The table: a method for each thing that is done with it.
//!
//! Every write carries the condition that makes it safe to repeat, so a retry, a double click or a lost response leaves
//! what one write would have left. What a condition finds is an answer, not an error. How items look is in `items.rs`,
//! how they are named in `keys.rs`.

mod arrivals;
pub mod aws;
mod conditions;
mod contact;
mod creation;
mod current;
mod drafts;
mod erasure;
mod error;
mod expiring;
mod history;
mod images;
mod items;
mod keys;
mod links;
mod look_alikes;
mod mail_limits;
mod messages;
pub mod secret;
mod secrets;
mod sources;
mod submission;
mod suspicion;
mod transaction;
mod transition;
mod undelivered;

pub use arrivals::{ARRIVALS_AN_HOUR, Arrival, DigestedArrivals};
pub use contact::{ConfirmOutcome, LinkOutcome};
pub use creation::{CreateOutcome, Key, NewApplication, Receipt};
pub use current::Current;
pub use drafts::{SaveOutcome, SaveSection};
pub use erasure::EraseOutcome;
pub use error::Error;
pub use expiring::Expiring;
pub use images::{Image, SpamSigns};
pub use links::{Opened, ReplaceOutcome};
pub use look_alikes::{ApplicationRef, MatchKey, MatchKind};
pub use mail_limits::MailboxCount;
pub use messages::{CLAIM_SECONDS, ClaimOutcome, MOST_COUNTED, MessageKey, MessageState};
pub use sources::SALT;
pub use submission::SubmitOutcome;
pub use transition::{StatusChange, StatusChangeOutcome};
pub use undelivered::UNDELIVERABLE_DAYS;

use crate::secret::Secret;
use aws_sdk_dynamodb::Client;
use shared::application::{Application, ApplicationId};
use shared::timestamp::Timestamp;
use std::sync::{Arc, OnceLock};

/// The table, and the client to reach it with.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    /// The table's secret, once it was read.
    secret: Arc<OnceLock<Secret>>,
}

impl Store {
    /// The table of that name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), secret: Arc::default() }
    }

    /// Reads the application with this id, as it was after the last write that was acknowledged. One that has expired is
    /// not there, whether or not DynamoDB has removed it yet.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn application(&self, id: &ApplicationId, now: Timestamp) -> Result<Option<Application>, Error> {
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(keys::application(id))).consistent_read(true).send().await;
        let item = found.map_err(|error| Error::from_sdk("GetItem", error))?.item;
        let application = item.map(items::application).transpose()?;
        Ok(application.filter(|application| !application.has_expired(now)))
    }
}
