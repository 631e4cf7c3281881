//! Numbers of applications for the pages of staff.

use crate::counters::{ACCEPTED, DECLINED, RECEIVED, counter};
use crate::items::{Item, string, text};
use crate::{Error, Store, keys};
use shared::application::Group;
use shared::timestamp::Timestamp;

/// The number of applications in each group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts([u64; Group::ALL.len()]);

impl Counts {
    /// Returns the number of applications in a group.
    pub fn get(&self, group: Group) -> u64 {
        Group::ALL.into_iter().zip(self.0).find(|(known, _)| *known == group).map_or(0, |(_, count)| count)
    }
}

/// The numbers of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Month {
    /// The month in UTC, such as `2026-11`.
    pub month: String,
    /// The applications received in it, without those set aside as likely spam.
    pub received: u64,
    /// The applications accepted in it.
    pub accepted: u64,
    /// The applications declined in it.
    pub declined: u64,
}

impl Store {
    /// Returns the number of applications in each group. Costs one request, however many there are.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn counts(&self) -> Result<Counts, Error> {
        let item = self.get_item(keys::counters_by_group()).await?.unwrap_or_default();
        Ok(Counts(Group::ALL.map(|group| counter(&item, group.as_str()))))
    }

    /// Returns the numbers of the last months, the current one last.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn months(&self, last: u8, now: Timestamp) -> Result<Vec<Month>, Error> {
        let months = months_until(last, now);
        let (Some(first), Some(current)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
        let query = self
            .query_partition(keys::COUNTERS)
            .key_condition_expression(format!(
                "{} = :partition AND {} BETWEEN :first AND :last",
                keys::PARTITION,
                keys::SORT
            ))
            .expression_attribute_values(":first", text(&keys::sort_of_month(first)))
            .expression_attribute_values(":last", text(&keys::sort_of_month(current)));
        let response = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        let items = response.items.unwrap_or_default();
        Ok(months.into_iter().map(|month| numbers(month, &items)).collect())
    }
}

fn numbers(month: String, items: &[Item]) -> Month {
    let is_its = |item: &&Item| string(item, keys::SORT).and_then(keys::month_of_counters) == Some(month.as_str());
    let item = items.iter().find(is_its);
    let count = |name| item.map_or(0, |item| counter(item, name));
    let (received, accepted, declined) = (count(RECEIVED), count(ACCEPTED), count(DECLINED));
    Month { month, received, accepted, declined }
}

/// Returns the last months, the current one last.
fn months_until(last: u8, now: Timestamp) -> Vec<String> {
    let current = now.month();
    let numbers = current.split_once('-').and_then(|(year, month)| Some((year.parse().ok()?, month.parse().ok()?)));
    let Some((mut year, mut month)) = numbers.map(|(year, month): (u16, u8)| (year, month)) else { return Vec::new() };
    let mut months = Vec::new();
    for _ in 0..last {
        months.push(format!("{year:04}-{month:02}"));
        (year, month) = if month == 1 { (year.saturating_sub(1), 12) } else { (year, month - 1) };
    }
    months.reverse();
    months
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_lead_up_to_the_current_one_across_years() {
        let now = Timestamp::try_from("2026-02-28T23:59:59Z".to_owned()).unwrap();
        assert_eq!(months_until(4, now), ["2025-11", "2025-12", "2026-01", "2026-02"]);
        assert!(months_until(0, now).is_empty());
    }
}
