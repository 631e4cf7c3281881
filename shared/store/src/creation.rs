//! The one transaction that makes an application out of nothing: the whole of it at once, as programs send it.

use crate::items::{attributes, number, text, version_of};
use crate::transaction::{Reasons, Transacted};
use crate::{Error, Store, items, keys};
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::{Actor, Hash, Head};
use shared::application::{Application, ApplicationId, Reference, SectionAnswers, Status};
use shared::timestamp::Timestamp;

/// An application that is to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewApplication<'a> {
    /// A new one.
    pub id: &'a ApplicationId,
    /// What people shall call it by.
    pub reference: &'a Reference,
    /// All four sections.
    pub sections: &'a [SectionAnswers],
    /// What makes it safe to send it again.
    pub key: Option<&'a Key>,
    /// When.
    pub at: Timestamp,
    /// When it may be removed if nobody has decided by then.
    pub expires: Timestamp,
}

/// What a sender calls a request by, so that it can be sent again and is still one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The keyed hash of the sender's own words: they may say who it is.
    pub name: Hash,
    /// The keyed hash of what was sent.
    pub body: Hash,
}

/// What a sender is told of an application that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The only key to it.
    pub id: ApplicationId,
    /// What people call it by.
    pub reference: Reference,
    /// When it was sent.
    pub submitted_at: Timestamp,
}

/// What became of an application that was to be made.
#[derive(Debug)]
pub enum CreateOutcome {
    /// It was received. This is where its history stands.
    Created(Receipt, Head),
    /// It was received before: by an earlier attempt, or by an earlier request with the same key.
    AlreadyCreated(Receipt),
    /// An earlier request with the same key made an application that was deleted since.
    Deleted,
    /// The key came with something else before.
    BodyMismatch,
    /// The reference is taken. Offer another.
    ReferenceTaken,
}

/// For how many days a key is remembered.
const KEY_DAYS: u16 = 1;

impl Store {
    /// Makes an application that is received: its answers, the claim of `reference`, the first entry of its history and
    /// the memory of its key, all at once or not at all.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep getting in between.
    pub async fn create(&self, creating: NewApplication<'_>) -> Result<CreateOutcome, Error> {
        let NewApplication { id, reference, key, at, .. } = creating;
        let entry = Head::empty().next(at, Actor::Applicant, Status::Draft, Status::Received);
        let head = entry.head(reference);
        let mut writes = vec![
            self.put_whole(creating, &head)?,
            self.claim(id, reference, at)?,
            self.put_entry(id, reference, &entry)?,
        ];
        if let Some(key) = key {
            writes.push(self.remember(key, creating)?);
        }
        match self.transact(writes).await? {
            Transacted::Done => {
                let receipt = Receipt { id: id.clone(), reference: reference.clone(), submitted_at: at };
                Ok(CreateOutcome::Created(receipt, head))
            }
            Transacted::Canceled(reasons) => self.still_there(refused(reasons, key)?, at).await,
        }
    }

    /// What became of the first request with this key, if there was one within a day.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn created_with(&self, key: &Key, now: Timestamp) -> Result<Option<CreateOutcome>, Error> {
        let request = self.client.get_item().table_name(&self.table);
        let found = request.set_key(Some(keys::idempotency(&key.name))).consistent_read(true).send().await;
        let item = found.map_err(|error| Error::from_sdk("GetItem", error))?.item;
        let item = item.map(|item| items::read::<Remembered>(&item, KEY)).transpose()?;
        // What has expired is removed in the course of days.
        match item.filter(|item| item.expires_at > now.unix()) {
            Some(item) => self.still_there(item.outcome(key)?, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// A key outlives its application, if that is deleted within the day.
    async fn still_there(&self, outcome: CreateOutcome, now: Timestamp) -> Result<CreateOutcome, Error> {
        match outcome {
            CreateOutcome::AlreadyCreated(receipt) if self.receipt(&receipt.id, now).await?.is_none() => {
                Ok(CreateOutcome::Deleted)
            }
            outcome => Ok(outcome),
        }
    }

    /// The receipt of the application with this id, if it was received.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn receipt(&self, id: &ApplicationId, now: Timestamp) -> Result<Option<Receipt>, Error> {
        Ok(self.application(id, now).await?.and_then(receipt))
    }

    /// The item that a form would have left, sent without a change.
    fn put_whole(&self, creating: NewApplication<'_>, head: &Head) -> Result<TransactWriteItem, Error> {
        let NewApplication { id, reference, sections, at, expires, .. } = creating;
        let mut put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::application(id)))
            .item("entity_type", text("application"))
            .item("status", text(Status::Received.as_str()))
            .item("reference", text(reference.as_str()))
            .item("version", number(1))
            .item("created_at", text(&at.to_string()))
            .item("updated_at", text(&at.to_string()))
            .item("submitted_at", text(&at.to_string()))
            .item("via", text("api"))
            .item(keys::STATUS_GROUP, text(Status::Received.as_str()))
            .item(keys::STATUS_SINCE, text(&at.to_string()))
            .item(keys::EXPIRES_AT, number(expires.unix().unsigned_abs()))
            .item("history_length", number(head.length.into()))
            .item("history_hash", text(head.hash.as_str()));
        for answers in sections {
            put = put.item(version_of(answers.section()), number(1));
            for (name, value) in attributes(answers)? {
                put = put.item(name, value);
            }
        }
        let put = put
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().put(put.map_err(|error| Error::unwritable("application", error))?).build())
    }

    /// Remembers a key that is new, or was forgotten.
    fn remember(&self, key: &Key, creating: NewApplication<'_>) -> Result<TransactWriteItem, Error> {
        let NewApplication { id, reference, at, .. } = creating;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::idempotency(&key.name)))
            .item("entity_type", text("idempotency"))
            .item("body_hash", text(key.body.as_str()))
            .item("application_id", text(id.as_str()))
            .item("reference", text(reference.as_str()))
            .item("submitted_at", text(&at.to_string()))
            .item(keys::EXPIRES_AT, number(at.plus_days(KEY_DAYS).unix().unsigned_abs()))
            .condition_expression(format!("attribute_not_exists({}) OR {} <= :now", keys::PARTITION, keys::EXPIRES_AT))
            .expression_attribute_values(":now", number(at.unix().unsigned_abs()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build();
        Ok(TransactWriteItem::builder().put(put.map_err(|error| Error::unwritable(KEY, error))?).build())
    }
}

const KEY: &str = "idempotency key";

/// What the conditions found, in the order of the writes.
fn refused(mut reasons: Reasons, key: Option<&Key>) -> Result<CreateOutcome, Error> {
    if reasons.refused(0) {
        let found = reasons.application(0)?.and_then(receipt);
        return found.map(CreateOutcome::AlreadyCreated).ok_or(Error::malformed("application"));
    }
    if let Some(key) = key.filter(|_| reasons.refused(3)) {
        let item = reasons.item(3).ok_or(Error::malformed("answer"))?;
        return items::read::<Remembered>(&item, KEY)?.outcome(key);
    }
    if reasons.refused(1) { Ok(CreateOutcome::ReferenceTaken) } else { Err(reasons.failure()) }
}

fn receipt(application: Application) -> Option<Receipt> {
    match application {
        Application::Submitted(sent) => {
            Some(Receipt { id: sent.id, reference: sent.reference, submitted_at: sent.submitted_at })
        }
        Application::Draft(_) => None,
    }
}

/// The memory of a key, as it is stored.
#[derive(serde::Deserialize)]
struct Remembered {
    body_hash: Hash,
    application_id: String,
    reference: String,
    submitted_at: Timestamp,
    expires_at: i64,
}

impl Remembered {
    fn outcome(self, key: &Key) -> Result<CreateOutcome, Error> {
        if self.body_hash != key.body {
            return Ok(CreateOutcome::BodyMismatch);
        }
        let malformed = |_| Error::malformed(KEY);
        Ok(CreateOutcome::AlreadyCreated(Receipt {
            id: self.application_id.parse().map_err(malformed)?,
            reference: self.reference.parse().map_err(malformed)?,
            submitted_at: self.submitted_at,
        }))
    }
}
