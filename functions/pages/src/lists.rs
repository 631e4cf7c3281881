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
