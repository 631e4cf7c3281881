//! Search: adds up the scores that were reckoned when the site was built, and shows where the words stand.

mod excerpt;

use crate::content::Content;
use crate::visit::Visit;
use excerpt::{Piece, excerpt};
use serde::Serialize;
use shared::site::Item;
use shared::site::terms::{term, words};
use std::collections::{BTreeSet, HashMap, HashSet};

/// How many words of a question count. The rest are passed over, so that a long question costs no more than a short one.
const TERMS: usize = 8;
/// How many results there are at most.
const RESULTS: usize = 20;

/// A page that was found.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    pub(crate) item: Item,
    title: Vec<Piece>,
    excerpt: Vec<Piece>,
}

/// What was found.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Results {
    pub(crate) found: Vec<Found>,
    /// How many pages have any of the words.
    pub(crate) total: usize,
    /// Of the pages that were found, how many have most of the words.
    pub(crate) close: usize,
}

/// The words of a question, as the index has them.
fn terms(question: &str) -> BTreeSet<String> {
    words(question).map(|word| term(word.text)).take(TERMS).collect()
}

/// The numbers of the pages that have every word of `text`; none if there is no word in it.
pub(crate) fn pages_with(content: &Content, text: &str) -> HashSet<u32> {
    let with = |term: &String| content.postings(term).iter().map(|posting| posting.document).collect::<HashSet<_>>();
    terms(text).iter().map(with).reduce(|found, with| &found & &with).unwrap_or_default()
}

/// The pages that have to do with what is asked, those that have most to do with it first. Pages with all the words
/// come before pages with some.
pub(crate) fn search(content: &Content, visit: &Visit, question: &str) -> Results {
    let terms = terms(question);
    let mut scores: HashMap<u32, (usize, u64)> = HashMap::new();
    for posting in terms.iter().flat_map(|term| content.postings(term)) {
        let (count, score) = scores.entry(posting.document).or_default();
        *count += 1;
        *score += u64::from(posting.score);
    }
    let mut ranked: Vec<_> = scores.into_iter().collect();
    ranked.sort_by_key(|(document, score)| (std::cmp::Reverse(*score), *document));
    let hidden = content.hidden(visit.now.unix());
    ranked.retain(|(document, _)| !hidden.contains(document));
    // They come first, for the number of words is what the ranking goes by first.
    let close = ranked.iter().take(RESULTS).filter(|(_, (count, _))| count * 2 > terms.len()).count();
    let mut results = Results { total: ranked.len(), close, found: Vec::new() };
    for document in ranked.iter().take(RESULTS).filter_map(|(number, _)| content.document(*number)) {
        let title = excerpt(&document.item.title, &terms, usize::MAX);
        let text = format!("{} {}", document.item.summary, document.text);
        results.found.push(Found { title, excerpt: excerpt(&text, &terms, 220), item: document.item });
    }
    results
}
