//! Lists of pages: how they are narrowed down, counted and cut into pages.

use crate::visit::query;
use serde::Serialize;
use shared::site::Item;
use std::collections::BTreeMap;

/// How many a page of a list has at most.
pub(crate) const PER_PAGE: usize = 100;

/// A value that a list can be narrowed down to.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Choice {
    pub(crate) value: String,
    /// How many the list would have.
    pub(crate) count: usize,
    pub(crate) chosen: bool,
}

/// The values among `found`, each with how often it is there. One that was asked for is among them even if it is not
/// there, so that the form says what was asked.
pub(crate) fn choices<'a>(found: impl Iterator<Item = &'a str>, asked: &str) -> Vec<Choice> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in found {
        *counts.entry(value).or_insert(0) += 1;
    }
    if !asked.is_empty() {
        counts.entry(asked).or_insert(0);
    }
    let choice = |(value, count): (&str, usize)| Choice { value: value.to_owned(), count, chosen: value == asked };
    counts.into_iter().map(choice).collect()
}

/// One page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct Cut<'a> {
    pub(crate) items: &'a [Item],
    pub(crate) total: usize,
    pub(crate) number: usize,
    pub(crate) count: usize,
    pub(crate) before: Option<String>,
    pub(crate) after: Option<String>,
}

/// Cuts page `number`, or the last one there is, out of `items`. `asked` is the rest of the query.
pub(crate) fn cut<'a>(items: &'a [Item], number: usize, path: &str, asked: &[(&str, &str)]) -> Cut<'a> {
    let count = items.len().div_ceil(PER_PAGE).max(1);
    let number = number.min(count);
    let start = (number - 1) * PER_PAGE;
    let end = items.len().min(start + PER_PAGE);
    let link = |number: usize| {
        let page = if number == 1 { String::new() } else { number.to_string() };
        let pairs: Vec<_> = asked.iter().copied().chain([("page", page.as_str())]).collect();
        format!("{path}{}", query(&pairs))
    };
    Cut {
        items: items.get(start..end).unwrap_or_default(),
        total: items.len(),
        number,
        count,
        before: (number > 1).then(|| link(number - 1)),
        after: (number < count).then(|| link(number + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::site::{Kind, Window};

    fn items(count: usize) -> Vec<Item> {
        let item = |number: usize| Item {
            path: format!("/{number}"),
            title: String::new(),
            summary: String::new(),
            date: "2026".to_owned(),
            date_words: "2026".to_owned(),
            source: None,
            kind: Kind::News,
            window: Window::default(),
            number: 0,
        };
        (0..count).map(item).collect()
    }

    #[test]
    fn a_long_list_is_cut_into_pages_of_a_hundred() {
        let items = items(250);
        let first = cut(&items, 1, "/list", &[("q", "a b"), ("year", "")]);
        assert_eq!((first.items.len(), first.total, first.count), (100, 250, 3));
        assert_eq!((first.before, first.after.as_deref()), (None, Some("/list?q=a+b&page=2")));
        let second = cut(&items, 2, "/list", &[]);
        assert_eq!((second.items[0].path.as_str(), second.before.as_deref()), ("/100", Some("/list")));
        let beyond = cut(&items, 99, "/list", &[]);
        assert_eq!((beyond.number, beyond.items.len(), beyond.after), (3, 50, None));
    }

    #[test]
    fn a_list_of_nothing_has_one_empty_page() {
        let nothing = cut(&[], 7, "/list", &[]);
        assert_eq!((nothing.items.len(), nothing.number, nothing.count), (0, 1, 1));
    }

    #[test]
    fn choices_are_counted_and_what_was_asked_is_among_them() {
        let counted = choices(["EU", "US", "EU"].into_iter(), "UK");
        let counted: Vec<_> =
            counted.iter().map(|choice| (choice.value.as_str(), choice.count, choice.chosen)).collect();
        assert_eq!(counted, [("EU", 2, false), ("UK", 0, true), ("US", 1, false)]);
    }
}
