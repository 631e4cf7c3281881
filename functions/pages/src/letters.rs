//! The library of letters, narrowed down by region, agency, year and words.

use crate::content::Content;
use crate::lists::{Choice, choices};
use crate::search::pages_with;
use crate::visit::{Visit, query};
use serde::Serialize;
use shared::site::{Item, Kind, Letter};
use std::collections::HashSet;

/// What the list is narrowed down to. Empty means anything.
#[derive(Debug)]
pub(crate) struct Filters<'a> {
    region: &'a str,
    agency: &'a str,
    year: &'a str,
    text: &'a str,
    /// The numbers of the pages that have the words, if any were asked for.
    with_words: Option<HashSet<u32>>,
}

/// A filter that is left out when the choices for it are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Facet {
    Region,
    Agency,
    Year,
}

/// The choices that the filters leave, each with its count.
#[derive(Debug, Serialize)]
pub(crate) struct Facets {
    regions: Vec<Choice>,
    agencies: Vec<Choice>,
    years: Vec<Choice>,
}

impl<'a> Filters<'a> {
    pub(crate) fn asked(visit: &'a Visit, content: &Content) -> Self {
        let text = visit.asked("q");
        Self {
            region: visit.asked("region"),
            agency: visit.asked("agency"),
            year: visit.asked("year"),
            text,
            with_words: (!text.is_empty()).then(|| pages_with(content, text)),
        }
    }

    /// The filters as a query.
    pub(crate) fn pairs(&self) -> [(&'static str, &'a str); 4] {
        [("region", self.region), ("agency", self.agency), ("year", self.year), ("q", self.text)]
    }

    /// The filters as the end of an address.
    pub(crate) fn query(&self) -> String {
        query(&self.pairs())
    }

    /// What the list is narrowed down to, in words; nothing if it is not.
    pub(crate) fn words(&self) -> String {
        let text = if self.text.is_empty() { String::new() } else { format!("“{}”", self.text) };
        let named = [self.region, self.agency, self.year, &text];
        named.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// The letters that pass every filter.
    pub(crate) fn apply(&self, items: &[Item]) -> Vec<Item> {
        items.iter().filter(|item| self.passes(item, None)).cloned().collect()
    }

    /// For each filter, the choices that the others leave.
    pub(crate) fn facets(&self, items: &[Item]) -> Facets {
        let left = |facet| items.iter().filter(move |item| self.passes(item, Some(facet)));
        let letters = |facet| left(facet).filter_map(letter);
        let mut years = choices(left(Facet::Year).map(Item::year), self.year);
        years.reverse();
        Facets {
            regions: choices(letters(Facet::Region).map(|letter| letter.region.as_str()), self.region),
            agencies: choices(letters(Facet::Agency).map(|letter| letter.agency.as_str()), self.agency),
            years,
        }
    }

    fn passes(&self, item: &Item, except: Option<Facet>) -> bool {
        let Some(letter) = letter(item) else { return false };
        let is = |facet, asked: &str, value: &str| except == Some(facet) || asked.is_empty() || asked == value;
        is(Facet::Region, self.region, &letter.region)
            && is(Facet::Agency, self.agency, &letter.agency)
            && is(Facet::Year, self.year, item.year())
            && self.with_words.as_ref().is_none_or(|pages| pages.contains(&item.number))
    }
}

fn letter(item: &Item) -> Option<&Letter> {
    match &item.kind {
        Kind::Letter(letter) => Some(letter),
        _ => None,
    }
}
