//! The filters of a list.

use crate::Pages;
use crate::page_request::PageRequest;
use crate::search::pages_with;
use serde::Serialize;
use shared::site::{Item, Kind, ListKind, Locale};
use std::collections::{BTreeMap, HashSet};

/// The requested filters of a list.
#[derive(Debug)]
pub(crate) struct Filters<'a> {
    /// The value for each of the list's query parameters; empty for any.
    values: Vec<(&'static str, &'a str)>,
    /// The numbers of the pages that contain the words of `q`, if there are any.
    with_words: Option<HashSet<u32>>,
}

/// A value of a facet.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FacetCount {
    value: String,
    /// How many pages the list has with this value.
    count: usize,
    chosen: bool,
}

const YEAR: &str = "year";
const WORDS: &str = "q";

impl<'a> Filters<'a> {
    pub(crate) fn new(kind: ListKind, request: &'a PageRequest<'_>, pages: &Pages) -> Self {
        let values: Vec<_> = kind.filters().iter().map(|name| (*name, request.parameter(name))).collect();
        let words = values.iter().find(|(name, value)| *name == WORDS && !value.is_empty());
        let with_words = words.map(|(_, words)| pages_with(pages, words));
        Self { values, with_words }
    }

    /// Returns the filters as query parameters.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, &'a str)> {
        self.values.clone()
    }

    /// Describes the filters, such as `EU, 2020, “members”`.
    pub(crate) fn description(&self, locale: &Locale) -> String {
        let active = self.values.iter().filter(|(_, value)| !value.is_empty());
        let describe = |(name, value): &(&str, &str)| {
            if *name == WORDS { locale.quote(value) } else { (*value).to_owned() }
        };
        active.map(describe).collect::<Vec<_>>().join(&locale.separator)
    }

    /// Returns the pages that pass every filter.
    pub(crate) fn apply(&self, mut items: Vec<Item>) -> Vec<Item> {
        items.retain(|item| self.passes(item, None));
        items
    }

    /// Counts the values of each facet among the pages that pass the other filters.
    pub(crate) fn facets(&self, items: &[Item]) -> BTreeMap<&'static str, Vec<FacetCount>> {
        let facets = self.values.iter().filter(|(name, _)| *name != WORDS);
        let count = |(facet, chosen): &(&'static str, &str)| {
            let matching = items.iter().filter(|item| self.passes(item, Some(facet)));
            let mut counts = facet_counts(matching.filter_map(|item| value(item, facet)), chosen);
            if *facet == YEAR {
                counts.reverse();
            }
            (*facet, counts)
        };
        facets.map(count).collect()
    }

    fn passes(&self, item: &Item, except: Option<&str>) -> bool {
        self.values.iter().all(|(name, wanted)| match *name {
            WORDS => self.with_words.as_ref().is_none_or(|pages| pages.contains(&item.number)),
            facet => {
                value(item, facet).is_some_and(|value| wanted.is_empty() || except == Some(facet) || value == *wanted)
            }
        })
    }
}

/// Returns a page's value of a facet.
fn value<'a>(item: &'a Item, facet: &str) -> Option<&'a str> {
    if facet == YEAR {
        return Some(item.year());
    }
    let facets = item.kind.listed().map(Kind::facets).unwrap_or_default();
    facets.into_iter().find(|(name, _)| *name == facet).map(|(_, value)| value)
}

/// Counts values. Includes the chosen one even if it has no pages, so that the form shows it.
fn facet_counts<'a>(values: impl Iterator<Item = &'a str>, chosen: &str) -> Vec<FacetCount> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    if !chosen.is_empty() {
        counts.entry(chosen).or_insert(0);
    }
    let count = |(value, count): (&str, usize)| FacetCount { value: value.to_owned(), count, chosen: value == chosen };
    counts.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facet_counts_include_the_chosen_value() {
        let counts = facet_counts(["EU", "US", "EU"].into_iter(), "UK");
        let counts: Vec<_> = counts.iter().map(|count| (count.value.as_str(), count.count, count.chosen)).collect();
        assert_eq!(counts, [("EU", 2, false), ("UK", 0, true), ("US", 1, false)]);
    }
}
