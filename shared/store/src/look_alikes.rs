//! Applications that may be the same organization's, pointed out to staff and to nobody else.
//!
//! Each application has an item in a partition for each thing that it is alike in with others, its name or its domain:
//! there the next one finds it. Two that found each other are linked on both sides. Whatever an application has in
//! another partition stands beside it as well, so that all of it can be taken back once only its id is known. Every write
//! is conditioned on the applications being there, so that nothing is left of one that is removed meanwhile.

use crate::items::{Item, text};
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, ConditionCheck, Put, TransactWriteItem, Update};
use shared::application::{ApplicationId, Reference};
use shared::timestamp::Timestamp;

/// In what two applications may be alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// The organization's name.
    Name,
    /// The domain of its website or its mail.
    Domain,
}

impl MatchKind {
    /// The reason that a link gives for itself.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Name => "same_name",
            Self::Domain => "same_domain",
        }
    }
}

/// What an application is found by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct MatchKey {
    of: MatchKind,
    value: String,
}

/// Keys have a limit of 1,024 bytes, and a character up to four.
const LONGEST: usize = 200;

impl MatchKey {
    /// A name or a domain, in the form in which they are compared. What stands beyond 200 characters makes no
    /// difference: it is cut here, so that two that are stored as one are one.
    pub fn new(of: MatchKind, value: &str) -> Self {
        Self { of, value: value.chars().take(LONGEST).collect() }
    }

    /// The name or domain.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What it is.
    pub const fn of(&self) -> MatchKind {
        self.of
    }

    fn key(&self) -> String {
        let kind = match self.of {
            MatchKind::Name => "name#",
            MatchKind::Domain => "domain#",
        };
        format!("{kind}{}", self.value)
    }
}

/// An application that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRef {
    /// The key to it.
    pub id: ApplicationId,
    /// What people call it by.
    pub reference: Reference,
}

impl Store {
    /// Lets an application be found by these, of which no two may be the same; 40 at most. If it is gone, nothing is
    /// written, and the answer is `false`.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes got in between.
    pub async fn add_match_keys(&self, application: &ApplicationRef, likenesses: &[MatchKey]) -> Result<bool, Error> {
        let mut writes = vec![self.check_there(&application.id)?];
        for likeness in likenesses {
            let value = likeness.key();
            for key in [keys::alike(&value, &application.id), keys::found_by(&application.id, &value)] {
                let put = Put::builder()
                    .table_name(&self.table)
                    .set_item(Some(key))
                    .item("entity_type", text("likeness"))
                    .item("reference", text(application.reference.as_str()));
                writes.push(put_item(put)?);
            }
        }
        match self.transact(writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Canceled(reasons) if reasons.refused(0) => Ok(false),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Applications that are found by this, at most `limit`. Whatever was shown before this call is among them, if there
    /// are not more.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn matching(&self, likeness: &MatchKey, limit: u16) -> Result<Vec<ApplicationRef>, Error> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .limit(limit.into())
            .key_condition_expression(format!("{} = :partition", keys::PARTITION))
            .expression_attribute_values(":partition", AttributeValue::S(keys::likeness(&likeness.key())));
        let found = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        let found = found.items.unwrap_or_default();
        found.iter().map(|item| read_found(item).ok_or(Error::malformed("likeness"))).collect()
    }

    /// Links two applications that are alike in this, on both sides at once. If they are linked for these reasons, or one
    /// of them is gone, nothing is written, and the answer is `false`.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes got in between.
    pub async fn link_related(
        &self,
        one: &ApplicationRef,
        other: &ApplicationRef,
        alike_in: &[MatchKind],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let writes = vec![
            self.check_there(&one.id)?,
            self.check_there(&other.id)?,
            self.link_to(one, other, alike_in, now)?,
            self.link_to(other, one, alike_in, now)?,
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Canceled(reasons) if (0..4).any(|write| reasons.refused(write)) => Ok(false),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Takes back everything by which an application is found: its likenesses, its links to look-alikes on both sides, and
    /// the private links that led to it. What stands beside it goes last, so that this can be repeated until it has been
    /// done. A draft has no reference yet, and no look-alikes. Where a draft was begun again under the same id, nothing is
    /// taken back: what stands beside it goes with the new one.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn remove_related_items(
        &self,
        id: &ApplicationId,
        own: Option<&Reference>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let beside = self.beside(id).await?;
        // Looked up after what is beside: that was there when no application was, so that none of it is a new one's.
        if own.is_none() && self.is_there(id).await? {
            return Ok(());
        }
        for item in beside {
            let Some(sort) = item.get(keys::SORT).and_then(|sort| sort.as_s().ok()) else { continue };
            match keys::beside(sort) {
                Some(keys::Beside::FoundBy(value)) => {
                    self.delete(keys::alike(value, id)).await?;
                    self.delete(keys::found_by(id, value)).await?;
                }
                Some(keys::Beside::LookAlike(reference)) => {
                    let other = linked_id(&item).ok_or(Error::malformed("look-alike"))?;
                    if let Some(own) = own {
                        self.delete(keys::look_alike(&other, own)).await?;
                    }
                    self.delete(keys::look_alike(id, &reference)).await?;
                }
                Some(keys::Beside::Link(link)) => self.forget_link(id, &link, now).await?,
                None => {}
            }
        }
        Ok(())
    }

    /// Everything in an application's partition.
    async fn beside(&self, id: &ApplicationId) -> Result<Vec<Item>, Error> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!("{} = :partition", keys::PARTITION))
            .expression_attribute_values(":partition", AttributeValue::S(keys::partition(id)));
        let mut pages = query.into_paginator().items().send();
        let mut found = Vec::new();
        while let Some(item) = pages.next().await {
            found.push(item.map_err(|error| Error::from_sdk("Query", error))?);
        }
        Ok(found)
    }

    async fn is_there(&self, id: &ApplicationId) -> Result<bool, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::application(id)));
        let found = request.consistent_read(true).projection_expression(keys::PARTITION).send().await;
        Ok(found.map_err(|error| Error::from_sdk("GetItem", error))?.item.is_some())
    }

    pub(super) async fn delete(&self, key: keys::Key) -> Result<(), Error> {
        let deleted = self.client.delete_item().table_name(&self.table).set_key(Some(key)).send().await;
        deleted.map(drop).map_err(|error| Error::from_sdk("DeleteItem", error))
    }

    /// A condition on an application that was sent and is still there.
    fn check_there(&self, id: &ApplicationId) -> Result<TransactWriteItem, Error> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .condition_expression("attribute_exists(#reference)")
            .expression_attribute_names("#reference", "reference")
            .build();
        let check = check.map_err(|error| Error::unwritable("condition", error))?;
        Ok(TransactWriteItem::builder().condition_check(check).build())
    }

    fn link_to(
        &self,
        from: &ApplicationRef,
        to: &ApplicationRef,
        alike_in: &[MatchKind],
        now: Timestamp,
    ) -> Result<TransactWriteItem, Error> {
        let reasons: Vec<String> = alike_in.iter().map(|alike| alike.reason().to_owned()).collect();
        let new = reasons.iter().enumerate().map(|(number, _)| format!("NOT contains(reasons, :reason{number})"));
        let new: Vec<String> = ["attribute_not_exists(reasons)".to_owned()].into_iter().chain(new).collect();
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::look_alike(&from.id, &to.reference)))
            // Reasons are added: of two that look for each other at the same moment, one may see less than the other.
            .update_expression(
                "SET entity_type = :entity, #reference = :reference, application_id = :id, \
                 found_at = if_not_exists(found_at, :now) ADD reasons :reasons",
            )
            .condition_expression(new.join(" OR "))
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":entity", text("look_alike"))
            .expression_attribute_values(":reference", text(to.reference.as_str()))
            .expression_attribute_values(":id", text(to.id.as_str()))
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":reasons", AttributeValue::Ss(reasons.clone()));
        let reasons = reasons.iter().enumerate();
        let update = reasons.fold(update, |update, (number, reason)| {
            update.expression_attribute_values(format!(":reason{number}"), text(reason))
        });
        let update = update.build().map_err(|error| Error::unwritable("look-alike", error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }
}

fn put_item(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> Result<TransactWriteItem, Error> {
    let put = put.build().map_err(|error| Error::unwritable("likeness", error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}

/// The application that is found by the partition's likeness.
fn read_found(item: &Item) -> Option<ApplicationRef> {
    let attribute = |name| item.get(name).and_then(|value| value.as_s().ok());
    let id = keys::application_id(attribute(keys::SORT)?)?;
    Some(ApplicationRef { id, reference: attribute("reference")?.parse().ok()? })
}

/// The application that a link leads to.
fn linked_id(item: &Item) -> Option<ApplicationId> {
    item.get("application_id")?.as_s().ok()?.parse().ok()
}
