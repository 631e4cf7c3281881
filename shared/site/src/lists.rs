//! Lists of pages by folder, and when pages appear or expire.

use crate::compiled::BoxError;
use crate::content::ParsedPage;
use model::{Item, Kind, Page, PublicationSchedule, Records, Visibility};
use std::collections::BTreeMap;

/// Returns the pages of each list page by path, latest first, and every page under the empty key.
pub(crate) fn by_folder(pages: &[ParsedPage]) -> BTreeMap<String, Vec<&Item>> {
    let items = latest_first(pages.iter().map(|parsed| &parsed.page));
    let folders = pages.iter().filter(|parsed| parsed.page.list.is_some()).map(|parsed| &parsed.page.item.path);
    let mut lists: BTreeMap<_, Vec<_>> = folders
        .map(|folder| (folder.clone(), items.iter().copied().filter(|item| item.is_in(folder)).collect()))
        .collect();
    lists.insert(String::new(), items);
    lists
}

/// Encodes when pages appear or expire, and which pages are not always public.
pub(crate) fn schedule(pages: &[ParsedPage]) -> Result<Records, BoxError> {
    let items = || pages.iter().map(|parsed| &parsed.page.item);
    let changes: PublicationSchedule = items().flat_map(|item| item.visibility.changes()).collect();
    let limited = items().map(|item| (item.number, item.visibility));
    let limited: Vec<_> = limited.filter(|(_, visibility)| *visibility != Visibility::default()).collect();
    Ok(Records::from([
        ("changes".to_owned(), postcard::to_allocvec(&changes)?),
        ("limited".to_owned(), postcard::to_allocvec(&limited)?),
    ]))
}

/// Returns the entries of pages: those with a place in lists first, then by descending date, then by title.
pub(crate) fn latest_first<'a>(pages: impl Iterator<Item = &'a Page>) -> Vec<&'a Item> {
    let mut items: Vec<_> = pages.map(|page| &page.item).collect();
    let place = |item: &Item| item.kind.listed().and_then(Kind::order).unwrap_or(u16::MAX);
    items.sort_by(|one, other| {
        let by_date = || other.date.cmp(&one.date).then_with(|| one.title.cmp(&other.title));
        place(one).cmp(&place(other)).then_with(by_date)
    });
    items
}
