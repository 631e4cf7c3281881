//! The table: a method for each thing that is done with it.
//!
//! Every write carries the condition that makes it safe to repeat, so a retry, a double click or a lost response leaves
//! what one write would have left. What a condition finds is an answer, not an error. How items look is in `items.rs`,
//! how they are named in `keys.rs`.

mod client;
mod conditions;
mod confirmation;
mod contact;
mod creation;
mod drafts;
mod erasure;
mod error;
mod history;
mod images;
mod items;
mod keys;
mod look_alikes;
mod notices;
mod sources;
mod submission;
mod suspicion;
mod transaction;
mod transition;
mod undelivered;

pub use client::connect;
pub use contact::{ConfirmOutcome, LinkOutcome};
pub use creation::{CreateOutcome, Creating, Key, Receipt};
pub use drafts::{SaveOutcome, Saving};
pub use erasure::EraseOutcome;
pub use error::Error;
pub use images::{Image, Signs};
pub use look_alikes::{Alike, Found, Likeness};
pub use notices::{CLAIM_SECONDS, ClaimOutcome, MOST_COUNTED, NoticeKey, NoticeState};
pub use sources::SALT;
pub use submission::SubmitOutcome;
pub use transition::{Move, MoveOutcome};
pub use undelivered::UNDELIVERABLE_DAYS;

use crate::application::{Application, ApplicationId};
use aws_sdk_dynamodb::Client;

/// The table, and the client to reach it with.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
}

impl Store {
    /// The table of that name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into() }
    }

    /// The application with this id, as it was after the last write that was acknowledged.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn application(&self, id: &ApplicationId) -> Result<Option<Application>, Error> {
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(keys::application(id))).consistent_read(true).send().await;
        found.map_err(|error| Error::from_sdk("GetItem", error))?.item.map(items::application).transpose()
    }
}
