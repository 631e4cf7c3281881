//! The search index: for each term the documents that have it, scored by how much they have to do with it.
//!
//! Scores are those of [BM25](https://doi.org/10.1561/1500000019) (Robertson and Zaragoza, 2009), with a title's words
//! counted several times. Everything is reckoned when building, so that a search only adds up.

use crate::content::Written;
use crate::model::{Document, Kind, Posting};
use crate::terms;
use std::collections::BTreeMap;

const SATURATION: f64 = 1.2;
const LENGTH_WEIGHT: f64 = 0.75;
/// How often a word of the title and of the summary counts.
const TITLE: u32 = 6;
const SUMMARY: u32 = 2;

/// The index: documents by number, and postings by term.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) documents: Vec<Document>,
    pub(crate) postings: BTreeMap<String, Vec<Posting>>,
}

/// Indexes every page.
pub(crate) fn index(pages: &[Written]) -> Index {
    let counts: Vec<BTreeMap<String, u32>> = pages.iter().map(count_terms).collect();
    let lengths: Vec<f64> = counts.iter().map(|terms| terms.values().sum::<u32>().into()).collect();
    let average = lengths.iter().sum::<f64>() / f64::from(u32::try_from(lengths.len().max(1)).unwrap_or(u32::MAX));

    let mut found: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for (number, terms) in (0_u32..).zip(&counts) {
        for (term, count) in terms {
            found.entry(term.clone()).or_default().push((number, *count));
        }
    }
    let all = f64::from(u32::try_from(pages.len()).unwrap_or(u32::MAX));
    let mut index = Index { documents: pages.iter().map(document).collect(), ..Index::default() };
    for (term, places) in found {
        let with = f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX));
        let rarity = ((all - with + 0.5) / (with + 0.5)).ln_1p();
        let postings = places.into_iter().map(|(document, count)| {
            let length =
                usize::try_from(document).ok().and_then(|number| lengths.get(number)).copied().unwrap_or(average);
            let count = f64::from(count);
            let norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / average);
            Posting { document, score: thousandths(rarity * count * (SATURATION + 1.0) / (count + norm)) }
        });
        index.postings.insert(term, postings.collect());
    }
    index
}

fn document(written: &Written) -> Document {
    Document { item: written.page.item.clone(), text: written.text.clone() }
}

fn count_terms(written: &Written) -> BTreeMap<String, u32> {
    let item = &written.page.item;
    let mut counts = BTreeMap::new();
    let mut count = |text: &str, times: u32| {
        for term in terms::words(text).flat_map(|word| word.terms().collect::<Vec<_>>()) {
            *counts.entry(term).or_insert(0) += times;
        }
    };
    count(&item.title, TITLE);
    count(&item.summary, SUMMARY);
    count(&written.text, 1);
    count(item.year(), 1);
    if let Kind::Letter(letter) = &item.kind {
        count(&letter.agency, SUMMARY);
        count(&letter.region, SUMMARY);
        count(&letter.kind, 1);
        letter.joint_with.iter().for_each(|signatory| count(signatory, 1));
    }
    counts
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is between 0 and 100")]
fn thousandths(score: f64) -> u32 {
    (score * 1000.0).round() as u32
}
