//! Counters of applications: by group, and by month. They change in the transaction of the change that they count, so
//! that they are exact, and a page with them costs the same however many applications there are.
//!
//! A month counts the applications received in it that are not set aside as likely spam, and its decisions that were
//! not undone. `recount.rs` counts again from the applications and their histories.

use crate::items::{Item, number, text};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Image, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use shared::application::history::Head;
use shared::application::{Group, Reference};
use shared::timestamp::Timestamp;

/// The attribute that counts the changes of the counters.
pub(super) const CHANGED: &str = "changed";
/// The `entity_type` of counters.
pub(super) const ENTITY: &str = "counters";
/// The counter of a month's received applications.
pub(super) const RECEIVED: &str = "received";
/// The counter of a month's accepted applications.
pub(super) const ACCEPTED: &str = "accepted";
/// The counter of a month's declined applications.
pub(super) const DECLINED: &str = "declined";

/// Changes of one item of counters.
type Changes = Vec<(&'static str, i8)>;

/// Changes of counters.
#[derive(Debug, Default)]
pub(super) struct Tally {
    groups: Changes,
    months: Vec<(String, Changes)>,
}

/// A removed application, as the claim of its reference remembers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Removal {
    pub(super) reference: Reference,
    pub(super) group: Group,
    pub(super) history: Head,
}

impl Tally {
    /// Counts an application that was received just now.
    pub(super) fn received(now: Timestamp) -> Self {
        let mut tally = Self { groups: vec![(Group::Received.as_str(), 1)], ..Self::default() };
        tally.month(now, RECEIVED, 1);
        tally
    }

    /// Counts the move of an application to another group, if it is another.
    pub(super) fn moved(from: Group, to: Group, submitted_at: Timestamp) -> Self {
        let mut tally = Self::default();
        if from != to {
            tally.groups = vec![(from.as_str(), -1), (to.as_str(), 1)];
        }
        match (from == Group::Suspect, to == Group::Suspect) {
            (false, true) => tally.month(submitted_at, RECEIVED, -1),
            (true, false) => tally.month(submitted_at, RECEIVED, 1),
            _ => {}
        }
        tally
    }

    /// Adds to a counter of a month.
    pub(super) fn month(&mut self, at: Timestamp, counter: &'static str, change: i8) {
        let month = at.month();
        match self.months.iter_mut().find(|(known, _)| *known == month) {
            Some((_, changes)) => changes.push((counter, change)),
            None => self.months.push((month, vec![(counter, change)])),
        }
    }
}

impl Store {
    /// Returns the writes that change the counters.
    pub(super) fn count_writes(&self, tally: Tally) -> Result<Vec<TransactWriteItem>, Error> {
        let mut writes = Vec::new();
        let Tally { mut groups, months } = tally;
        if !groups.is_empty() {
            groups.push((CHANGED, 1));
            writes.push(self.add(keys::counters_by_group(), groups)?);
        }
        for (month, changes) in months {
            writes.push(self.add(keys::counters_of_month(&month), changes)?);
        }
        Ok(writes)
    }

    fn add(&self, key: keys::Key, changes: Changes) -> Result<TransactWriteItem, Error> {
        let mut update = self.new_update(key).expression_attribute_values(":entity", text(ENTITY));
        let mut added = String::new();
        for (name, change) in changes {
            let comma = if added.is_empty() { "" } else { "," };
            added.push_str(&format!("{comma} {name} :{name}"));
            update = update.expression_attribute_values(format!(":{name}"), AttributeValue::N(change.to_string()));
        }
        update.update_expression(format!("SET entity_type = :entity ADD{added}")).into_write()
    }

    /// Counts the removal of a submitted application, once: `image` is its last. Returns `false` if it was counted before.
    ///
    /// # Errors
    /// When the table can't be reached, the image is malformed, or other writes keep conflicting.
    pub async fn count_removal(&self, image: &Image, now: Timestamp) -> Result<bool, Error> {
        let removal = image.removal().ok_or(Error::malformed("application"))?;
        match self.transact(self.removal_writes(&removal, now, true)?).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Returns the writes that count a removed application and remember it on the claim of its reference: first the
    /// claim's, then the counters'. With `once`, the first fails if the removal was counted before.
    pub(super) fn removal_writes(
        &self,
        removal: &Removal,
        now: Timestamp,
        once: bool,
    ) -> Result<Vec<TransactWriteItem>, Error> {
        let mut claim = self
            .new_update(keys::reference(&removal.reference))
            .update_expression(
                "SET removed_at = :now, removed_from = :group, history_length = :length, history_hash = :hash",
            )
            .expression_attribute_values(":now", text(&now.to_string()))
            .expression_attribute_values(":group", text(removal.group.as_str()))
            .expression_attribute_values(":length", number(removal.history.length.into()))
            .expression_attribute_values(":hash", text(removal.history.hash.as_str()));
        if once {
            claim = claim.condition_expression(format!(
                "attribute_exists({}) AND attribute_not_exists(removed_at)",
                keys::PARTITION
            ));
        }
        let tally = Tally { groups: vec![(removal.group.as_str(), -1)], ..Tally::default() };
        let mut writes = vec![claim.into_write()?];
        writes.extend(self.count_writes(tally)?);
        Ok(writes)
    }
}

/// Reads a counter. One that is missing is 0, and so is one below 0, which only tables from before there were counters
/// can have until they are counted again.
pub(super) fn counter(item: &Item, name: &str) -> u64 {
    stored(item, name).try_into().unwrap_or(0)
}

/// Reads a counter as it is stored.
pub(super) fn stored(item: &Item, name: &str) -> i64 {
    item.get(name).and_then(|value| value.as_n().ok()?.parse().ok()).unwrap_or(0)
}
