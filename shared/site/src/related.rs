//! Which pages are most like another.

use model::{Item, PageKind};
use std::cmp::Reverse;

/// The weight of a topic that only one page has.
const UNIQUE: usize = 10_000;

/// The most months between related pages: six and a half years.
const MOST_MONTHS: u32 = 78;

/// Returns whether pages are near enough in time to be of use to the same reader.
pub(crate) fn is_of_the_time_of(one: &Item, other: &Item) -> bool {
    month(one).abs_diff(month(other)) <= MOST_MONTHS
}

/// Sorts pages by how like they are to `page`, most alike first: by the topics that they share, of which rare ones among
/// `all` weigh more; then letters to the same agency; then by the time between them.
pub(crate) fn most_alike_first(related: &mut [&Item], page: &Item, all: &[&Item]) {
    let weight = |tag: &String| UNIQUE / all.iter().filter(|item| item.tags.contains(tag)).count().max(1);
    related.sort_by_cached_key(|other| {
        let shared: usize = page.tags.iter().filter(|tag| other.tags.contains(tag)).map(weight).sum();
        let same_agency = agency(page).is_some_and(|agency| Some(agency) == self::agency(other));
        (Reverse(shared), Reverse(same_agency), month(page).abs_diff(month(other)))
    });
}

fn agency(page: &Item) -> Option<&str> {
    match &page.kind {
        PageKind::Letter(letter) => Some(&letter.agency),
        _ => None,
    }
}

/// Returns the months since the year 0. The date of a whole year counts as its middle.
fn month(page: &Item) -> u32 {
    let mut parts = page.date.split('-').map(|part| part.parse::<u32>().unwrap_or_default());
    parts.next().unwrap_or_default() * 12 + parts.next().unwrap_or(6)
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Visibility;

    fn item(path: &str, date: &str, tags: &[&str]) -> Item {
        Item {
            path: path.to_owned(),
            title: String::new(),
            summary: String::new(),
            date: date.to_owned(),
            date_words: String::new(),
            source: None,
            tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
            kind: PageKind::Plain,
            visibility: Visibility::default(),
            number: 0,
        }
    }

    #[test]
    fn pages_long_before_or_after_are_not_related() {
        let page = item("/page", "2015", &[]);
        for (date, expected) in
            [("2015-01-02", true), ("2021", true), ("2009-07", true), ("2022-01", false), ("2004", false)]
        {
            assert_eq!(is_of_the_time_of(&item("/other", date, &[]), &page), expected, "{date}");
        }
    }

    #[test]
    fn rare_topics_weigh_more_than_time_and_time_decides_between_equals() {
        let page = item("/page", "2015", &["privacy", "trials"]);
        let pages = [
            item("/new", "2026-01-02", &["trials"]),
            item("/near", "2016-02", &["trials"]),
            item("/rare", "2026-06", &["privacy"]),
            item("/both", "2004", &["privacy", "trials"]),
        ];
        let mut related: Vec<_> = pages.iter().collect();
        most_alike_first(&mut related, &page, &pages.iter().chain([&page]).collect::<Vec<_>>());
        let paths: Vec<_> = related.iter().map(|item| item.path.as_str()).collect();
        assert_eq!(paths, ["/both", "/rare", "/near", "/new"]);
    }
}
