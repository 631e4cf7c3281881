//! Look-alikes: applications that may come from the same organization. Only staff see them.
//!
//! An application has an item for each of its match keys, a name or a domain, in a partition that all applications with
//! that key share. Two that match are linked on both sides. Every item in another partition has a counterpart in the
//! application's, so that its id is enough to remove everything. Every write requires that the applications still
//! exist, so that a removed one leaves nothing behind.

use crate::items::{Item, string, text, time, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use shared::application::{Action, ApplicationId, Reference};
use shared::timestamp::Timestamp;

/// The common feature of two applications.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// The organization's name.
    Name,
    /// The domain of its website or its mail.
    Domain,
}

impl MatchKind {
    /// Returns the kind with this reason.
    pub(super) fn named(reason: &str) -> Option<Self> {
        [Self::Name, Self::Domain].into_iter().find(|kind| kind.reason() == reason)
    }

    /// The reason stored with a look-alike.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Name => "same_name",
            Self::Domain => "same_domain",
        }
    }
}

/// A name or domain for matching applications.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchKey {
    of: MatchKind,
    value: String,
}

/// Days for which the messages about a removed application are kept.
const MESSAGE_DAYS: u16 = 2;

/// Characters of a match key that are compared. A DynamoDB key has at most 1,024 bytes, and a character up to four.
const MATCH_KEY_LENGTH: usize = 200;

impl MatchKey {
    /// Creates a match key from a normalized name or domain. Only the first 200 characters are compared.
    pub fn new(of: MatchKind, value: &str) -> Self {
        Self { of, value: value.chars().take(MATCH_KEY_LENGTH).collect() }
    }

    /// The name or domain.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The kind of match key.
    pub const fn of(&self) -> MatchKind {
        self.of
    }

    fn stored(&self) -> String {
        let kind = match self.of {
            MatchKind::Name => "name#",
            MatchKind::Domain => "domain#",
        };
        format!("{kind}{}", self.value)
    }
}

/// The id and the reference of a submitted application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRef {
    /// The id.
    pub id: ApplicationId,
    /// The reference.
    pub reference: Reference,
}

impl Store {
    /// Stores the match keys of an application, at most 40 and no two the same. Returns `false`, and writes nothing, if
    /// the application is gone.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes conflict.
    pub async fn add_match_keys(&self, application: &ApplicationRef, match_keys: &[MatchKey]) -> Result<bool, Error> {
        let mut writes = vec![self.check_submitted(&application.id)?];
        for match_key in match_keys {
            let stored = match_key.stored();
            for key in [keys::match_entry(&stored, &application.id), keys::own_match(&application.id, &stored)] {
                let put = self.new_put(key, "likeness").item("reference", text(application.reference.as_str()));
                writes.push(put.into_write()?);
            }
        }
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Returns the applications with this match key, at most `limit`. Includes all that were stored before the call,
    /// unless there are more than `limit`.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn matching(&self, match_key: &MatchKey, limit: u16) -> Result<Vec<ApplicationRef>, Error> {
        let query = self.query_partition(&keys::match_partition(&match_key.stored())).limit(limit.into());
        let response = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        response
            .items
            .unwrap_or_default()
            .iter()
            .map(|item| matched(item).ok_or(Error::malformed("match key")))
            .collect()
    }

    /// Links two look-alikes on both sides, in one transaction. Returns `false`, and writes nothing, if they are linked
    /// for these reasons already, or one of them is gone.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes conflict.
    pub async fn link_related(
        &self,
        one: &ApplicationRef,
        other: &ApplicationRef,
        reasons: &[MatchKind],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let writes = vec![
            self.check_submitted(&one.id)?,
            self.check_submitted(&other.id)?,
            self.add_look_alike(one, other, reasons, now)?,
            self.add_look_alike(other, one, reasons, now)?,
        ];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if (0..4).any(|write| reasons.condition_failed(write)) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Removes the match keys, look-alikes, links, search terms, notes and exchanges of an application that was removed or
    /// anonymized; `own` is its reference, which a draft lacks. Messages of one that
    /// staff erased expire once the stream has forgotten it. Removes the items in the application's partition last, so a failed call can be repeated. Does
    /// nothing if a new draft has the same id: the items are removed with the new one.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn remove_related_items(
        &self,
        id: &ApplicationId,
        own: Option<&Reference>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let items = self.items_in_partition(id).await?;
        // Checked after reading the items: if there is no application now, none of the items belongs to a new one.
        let stays = self.exists(id).await?;
        if own.is_none() && stays {
            return Ok(());
        }
        // Messages hold nothing personal. They stay, unless staff erased the application and all that belongs to it.
        let forgets_messages =
            !stays && items.iter().any(|item| string(item, "action") == Some(Action::Erase.as_str()));
        for item in items {
            let Some(sort) = string(&item, keys::SORT) else { continue };
            match keys::related_item(sort) {
                Some(keys::RelatedItem::Match(match_key)) => {
                    self.delete(keys::match_entry(match_key, id)).await?;
                    self.delete(keys::own_match(id, match_key)).await?;
                }
                Some(keys::RelatedItem::LookAlike(reference)) => {
                    let other = look_alike_id(&item).ok_or(Error::malformed("look-alike"))?;
                    if let Some(own) = own {
                        self.delete(keys::look_alike(&other, own)).await?;
                    }
                    self.delete(keys::look_alike(id, &reference)).await?;
                }
                Some(keys::RelatedItem::Link(link)) => self.forget_link(id, &link, now).await?,
                Some(keys::RelatedItem::SearchTerms) => self.remove_search_terms(id, &item).await?,
                Some(keys::RelatedItem::Words) => self.delete(keys::key_of(&item)).await?,
                Some(keys::RelatedItem::Message) if forgets_messages => self.forget_message(&item, now).await?,
                Some(keys::RelatedItem::Message) | None => {}
            }
        }
        Ok(())
    }

    /// Returns every item in an application's partition.
    pub(super) async fn items_in_partition(&self, id: &ApplicationId) -> Result<Vec<Item>, Error> {
        let mut pages = self.query_partition(&keys::partition(id)).into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(|error| Error::from_sdk("Query", error))?);
        }
        Ok(items)
    }

    async fn exists(&self, id: &ApplicationId) -> Result<bool, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::application(id)));
        // Only the key, because the item has personal data.
        let found = request.consistent_read(true).projection_expression("pk").send().await;
        found.map(|found| found.item.is_some()).map_err(|error| Error::from_sdk("GetItem", error))
    }

    /// Lets a message expire, after the stream's day in which a repeated record could send it again.
    async fn forget_message(&self, message: &Item, now: Timestamp) -> Result<(), Error> {
        let expire = self
            .update_item(keys::key_of(message))
            .update_expression(format!("SET {} = if_not_exists({0}, :then)", keys::EXPIRES_AT))
            .expression_attribute_values(":then", unix(now.plus_days(MESSAGE_DAYS)));
        expire.send().await.map(drop).map_err(|error| Error::from_sdk("UpdateItem", error))
    }

    pub(super) async fn delete(&self, key: keys::Key) -> Result<(), Error> {
        let deleted = self.client.delete_item().table_name(&self.table).set_key(Some(key)).send().await;
        deleted.map(drop).map_err(|error| Error::from_sdk("DeleteItem", error))
    }

    /// Checks that a submitted application is still there and has its answers.
    pub(super) fn check_submitted(&self, id: &ApplicationId) -> Result<TransactWriteItem, Error> {
        self.new_check(keys::application(id))
            .condition_expression("attribute_exists(#reference) AND attribute_not_exists(review_anonymized_at)")
            .expression_attribute_names("#reference", "reference")
            .into_write()
    }

    fn add_look_alike(
        &self,
        from: &ApplicationRef,
        to: &ApplicationRef,
        kinds: &[MatchKind],
        now: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        let mut update = self
            .new_update(keys::look_alike(&from.id, &to.reference))
            // Adds reasons: of two applications that search at the same moment, one may see less than the other.
            .update_expression(
                "SET entity_type = :entity, #reference = :reference, application_id = :id, \
                 found_at = if_not_exists(found_at, :now) ADD reasons :reasons",
            )
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":entity", text("look_alike"))
            .expression_attribute_values(":reference", text(to.reference.as_str()))
            .expression_attribute_values(":id", text(to.id.as_str()))
            .expression_attribute_values(":now", time(now));
        let mut condition = "attribute_not_exists(reasons)".to_owned();
        for (number, kind) in kinds.iter().enumerate() {
            condition.push_str(&format!(" OR NOT contains(reasons, :reason{number})"));
            update = update.expression_attribute_values(format!(":reason{number}"), text(kind.reason()));
        }
        let reasons = kinds.iter().map(|kind| kind.reason().to_owned()).collect();
        let update = update.expression_attribute_values(":reasons", AttributeValue::Ss(reasons));
        update.condition_expression(condition).into_write()
    }
}

/// Reads an application in the partition of a match key.
fn matched(item: &Item) -> Option<ApplicationRef> {
    let id = keys::application_id(string(item, keys::SORT)?)?;
    Some(ApplicationRef { id, reference: string(item, "reference")?.parse().ok()? })
}

fn look_alike_id(item: &Item) -> Option<ApplicationId> {
    string(item, "application_id")?.parse().ok()
}
