//! Counts all applications again, and mends the counters.
//!
//! The counters are exact, because they change in the transaction of what they count. They need counting again after a
//! table was restored or imported, once for a table from before there were counters, and for removed applications of
//! which `notify` never heard. It's safe while the site is running: the result is written only if the counters haven't
//! changed since before the first item was read, and else the count begins again.

use crate::counters::{ACCEPTED, CHANGED, DECLINED, ENTITY, RECEIVED, stored};
use crate::items::{Item, read, string, text};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem};
use shared::application::history::Entry;
use shared::application::{Action, Group, Reference, Status};
use shared::timestamp::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// How often a count begins again because the site is busy.
const ATTEMPTS: u8 = 20;

/// Months that fit into a transaction with the counters of groups.
const MOST_MONTHS: usize = 99;

/// The attributes that a count needs. None of them is personal.
const READ: &str = "pk, sk, entity_type, #status, status_group, submitted_at, removed_at, removed_from, application_id, \
                    #number, #at, #by, #from, #to, #action, previous, received, accepted, declined, in_review, \
                    more_information, withdrawn, suspect, changed";

/// A counter that was wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mended {
    /// The counter, such as `received` or `2026-11 accepted`.
    pub counter: String,
    /// Its number before.
    pub before: i64,
    /// The right number.
    pub after: i64,
}

/// The result of counting again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recount {
    /// The number of submitted applications.
    pub applications: u64,
    /// The counters that were wrong.
    pub mended: Vec<Mended>,
}

/// All that one scan found.
#[derive(Default)]
struct Scan {
    /// The group of each submitted application, by its partition key.
    groups: BTreeMap<String, Group>,
    histories: BTreeMap<String, Vec<Entry>>,
    claims: Vec<Claim>,
    /// The counters of each month.
    months: BTreeMap<String, Item>,
}

struct Claim {
    reference: Reference,
    application: String,
    is_marked: bool,
    removed_from: Option<Group>,
}

/// Counters by their names.
type Numbers = BTreeMap<&'static str, i64>;

impl Store {
    /// Counts all applications again, and mends the counters that are wrong.
    ///
    /// # Errors
    /// When the table can't be reached, an item is malformed, or the site is too busy to count.
    pub async fn recount(&self, now: Timestamp) -> Result<Recount, Error> {
        for _ in 0..ATTEMPTS {
            let before = self.get_item(keys::counters_by_group()).await?.unwrap_or_default();
            let scan = self.scan().await?;
            if self.mark_claims(&scan, now).await? {
                // From now on `notify` counts no removal that this count has seen.
                continue;
            }
            if let Some(mended) = self.mend(&before, &scan).await? {
                let applications = u64::try_from(scan.groups.len()).unwrap_or(u64::MAX);
                return Ok(Recount { applications, mended });
            }
        }
        Err(Error::Conflict { operation: "recount" })
    }

    async fn scan(&self) -> Result<Scan, Error> {
        let scan = self.client.scan().table_name(&self.table).consistent_read(true).projection_expression(READ);
        let names = ["status", "number", "at", "by", "from", "to", "action"];
        let scan = names.into_iter().fold(scan, |scan, name| scan.expression_attribute_names(format!("#{name}"), name));
        let mut items = scan.into_paginator().items().send();
        let mut found = Scan::default();
        while let Some(item) = items.next().await {
            found.add(item.map_err(|error| Error::from_sdk("Scan", error))?)?;
        }
        Ok(found)
    }

    /// Marks the claims of removed applications, and takes the mark from those whose application was restored. Returns
    /// whether there were any.
    async fn mark_claims(&self, scan: &Scan, now: Timestamp) -> Result<bool, Error> {
        let mut any = false;
        for claim in &scan.claims {
            let exists = scan.groups.contains_key(&claim.application);
            if exists != claim.is_marked {
                continue;
            }
            let update = self.update_item(keys::reference(&claim.reference));
            let update = if exists {
                update
                    .update_expression("REMOVE removed_at, removed_from, history_length, history_hash")
                    .condition_expression("attribute_exists(removed_at)")
            } else {
                update
                    .update_expression("SET removed_at = :now")
                    .condition_expression("attribute_not_exists(removed_at)")
                    .expression_attribute_values(":now", text(&now.to_string()))
            };
            any = true;
            crate::conditions::apply(update).await?;
        }
        Ok(any)
    }

    /// Writes the right numbers, and returns which were wrong; `None` if the counters have changed since `before`.
    async fn mend(&self, before: &Item, scan: &Scan) -> Result<Option<Vec<Mended>>, Error> {
        let groups = scan.count_groups();
        let mut mended = differences("", &groups, before);
        let mut months = Vec::new();
        for (month, numbers) in scan.count_months() {
            let stored = scan.months.get(&month).cloned().unwrap_or_default();
            let different = differences(&format!("{month} "), &numbers, &stored);
            if !different.is_empty() {
                mended.extend(different);
                months.push((month, numbers));
            }
        }
        for months in months.chunks(MOST_MONTHS).chain(months.is_empty().then_some(&[][..])) {
            let changed = stored(before, CHANGED);
            let mut writes = vec![self.set_groups(&groups, changed)?];
            for (month, numbers) in months {
                writes.push(self.set_numbers(keys::counters_of_month(month), numbers).into_write()?);
            }
            match self.transact(writes).await? {
                Transaction::Committed => {}
                Transaction::Canceled(reasons) if reasons.condition_failed(0) => return Ok(None),
                Transaction::Canceled(reasons) => return Err(reasons.error()),
            }
        }
        Ok(Some(mended))
    }

    /// Returns the write of all groups' numbers, if the counters have changed `changed` times.
    fn set_groups(&self, numbers: &Numbers, changed: i64) -> Result<TransactWriteItem, Error> {
        let update = self.set_numbers(keys::counters_by_group(), numbers);
        let update = if changed == 0 {
            update.condition_expression(format!("attribute_not_exists({CHANGED})"))
        } else {
            update
                .condition_expression(format!("{CHANGED} = :{CHANGED}"))
                .expression_attribute_values(format!(":{CHANGED}"), AttributeValue::N(changed.to_string()))
        };
        update.into_write()
    }

    fn set_numbers(&self, key: keys::Key, numbers: &Numbers) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        let mut update = self.new_update(key).expression_attribute_values(":entity", text(ENTITY));
        let mut set = "SET entity_type = :entity".to_owned();
        for (name, count) in numbers {
            set.push_str(&format!(", {name} = :{name}"));
            update = update.expression_attribute_values(format!(":{name}"), AttributeValue::N(count.to_string()));
        }
        update.update_expression(set)
    }
}

impl Scan {
    fn add(&mut self, item: Item) -> Result<(), Error> {
        let Some((partition, sort)) = string(&item, keys::PARTITION).zip(string(&item, keys::SORT)) else {
            return Ok(());
        };
        let partition = partition.to_owned();
        if sort == keys::APPLICATION_SORT {
            let group = string(&item, keys::STATUS_GROUP).and_then(Group::named);
            self.groups.extend(group.map(|group| (partition, group)));
        } else if sort.starts_with(keys::HISTORY) {
            self.histories.entry(partition).or_default().push(read(&item, "history")?);
        } else if let Some(reference) = keys::claimed_reference(&partition) {
            let id = string(&item, "application_id").and_then(|id| id.parse().ok());
            self.claims.push(Claim {
                reference,
                application: keys::partition(&id.ok_or(Error::malformed("reference"))?),
                is_marked: item.contains_key("removed_at"),
                removed_from: string(&item, "removed_from").and_then(Group::named),
            });
        } else if partition == keys::COUNTERS
            && let Some(month) = keys::month_of_counters(sort)
        {
            self.months.insert(month.to_owned(), item);
        }
        Ok(())
    }

    fn count_groups(&self) -> Numbers {
        let count = |group| self.groups.values().filter(|known| **known == group).count();
        Group::ALL.into_iter().map(|group| (group.as_str(), i64::try_from(count(group)).unwrap_or(i64::MAX))).collect()
    }

    /// Counts every month, those that have counters only as well.
    fn count_months(&self) -> BTreeMap<String, Numbers> {
        let removed_as_spam: BTreeSet<_> = self
            .claims
            .iter()
            .filter(|claim| claim.removed_from == Some(Group::Suspect))
            .map(|claim| claim.application.as_str())
            .collect();
        let none = || [RECEIVED, ACCEPTED, DECLINED].map(|name| (name, 0)).into();
        let mut months: BTreeMap<String, Numbers> = self.months.keys().map(|month| (month.clone(), none())).collect();
        let mut count = |at: Timestamp, name| {
            *months.entry(at.month()).or_insert_with(none).entry(name).or_default() += 1;
        };
        for (partition, history) in &self.histories {
            let is_spam =
                self.groups.get(partition) == Some(&Group::Suspect) || removed_as_spam.contains(partition.as_str());
            if let Some(first) = history.iter().find(|entry| entry.from == Status::Draft && !is_spam) {
                count(first.at, RECEIVED);
            }
            for (at, decision) in decisions(history) {
                count(at, if decision == Status::Accepted { ACCEPTED } else { DECLINED });
            }
        }
        months
    }
}

/// Returns the decisions in a history that were not undone.
fn decisions(history: &[Entry]) -> Vec<(Timestamp, Status)> {
    let mut entries: Vec<_> = history.iter().collect();
    entries.sort_by_key(|entry| entry.number);
    let mut decisions = Vec::new();
    for entry in entries {
        if entry.action == Some(Action::Undo) {
            decisions.pop();
        } else if entry.from != entry.to && matches!(entry.to, Status::Accepted | Status::Declined) {
            decisions.push((entry.at, entry.to));
        }
    }
    decisions
}

fn differences(prefix: &str, right: &Numbers, item: &Item) -> Vec<Mended> {
    let differences = right.iter().map(|(name, after)| Mended {
        counter: format!("{prefix}{name}"),
        before: stored(item, name),
        after: *after,
    });
    differences.filter(|counter| counter.before != counter.after).collect()
}
