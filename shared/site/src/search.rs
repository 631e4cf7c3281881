//! Builds the search index: for each term, the documents that contain it, with their scores.
//!
//! Scores follow [BM25](https://doi.org/10.1561/1500000019) (Robertson and Zaragoza, 2009), with extra weight for titles. A
//! search only has to add them up.

use crate::content::ParsedPage;
use model::terms::{self, Language};
use model::{Document, Posting};
use std::collections::BTreeMap;

const SATURATION: f64 = 1.2;
const LENGTH_WEIGHT: f64 = 0.75;
const TITLE_WEIGHT: u32 = 6;
const SUMMARY_WEIGHT: u32 = 2;

/// Documents by number, and postings by term.
#[derive(Debug, Default)]
pub(crate) struct Index {
    pub(crate) documents: Vec<Document>,
    pub(crate) postings: BTreeMap<String, Vec<Posting>>,
}

/// Indexes every page of a site in a language.
pub(crate) fn index(pages: &[ParsedPage], language: Language) -> Index {
    let counts: Vec<BTreeMap<String, u32>> = pages.iter().map(|page| count_terms(page, language)).collect();
    let lengths: Vec<f64> = counts.iter().map(|terms| terms.values().sum::<u32>().into()).collect();
    let average = lengths.iter().sum::<f64>() / f64::from(u32::try_from(lengths.len().max(1)).unwrap_or(u32::MAX));

    let mut occurrences: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for (number, terms) in (0_u32..).zip(&counts) {
        for (term, count) in terms {
            occurrences.entry(term.clone()).or_default().push((number, *count));
        }
    }
    let all = f64::from(u32::try_from(pages.len()).unwrap_or(u32::MAX));
    let mut index = Index { documents: pages.iter().map(document).collect(), ..Index::default() };
    for (term, documents) in occurrences {
        let matching = f64::from(u32::try_from(documents.len()).unwrap_or(u32::MAX));
        let inverse_frequency = ((all - matching + 0.5) / (matching + 0.5)).ln_1p();
        let postings = documents.into_iter().map(|(document, count)| {
            let length =
                usize::try_from(document).ok().and_then(|number| lengths.get(number)).copied().unwrap_or(average);
            let count = f64::from(count);
            let norm = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / average);
            Posting { document, score: thousandths(inverse_frequency * count * (SATURATION + 1.0) / (count + norm)) }
        });
        index.postings.insert(term, postings.collect());
    }
    index
}

fn document(parsed: &ParsedPage) -> Document {
    Document { item: parsed.page.item.clone(), text: parsed.text.clone() }
}

fn count_terms(parsed: &ParsedPage, language: Language) -> BTreeMap<String, u32> {
    let item = &parsed.page.item;
    let mut counts = BTreeMap::new();
    let mut count = |text: &str, weight: u32| {
        for term in terms::words(text).flat_map(|word| word.terms(language).collect::<Vec<_>>()) {
            *counts.entry(term).or_insert(0) += weight;
        }
    };
    count(&item.title, TITLE_WEIGHT);
    count(&item.summary, SUMMARY_WEIGHT);
    count(&parsed.text, 1);
    count(item.year(), 1);
    for (text, weight) in item.kind.listed().map(model::Kind::indexed).unwrap_or_default() {
        count(text, weight);
    }
    counts
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a score is between 0 and 100")]
fn thousandths(score: f64) -> u32 {
    (score * 1000.0).round() as u32
}
