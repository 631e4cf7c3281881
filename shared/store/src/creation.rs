//! The transaction that creates a whole application, as programs send it.

use crate::answers::{attribute, version_of};
use crate::counters::Tally;
use crate::items::{number, text, time, unix};
use crate::transaction::{CancellationReasons, IntoWrite, Transaction};
use crate::{Error, Store, items, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use shared::application::history::{Hash, Head};
use shared::application::{Action, Answers, Application, ApplicationId, Reference, Status};
use shared::timestamp::Timestamp;

/// An application to create.
#[derive(Debug, Clone, Copy)]
pub struct NewApplication<'a> {
    /// A new id.
    pub id: &'a ApplicationId,
    /// The reference to claim.
    pub reference: &'a Reference,
    /// The answers to all sections.
    pub answers: &'a Answers,
    /// The names of the sections.
    pub sections: &'a [&'a str],
    /// The version of the form.
    pub form_version: &'a str,
    /// The idempotency key, if the request has one.
    pub key: Option<&'a Key>,
    /// The current time.
    pub at: Timestamp,
    /// When the application expires if it is still undecided.
    pub expires: Timestamp,
}

/// An idempotency key, which identifies repeated requests for a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// The keyed hash of the sender's key, which may identify the sender.
    pub name: Hash,
    /// The keyed hash of the request body.
    pub body: Hash,
}

/// The receipt of a submitted application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The id of the application.
    pub id: ApplicationId,
    /// The reference of the application.
    pub reference: Reference,
    /// When the application was received.
    pub submitted_at: Timestamp,
}

/// The outcome of a creation.
#[derive(Debug)]
pub enum CreateOutcome {
    /// The application was received; this is the head of its history.
    Created(Receipt, Head),
    /// An earlier attempt, or an earlier request with the same key, created the application.
    AlreadyCreated(Receipt),
    /// An earlier request with the same key created an application that was deleted since.
    Deleted,
    /// An earlier request with the same key had another body.
    BodyMismatch,
    /// The reference is taken. Call again with another one.
    ReferenceTaken,
}

/// Days for which an idempotency key is kept.
const KEY_DAYS: u16 = 1;

/// The `entity_type` of an idempotency key.
const IDEMPOTENCY: &str = "idempotency";

impl Store {
    /// Creates a received application: its answers, the claim of its reference, its first history entry and its
    /// idempotency key, in one transaction.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes keep conflicting.
    pub async fn create(&self, new: NewApplication<'_>) -> Result<CreateOutcome, Error> {
        let NewApplication { id, reference, key, at, .. } = new;
        let entry = Head::empty().next(at, Action::Submit, None, Status::Draft, Status::Received);
        let head = entry.head(reference);
        let mut writes = vec![
            self.put_application(new, &head)?,
            self.claim(id, reference, at)?,
            self.put_entry(id, reference, &entry)?,
        ];
        if let Some(key) = key {
            writes.push(self.put_key(key, new)?);
        }
        writes.extend(self.count_writes(Tally::received(at))?);
        match self.transact(writes).await? {
            Transaction::Committed => {
                let receipt = Receipt { id: id.clone(), reference: reference.clone(), submitted_at: at };
                Ok(CreateOutcome::Created(receipt, head))
            }
            Transaction::Canceled(reasons) => self.unless_deleted(rejection(reasons, key)?, at).await,
        }
    }

    /// Returns the outcome of an earlier request with this key, if there was one within a day.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn earlier_creation(&self, key: &Key, now: Timestamp) -> Result<Option<CreateOutcome>, Error> {
        let item = self.get_item(keys::idempotency(&key.name)).await?;
        let stored = item.map(|item| items::read::<StoredKey>(&item, IDEMPOTENCY)).transpose()?;
        // DynamoDB may take days to remove an expired item.
        match stored.filter(|stored| stored.expires_at > now.unix()) {
            Some(stored) => self.unless_deleted(stored.outcome(key)?, now).await.map(Some),
            None => Ok(None),
        }
    }

    /// Replaces [`CreateOutcome::AlreadyCreated`] if the application was deleted within its key's day.
    async fn unless_deleted(&self, outcome: CreateOutcome, now: Timestamp) -> Result<CreateOutcome, Error> {
        match outcome {
            CreateOutcome::AlreadyCreated(receipt) if self.receipt(&receipt.id, now).await?.is_none() => {
                Ok(CreateOutcome::Deleted)
            }
            outcome => Ok(outcome),
        }
    }

    /// Returns the receipt of a submitted application.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn receipt(&self, id: &ApplicationId, now: Timestamp) -> Result<Option<Receipt>, Error> {
        Ok(self.application(id, now).await?.and_then(receipt))
    }

    /// Puts the same item that a submitted form leaves.
    fn put_application(&self, new: NewApplication<'_>, head: &Head) -> Result<TransactWriteItem, Error> {
        let NewApplication { id, reference, answers, sections, form_version, at, expires, .. } = new;
        let mut put = self
            .new_put(keys::application(id), "application")
            .item("status", text(Status::Received.as_str()))
            .item("reference", text(reference.as_str()))
            .item("version", number(1))
            .item("created_at", time(at))
            .item("updated_at", time(at))
            .item("submitted_at", time(at))
            .item("via", text("api"))
            .item("form_version", text(form_version))
            .item(keys::STATUS_GROUP, text(Status::Received.as_str()))
            .item(keys::STATUS_SINCE, time(at))
            .item(keys::EXPIRES_AT, unix(expires))
            .item("history_length", number(head.length.into()))
            .item("history_hash", text(head.hash.as_str()));
        put = sections.iter().fold(put, |put, section| put.item(version_of(section), number(1)));
        put = answers.iter().fold(put, |put, (name, answer)| put.item(name, attribute(answer)));
        put.condition_expression(format!("attribute_not_exists({})", keys::PARTITION))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .into_write()
    }

    /// Puts an idempotency key that is new or has expired.
    fn put_key(&self, key: &Key, new: NewApplication<'_>) -> Result<TransactWriteItem, Error> {
        let NewApplication { id, reference, at, .. } = new;
        self.new_put(keys::idempotency(&key.name), IDEMPOTENCY)
            .item("body_hash", text(key.body.as_str()))
            .item("application_id", text(id.as_str()))
            .item("reference", text(reference.as_str()))
            .item("submitted_at", time(at))
            .item(keys::EXPIRES_AT, unix(at.plus_days(KEY_DAYS)))
            .condition_expression(format!("attribute_not_exists({}) OR {} <= :now", keys::PARTITION, keys::EXPIRES_AT))
            .expression_attribute_values(":now", unix(at))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .into_write()
    }
}

/// Returns the outcome of a canceled creation. Reasons are in the order of the writes.
fn rejection(mut reasons: CancellationReasons, key: Option<&Key>) -> Result<CreateOutcome, Error> {
    if reasons.condition_failed(0) {
        let receipt = reasons.application(0)?.and_then(receipt);
        return receipt.map(CreateOutcome::AlreadyCreated).ok_or(Error::malformed("application"));
    }
    if let Some(key) = key.filter(|_| reasons.condition_failed(3)) {
        let item = reasons.item(3).ok_or(Error::malformed("response"))?;
        return items::read::<StoredKey>(&item, IDEMPOTENCY)?.outcome(key);
    }
    if reasons.condition_failed(1) { Ok(CreateOutcome::ReferenceTaken) } else { Err(reasons.error()) }
}

fn receipt(application: Application) -> Option<Receipt> {
    match application {
        Application::Submitted(submitted) => {
            Some(Receipt { id: submitted.id, reference: submitted.reference, submitted_at: submitted.submitted_at })
        }
        Application::Draft(_) => None,
    }
}

#[derive(serde::Deserialize)]
struct StoredKey {
    body_hash: Hash,
    application_id: String,
    reference: String,
    submitted_at: Timestamp,
    expires_at: i64,
}

impl StoredKey {
    fn outcome(self, key: &Key) -> Result<CreateOutcome, Error> {
        if self.body_hash != key.body {
            return Ok(CreateOutcome::BodyMismatch);
        }
        let malformed = |_| Error::malformed(IDEMPOTENCY);
        Ok(CreateOutcome::AlreadyCreated(Receipt {
            id: self.application_id.parse().map_err(malformed)?,
            reference: self.reference.parse().map_err(malformed)?,
            submitted_at: self.submitted_at,
        }))
    }
}
