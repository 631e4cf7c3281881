//! Search: adds up the scores of the index and shows excerpts around the words.

mod excerpt;

use crate::Pages;
use crate::body::RenderedBody;
use crate::page_request::PageRequest;
use crate::routes::Outcome;
use excerpt::{Fragment, excerpt};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::site::terms::{Language, Terms, term, words};
use shared::site::{Content, Document, Item, Kind};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// The maximum number of words of a query. The rest are ignored, so a long query costs no more than a short one.
const MAX_TERMS: usize = 8;
/// The maximum number of results.
const MAX_RESULTS: usize = 20;
/// The length of an excerpt, in bytes.
const EXCERPT: usize = 220;

/// The results of a search.
#[derive(Debug, Serialize)]
struct Results {
    found: Vec<SearchResult>,
    /// How many pages contain any of the words.
    total: usize,
}

#[derive(Debug, Serialize)]
struct SearchResult {
    item: Item,
    kind: &'static str,
    title: Vec<Fragment>,
    excerpt: Vec<Fragment>,
}

/// The numbers of the best matches, best first.
struct Ranking {
    best: Vec<u32>,
    /// How many pages contain any of the words.
    total: usize,
    /// How many of the best contain most of the words.
    close: usize,
}

/// Shows the search results, or only the form if there is no query.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let query = request.parameter("q");
    let results = search(pages, request.now(), query);
    let values = context! { path => "/search", query, results => Serde(results) };
    let html = pages.render("search.html", values)?;
    RenderedBody::html(html).response(request.headers, pages.max_age(request)).map(Some)
}

fn search(pages: &Pages, now: i64, query: &str) -> Results {
    let terms = parse(query, pages.language);
    let ranking = rank(&pages.content, now, &terms);
    let documents = ranking.best.iter().filter_map(|number| pages.content.document(*number));
    Results { found: documents.map(|document| SearchResult::new(document, &terms)).collect(), total: ranking.total }
}

impl SearchResult {
    fn new(document: Document, terms: &Terms) -> Self {
        let Document { item, text } = document;
        let title = excerpt(&item.title, terms, usize::MAX);
        let excerpt = excerpt(&format!("{} {text}", item.summary), terms, EXCERPT);
        Self { kind: item.kind.listed().map_or("plain", Kind::name), title, excerpt, item }
    }
}

/// Returns the pages that contain most of the words in a text, best first.
pub(crate) fn close_matches(pages: &Pages, now: i64, text: &str, limit: usize) -> Vec<Item> {
    let content = &pages.content;
    let ranking = rank(content, now, &parse(text, pages.language));
    let best = ranking.best.iter().take(ranking.close.min(limit));
    best.filter_map(|number| content.document(*number)).map(|document| document.item).collect()
}

/// Returns the numbers of the pages that contain every word of a text; empty if there are no words.
pub(crate) fn pages_with(pages: &Pages, text: &str) -> HashSet<u32> {
    let documents_with =
        |term: &String| pages.content.postings(term).iter().map(|posting| posting.document).collect::<HashSet<_>>();
    parse(text, pages.language).iter().map(documents_with).reduce(|all, next| &all & &next).unwrap_or_default()
}

fn parse(query: &str, language: Language) -> Terms {
    Terms::new(language, words(query).map(|word| term(word.text, language)).take(MAX_TERMS))
}

/// Ranks pages by the number of matching words, then by score.
fn rank(content: &Content, now: i64, terms: &Terms) -> Ranking {
    let mut scores: HashMap<u32, (usize, u64)> = HashMap::new();
    for posting in terms.iter().flat_map(|term| content.postings(term)) {
        let (count, score) = scores.entry(posting.document).or_default();
        *count += 1;
        *score += u64::from(posting.score);
    }
    let mut ranked: Vec<_> = scores.into_iter().collect();
    ranked.sort_by_key(|(document, score)| (Reverse(*score), *document));
    let hidden = content.hidden(now);
    ranked.retain(|(document, _)| !hidden.contains(document));
    let total = ranked.len();
    ranked.truncate(MAX_RESULTS);
    // Pages with the most words come first.
    let close = ranked.iter().filter(|(_, (count, _))| count * 2 > terms.len()).count();
    Ranking { best: ranked.into_iter().map(|(number, _)| number).collect(), total, close }
}
