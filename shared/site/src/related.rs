//! Which pages are most like another.

use model::{CommentLetter, Item, PageKind};
use std::cmp::Reverse;

/// The weight of a topic that only one page has.
const UNIQUE: usize = 10_000;

/// The most months between related pages: six and a half years.
const MOST_MONTHS: u32 = 78;

/// How many letters an agency needs to have got before what all of them are about counts as its own topic.
const SEVERAL: usize = 3;

/// Returns whether pages are near enough in time to be of use to the same reader.
pub(crate) fn is_of_the_time_of(one: &Item, other: &Item) -> bool {
    month(one).abs_diff(month(other)) <= MOST_MONTHS
}

/// Leaves the pages that are like `page`, most alike first: letters on the same docket; then by the topics that they share,
/// of which rare ones among `all` weigh more; then letters to the same agency; then by the time between them.
///
/// A topic of every letter to an agency says no more than the agency, so it relates only letters that have no other.
pub(crate) fn keep_most_alike(related: &mut Vec<&Item>, page: &Item, all: &[&Item]) {
    let to_agency: Vec<_> = all.iter().filter(|other| is_same(page, other, |letter| Some(&letter.agency))).collect();
    let is_of_agency = |tag: &str| {
        to_agency.len() >= SEVERAL && to_agency.iter().all(|letter| letter.tags.iter().any(|other| other == tag))
    };
    let mut topics: Vec<_> = page.tags.iter().filter(|tag| !is_of_agency(tag)).collect();
    if topics.is_empty() {
        topics = page.tags.iter().collect();
    }
    let weight =
        |tag: &str| UNIQUE / all.iter().filter(|item| item.tags.iter().any(|other| other == tag)).count().max(1);
    let same_docket = |other: &Item| is_same(page, other, |letter| letter.docket.as_ref());
    related.retain(|other| same_docket(other) || topics.iter().any(|tag| other.tags.contains(tag)));
    related.sort_by_cached_key(|other| {
        let shared: usize = topics.iter().filter(|tag| other.tags.contains(tag)).map(|tag| weight(tag)).sum();
        let same_agency = is_same(page, other, |letter| Some(&letter.agency));
        (Reverse(same_docket(other)), Reverse(shared), Reverse(same_agency), month(page).abs_diff(month(other)))
    });
}

/// Returns whether two pages are letters that have the same value.
fn is_same(one: &Item, other: &Item, value: impl Fn(&CommentLetter) -> Option<&String>) -> bool {
    match (&one.kind, &other.kind) {
        (PageKind::Letter(one), PageKind::Letter(other)) => value(one).is_some_and(|one| Some(one) == value(other)),
        _ => false,
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
        assert_eq!(most_alike(&page, &pages), ["/both", "/rare", "/near", "/new"]);
    }

    fn letter(path: &str, tags: &[&str], agency: &str, docket: Option<&str>) -> Item {
        let letter = CommentLetter {
            agency: agency.to_owned(),
            region: String::new(),
            kind: String::new(),
            joint_with: Vec::new(),
            official_title: None,
            docket: docket.map(str::to_owned),
            question: None,
            position: Vec::new(),
            position_source: None,
            source_label: None,
            pdf: None,
        };
        Item { kind: PageKind::Letter(letter), ..item(path, "2015", tags) }
    }

    /// The paths of the pages that are like a page.
    fn most_alike<'a>(page: &Item, pages: &'a [Item]) -> Vec<&'a str> {
        let mut related: Vec<_> = pages.iter().collect();
        let all: Vec<_> = pages.iter().chain([page]).collect();
        keep_most_alike(&mut related, page, &all);
        related.into_iter().map(|item| item.path.as_str()).collect()
    }

    #[test]
    fn a_docket_leads_and_a_topic_of_every_letter_to_an_agency_relates_only_letters_without_another() {
        let pages = [
            letter("/privacy", &["privacy", "fda"], "FDA", None),
            letter("/commission", &["privacy"], "Commission", None),
            letter("/only-fda", &["fda"], "FDA", None),
            letter("/docket", &["fda"], "FDA", Some("D-1")),
        ];
        let page = letter("/page", &["privacy", "fda"], "FDA", Some("D-1"));
        assert_eq!(most_alike(&page, &pages), ["/docket", "/privacy", "/commission"]);
        let page = letter("/page", &["fda"], "FDA", None);
        assert_eq!(most_alike(&page, &pages), ["/privacy", "/only-fda", "/docket"]);
    }
}
