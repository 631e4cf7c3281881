//! Lists of pages by folder, and when pages appear or expire.

use crate::compiled::BoxError;
use crate::content::ParsedPage;
use model::{Item, Kind, ListKind, Page, PageKind, PublicationSchedule, Records, Visibility, upcoming_first};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Returns the pages of each list page by path, latest first, and every page under the empty key.
pub(crate) fn by_folder(pages: &[ParsedPage]) -> BTreeMap<String, Vec<&Item>> {
    let items = latest_first(pages.iter().map(|parsed| &parsed.page));
    let folders = pages.iter().filter_map(|parsed| Some((&parsed.page.item.path, parsed.page.list?)));
    let mut lists: BTreeMap<_, Vec<_>> = folders
        .map(|(folder, kind)| {
            let mut listed = items.iter().copied().filter(|item| item.is_in(folder)).collect();
            arrange(kind, &mut listed);
            (folder.clone(), listed)
        })
        .collect();
    lists.insert(String::new(), items);
    lists
}

/// Sorts a list whose kind has an order of its own: events by start, latest first; people and policies by group, by
/// place in it, and by name.
pub(crate) fn arrange(kind: ListKind, items: &mut Vec<&Item>) {
    match kind {
        ListKind::Events => items.sort_by_key(|item| Reverse(start_of(item))),
        ListKind::People | ListKind::Policy => {
            let place = |item: &&Item| match &item.kind {
                PageKind::Person(person) => Some((person.order.unwrap_or(u16::MAX), item.title.clone())),
                PageKind::Policy(policy) => Some((policy.order, item.title.clone())),
                _ => None,
            };
            // Groups are in the order of their first pages.
            let first = |group| items.iter().filter(|item| group_of(item) == group).map(place).min();
            let places: BTreeMap<_, _> =
                items.iter().map(|item| (item.number, (first(group_of(item)), place(item)))).collect();
            items.sort_by_key(|item| places.get(&item.number));
        }
        _ => {}
    }
}

/// Returns when an event starts, in Unix seconds.
fn start_of(item: &Item) -> Option<i64> {
    match &item.kind {
        PageKind::Event(event) => Some(event.starts_at),
        _ => None,
    }
}

/// Sorts the pages of a folder, latest first, as another page shows them at `now`: events that are upcoming come first.
pub(crate) fn arrange_at(items: &mut [&Item], now: i64) {
    if items.iter().any(|item| start_of(item).is_some()) {
        items.sort_by_key(|item| Reverse(start_of(item)));
        upcoming_first(items, now);
    }
}

fn group_of(item: &Item) -> Option<&str> {
    item.kind.listed().and_then(Kind::group)
}

/// Encodes when pages appear or expire, and which pages are not always public.
pub(crate) fn schedule(pages: &[ParsedPage]) -> Result<Records, BoxError> {
    let items = || pages.iter().map(|parsed| &parsed.page.item);
    let changes: PublicationSchedule = items().flat_map(Item::changes).collect();
    let limited = items().map(|item| (item.number, item.visibility));
    let limited: Vec<_> = limited.filter(|(_, visibility)| *visibility != Visibility::default()).collect();
    Ok(Records::from([
        ("changes".to_owned(), postcard::to_allocvec(&changes)?),
        ("limited".to_owned(), postcard::to_allocvec(&limited)?),
    ]))
}

/// Returns the date of an item. A year or a month without a day counts as its end, because a review of a year is later
/// than what it reviews.
fn end_of(item: &Item) -> String {
    let last = "0000-99-99";
    format!("{}{}", item.date, last.get(item.date.len()..).unwrap_or_default())
}

/// Returns the entries of pages: those with a place in lists first, then by descending date, then by title.
pub(crate) fn latest_first<'a>(pages: impl Iterator<Item = &'a Page>) -> Vec<&'a Item> {
    let mut items: Vec<_> = pages.map(|page| &page.item).collect();
    let place = |item: &Item| item.kind.listed().and_then(Kind::order).unwrap_or(u16::MAX);
    items.sort_by(|one, other| {
        let by_date = || end_of(other).cmp(&end_of(one)).then_with(|| one.title.cmp(&other.title));
        place(one).cmp(&place(other)).then_with(by_date)
    });
    items
}
