//! The filters of a list.

use crate::Pages;
use crate::page_request::{PageRequest, query_string};
use crate::search::pages_with;
use serde::Serialize;
use shared::site::{Content, Item, Kind, ListKind, Locale};
use std::collections::{BTreeMap, HashSet};

/// The requested filters of a list.
#[derive(Debug)]
pub(crate) struct Filters<'a> {
    content: &'a Content,
    path: &'a str,
    /// The value for each of the list's query parameters; empty for any.
    values: Vec<(&'static str, &'a str)>,
    /// The numbers of the pages that contain the words of `q`, if there are any.
    with_words: Option<HashSet<u32>>,
}

/// The pages of a list, and how it could be filtered otherwise.
#[derive(Debug)]
pub(crate) struct Filtered {
    /// The pages that pass every filter.
    pub(crate) items: Vec<Item>,
    /// The values of each facet among the pages that pass the other filters.
    pub(crate) facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// The filters in use.
    pub(crate) active: Vec<ActiveFilter>,
}

/// A value of a facet.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FacetCount {
    value: String,
    label: String,
    /// How many pages the list has with this value.
    count: usize,
    chosen: bool,
}

/// A filter in use.
#[derive(Debug, Serialize)]
pub(crate) struct ActiveFilter {
    name: &'static str,
    label: String,
    /// Whether no page of the list has this value.
    is_unknown: bool,
    /// The address of the list without the filter.
    without: String,
}

/// Whether a page passes the filters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    All,
    /// All but one.
    AllBut(&'static str),
    No,
}

const TOPIC: &str = "topic";
const YEAR: &str = "year";
const WORDS: &str = "q";

impl<'a> Filters<'a> {
    pub(crate) fn new(kind: ListKind, path: &'a str, request: &'a PageRequest<'_>, pages: &'a Pages) -> Self {
        let values: Vec<_> = kind.filters().iter().map(|name| (*name, request.parameter(name))).collect();
        let words = values.iter().find(|(name, value)| *name == WORDS && !value.is_empty());
        let with_words = words.map(|(_, words)| pages_with(pages, words));
        Self { content: &pages.content, path, values, with_words }
    }

    /// Returns the filters as query parameters.
    pub(crate) fn parameters(&self) -> Vec<(&'static str, &'a str)> {
        self.values.clone()
    }

    /// Returns whether there is any filter with a value.
    pub(crate) fn are_in_use(&self) -> bool {
        self.active().next().is_some()
    }

    /// Describes the filters, such as `EU, 2020 and “members”`.
    pub(crate) fn description(&self, locale: &Locale) -> String {
        locale.join(&self.active().map(|(name, value)| self.label(name, value, locale)).collect::<Vec<_>>())
    }

    /// Returns the pages that pass every filter.
    pub(crate) fn apply(&self, mut items: Vec<Item>) -> Vec<Item> {
        items.retain(|item| self.test(item) == Match::All);
        items
    }

    /// Filters a list.
    pub(crate) fn filter(&self, items: Vec<Item>, locale: &Locale) -> Filtered {
        let matches: Vec<_> = items.iter().map(|item| self.test(item)).collect();
        let active = self.active().map(|(name, value)| ActiveFilter {
            name,
            label: self.label(name, value, locale),
            is_unknown: name != WORDS && !items.iter().any(|item| has(item, name, value)),
            without: self.without(name),
        });
        let (active, facets) = (active.collect(), self.facets(&items, &matches, locale));
        let passing = items.into_iter().zip(matches).filter(|(_, found)| *found == Match::All);
        Filtered { items: passing.map(|(item, _)| item).collect(), facets, active }
    }

    fn facets(&self, items: &[Item], matches: &[Match], locale: &Locale) -> BTreeMap<&'static str, Vec<FacetCount>> {
        let facets = self.values.iter().filter(|(name, _)| *name != WORDS);
        let count = |(facet, chosen): &(&'static str, &str)| {
            let passing = [Match::All, Match::AllBut(facet)];
            let items = items.iter().zip(matches).filter(|(_, found)| passing.contains(found));
            let mut counts = count_values(items.flat_map(|(item, _)| values(item, facet)), chosen);
            if *facet == YEAR {
                counts.reverse();
            }
            let count = |(value, count): (&str, usize)| FacetCount {
                value: value.to_owned(),
                label: self.label(facet, value, locale),
                count,
                chosen: value == *chosen,
            };
            let mut counts: Vec<_> = counts.into_iter().map(count).collect();
            if *facet == TOPIC {
                counts.sort_by(|one, other| one.label.cmp(&other.label));
            }
            (*facet, counts)
        };
        facets.map(count).collect()
    }

    /// Returns the filters that have a value.
    fn active(&self) -> impl Iterator<Item = (&'static str, &'a str)> {
        self.values.iter().copied().filter(|(_, value)| !value.is_empty())
    }

    /// Returns the address of the list without a filter.
    fn without(&self, filter: &str) -> String {
        let others: Vec<_> = self.active().filter(|(name, _)| *name != filter).collect();
        format!("{}{}", self.path, query_string(&others))
    }

    /// Returns what visitors read for the value of a filter.
    fn label(&self, filter: &str, value: &str, locale: &Locale) -> String {
        match filter {
            WORDS => locale.quote(value),
            TOPIC => self.content.topic(value).unwrap_or(value).to_owned(),
            _ => value.to_owned(),
        }
    }

    fn test(&self, item: &Item) -> Match {
        let passes = |(name, wanted): &(&'static str, &str)| match *name {
            WORDS => self.with_words.as_ref().is_none_or(|pages| pages.contains(&item.number)),
            facet => wanted.is_empty() || has(item, facet, wanted),
        };
        let mut failed = self.values.iter().filter(|filter| !passes(filter)).map(|(name, _)| *name);
        match (failed.next(), failed.next()) {
            (None, _) => Match::All,
            (Some(name), None) => Match::AllBut(name),
            (Some(_), Some(_)) => Match::No,
        }
    }
}

fn has(item: &Item, facet: &str, value: &str) -> bool {
    values(item, facet).any(|known| known == value)
}

/// Returns a page's values of a facet.
fn values<'a>(item: &'a Item, facet: &str) -> impl Iterator<Item = &'a str> {
    let year = (facet == YEAR).then(|| item.year());
    let topics = if facet == TOPIC { item.tags.as_slice() } else { &[] };
    let facets = if matches!(facet, YEAR | TOPIC) { None } else { item.kind.listed().map(Kind::facets) };
    let of_kind = facets.into_iter().flatten().find(|(name, _)| *name == facet).map(|(_, value)| value);
    year.into_iter().chain(topics.iter().map(String::as_str)).chain(of_kind)
}

/// Counts values. Includes the chosen one even if it has no pages, so that the form shows it.
fn count_values<'a>(values: impl Iterator<Item = &'a str>, chosen: &'a str) -> Vec<(&'a str, usize)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_insert(0) += 1;
    }
    if !chosen.is_empty() {
        counts.entry(chosen).or_insert(0);
    }
    counts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_include_the_chosen_value() {
        let counts = count_values(["EU", "US", "EU"].into_iter(), "UK");
        assert_eq!(counts, [("EU", 2), ("UK", 0), ("US", 1)]);
    }
}
