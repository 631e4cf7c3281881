//! The DynamoDB table: a method for each use case.
//!
//! Every write has a condition that makes it safe to repeat: after a retry, a double click or a lost response, the
//! table is the same as after one write. A failed condition is an outcome, not an error. `items.rs` describes the
//! items, `keys.rs` their keys.

mod answers;
mod arrivals;
pub mod aws;
mod conditions;
mod contact;
mod counters;
mod creation;
mod current;
mod drafts;
mod erasure;
mod error;
mod expiring;
mod forms;
mod history;
mod images;
mod items;
mod keys;
mod link_requests;
mod links;
mod look_alikes;
mod mail_limits;
mod members;
mod messages;
mod rate_limit;
mod return_requests;
pub mod secret;
mod secrets;
mod sources;
mod staff;
mod submission;
mod suspicion;
mod transaction;
mod transition;
mod undelivered;

pub use arrivals::{ARRIVALS_AN_HOUR, Arrival, DigestedArrivals};
pub use contact::{ConfirmOutcome, LinkOutcome};
pub use creation::{CreateOutcome, Key, NewApplication, Receipt};
pub use current::HolderView;
pub use drafts::{SaveOutcome, SaveSection};
pub use erasure::EraseOutcome;
pub use error::Error;
pub use expiring::Expiring;
pub use forms::AnsweredForms;
pub use images::{Image, SpamSigns};
pub use keys::{MEMBER_REQUEST, REGISTER, RETURN_REQUEST};
pub use links::{LinkLookup, ReplaceOutcome};
pub use look_alikes::{ApplicationRef, MatchKey, MatchKind};
pub use mail_limits::MailboxCount;
pub use members::{Address, Correction, MemberChange, MemberFile, MemberLink, MemberOutcome, Picture};
pub use messages::{CLAIM_SECONDS, ClaimOutcome, MessageKey, MessageState, SET_ASIDE_COUNT_LIMIT};
pub use rate_limit::{COUNT_TIMEOUT, RateLimit};
pub use sources::SALT_LENGTH;
pub use staff::{
    ABSOLUTE_SECONDS, ActTerms, Admission, AnswerOutcome, Counts, Cursor, Exchange, ExportRecord, File, IDLE_SECONDS,
    LookAlike, Mended, Month, Note, ParseCursorError, PendingSignIn, QueuePage, Recount, SIGN_IN_SECONDS, SentMessage,
    Session, StaffChange, StaffMember,
};
pub use submission::{Submission, SubmitOutcome};
pub use transition::ActOutcome;
pub use undelivered::SUPPRESSION_DAYS;

use crate::items::{Item, text};
use crate::secret::Secret;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::builders::{ConditionCheckBuilder, PutBuilder, UpdateBuilder};
use aws_sdk_dynamodb::types::{ConditionCheck, Put, Update};
use shared::application::{Application, ApplicationId};
use shared::timestamp::Timestamp;
use std::sync::{Arc, OnceLock};

/// The table and its client. Clones share both.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    /// The stack's secret, once it was read.
    secret: Arc<OnceLock<Secret>>,
}

impl Store {
    /// Creates a store for the table of that name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), secret: Arc::default() }
    }

    /// Reads an application as of the last acknowledged write. Returns `None` for an expired one, even before DynamoDB
    /// removes it.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn application(&self, id: &ApplicationId, now: Timestamp) -> Result<Option<Application>, Error> {
        let item = self.get_item(keys::application(id)).await?;
        let application = item.as_ref().map(items::application).transpose()?;
        Ok(application.filter(|application| !application.has_expired(now)))
    }

    /// Reads an item as of the last acknowledged write.
    async fn get_item(&self, key: keys::Key) -> Result<Option<Item>, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key)).consistent_read(true);
        Ok(request.send().await.map_err(|error| Error::from_sdk("GetItem", error))?.item)
    }

    /// Begins an update of one item.
    fn update_item(&self, key: keys::Key) -> UpdateItemFluentBuilder {
        self.client.update_item().table_name(&self.table).set_key(Some(key))
    }

    /// Begins a query of one partition, as of the last acknowledged write.
    fn query_partition(&self, partition: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.table).consistent_read(true);
        query
            .key_condition_expression(format!("{} = :partition", keys::PARTITION))
            .expression_attribute_values(":partition", text(partition))
    }

    /// Begins a query of the items in one partition whose sort key begins with `beginning`, as of the last acknowledged
    /// write.
    fn query_beginning(&self, partition: &str, beginning: &str) -> QueryFluentBuilder {
        let condition = format!("{} = :partition AND begins_with({}, :beginning)", keys::PARTITION, keys::SORT);
        self.query_partition(partition)
            .key_condition_expression(condition)
            .expression_attribute_values(":beginning", text(beginning))
    }

    /// Begins a query of the applications in one status, or of the suspects. The index may lag by a second.
    fn query_status(&self, group: &str) -> QueryFluentBuilder {
        let query = self.client.query().table_name(&self.table).index_name(keys::BY_STATUS);
        query
            .key_condition_expression(format!("{} = :group", keys::STATUS_GROUP))
            .expression_attribute_values(":group", text(group))
    }

    /// Begins a put within a transaction.
    fn new_put(&self, key: keys::Key, entity_type: &str) -> PutBuilder {
        Put::builder().table_name(&self.table).set_item(Some(key)).item("entity_type", text(entity_type))
    }

    /// Begins an update within a transaction.
    fn new_update(&self, key: keys::Key) -> UpdateBuilder {
        Update::builder().table_name(&self.table).set_key(Some(key))
    }

    /// Begins a condition check within a transaction.
    fn new_check(&self, key: keys::Key) -> ConditionCheckBuilder {
        ConditionCheck::builder().table_name(&self.table).set_key(Some(key))
    }
}
