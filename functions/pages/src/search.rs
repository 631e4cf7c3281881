//! Search: adds up the scores of the index and shows passages with the words of the query.

mod beginnings;
mod excerpt;
mod query;
mod ranking;
mod suggestion;

use crate::Pages;
use crate::page_request::{PageRequest, query_string};
use crate::paging::{PER_PAGE, Paged};
use crate::redirect;
use crate::routes::Outcome;
use excerpt::{Fragment, excerpt, mark};
use minijinja::context;
use minijinja::value::Serde;
use query::Query;
use ranking::rank;
use serde::Serialize;
use shared::failure::Failure;
use shared::rendered_body::RenderedBody;
use shared::site::Document;
use std::collections::HashSet;

/// The query parameter for a kind of pages.
const KIND: &str = "type";

/// The most results if no page has all the words of a query.
const MOST_PARTIAL: usize = 10;

/// A page with words of the query.
#[derive(Debug, Serialize)]
struct SearchResult<'a> {
    path: &'a str,
    kind: &'a str,
    date: &'a str,
    title: Vec<Fragment>,
    excerpt: Vec<Fragment>,
}

/// A kind of pages among the results, or any kind.
#[derive(Debug, Serialize)]
struct KindCount<'a> {
    /// The name; empty for any kind.
    name: &'a str,
    count: usize,
    path: String,
    chosen: bool,
}

/// Shows the search results, or only the form if there is no query.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    if let Some(redirect) = redirect::without_empty_parameters(pages, request) {
        return Ok(Some(redirect));
    }
    let content = &pages.content;
    let (text, kind) = (request.parameter("q"), request.parameter(KIND));
    let typed = Query::parse(text, content, pages.language);
    let found = rank(content, request.now(), &typed);
    let finds_nothing = found.is_empty();
    let suggestion = suggestion::suggest(content, &typed);
    // Without results, the page shows those of the words that the visitor may have meant.
    let meant = suggestion.as_deref().filter(|_| finds_nothing).map(|words| {
        let query = Query::parse(words, content, pages.language);
        (rank(content, request.now(), &query), query)
    });
    let (mut ranked, query) = meant.unwrap_or((found, typed));
    let suggestion = suggestion.as_deref().filter(|_| !ranked.is_empty());
    let partial = ranked.iter().all(|(_, matching)| *matching < query.len());
    if partial {
        ranked.truncate(MOST_PARTIAL);
    }
    let (names, kinds) = content.kinds();
    let kind_of = |document: &u32| {
        let index = usize::try_from(*document).ok().and_then(|number| kinds.get(number)).copied();
        index.and_then(|index| names.get(usize::from(index))).copied().unwrap_or_default()
    };
    let counts = count_kinds(&names, ranked.iter().map(|(document, _)| kind_of(document)), query.text, kind);
    ranked.retain(|(document, _)| kind.is_empty() || kind_of(document) == kind);
    let result = |(number, _): &(u32, usize)| Some(SearchResult::new(*number, &content.document(*number)?, &query));
    let page = Paged::of(&ranked, PER_PAGE, request.page_number(), "/search", &[("q", text), (KIND, kind)]);
    let results: Vec<_> = page.items.iter().filter_map(result).collect();
    let values = context! {
        query => text,
        total => ranked.len(),
        list_page => Serde(&page),
        any => !counts.is_empty(),
        kinds => Serde(counts),
        kind,
        results => Serde(results),
        partial,
        instead => finds_nothing && suggestion.is_some(),
        suggestion,
        members_query => query_string(&[("q", text)]),
        suggestion_path => suggestion.map(|words| address(words, "")),
    };
    let title = pages.render("search_title.html", values.clone())?;
    let results = pages.render("search_results.html", values)?;
    let shell = content.search_shell().ok_or_else(|| broken("the search page"))?;
    let html = shell.fill(&[("title", &title), ("results", &results)]);
    RenderedBody::html(html).response(request.headers, pages.max_age(request)).map(Some)
}

/// Counts the results of each kind that has any, after those of any kind. Includes the chosen kind if there are others.
fn count_kinds<'a>(
    names: &[&'a str],
    kinds: impl Iterator<Item = &'a str>,
    query: &str,
    chosen: &'a str,
) -> Vec<KindCount<'a>> {
    let mut counts: Vec<(&str, usize)> = names.iter().map(|name| (*name, 0)).collect();
    let mut total = 0;
    for kind in kinds {
        total += 1;
        if let Some((_, count)) = counts.iter_mut().find(|(name, _)| *name == kind) {
            *count += 1;
        }
    }
    if total == 0 {
        return Vec::new();
    }
    counts.retain(|(name, count)| *count > 0 || *name == chosen);
    let count =
        |(name, count): (&'a str, usize)| KindCount { name, count, path: address(query, name), chosen: name == chosen };
    [("", total)].into_iter().chain(counts).map(count).collect()
}

/// Returns the address of the results for a query.
fn address(query: &str, kind: &str) -> String {
    format!("/search{}", query_string(&[("q", query), (KIND, kind)]))
}

impl<'a> SearchResult<'a> {
    fn new(number: u32, document: &Document<'a>, query: &Query<'_>) -> Self {
        Self {
            path: document.path,
            kind: document.kind,
            date: document.date,
            title: mark(document.title, &query.marked),
            excerpt: excerpt(&document.passages, &query.passages(number), &query.marked),
        }
    }
}

/// A page whose words are close to others.
#[derive(Debug, Serialize)]
pub(crate) struct CloseMatch<'a> {
    path: &'a str,
    title: &'a str,
}

/// Returns the pages that contain most of the words in a text, at least one of them in the title, best first.
pub(crate) fn close_matches<'a>(pages: &'a Pages, now: i64, text: &str, limit: usize) -> Vec<CloseMatch<'a>> {
    let query = Query::parse(text, &pages.content, pages.language);
    let ranked = rank(&pages.content, now, &query);
    let close = ranked.iter().filter(|(_, matching)| matching * 2 > query.len());
    let documents = close.filter_map(|(number, _)| pages.content.document(*number));
    let in_title = documents.filter(|document| query.marked.find(document.title).next().is_some());
    in_title.take(limit).map(|Document { path, title, .. }| CloseMatch { path, title }).collect()
}

/// Returns the numbers of the pages that contain every word of a text, or words that begin with them; empty if there are no
/// words.
pub(crate) fn pages_with(pages: &Pages, text: &str) -> HashSet<u32> {
    let query = Query::parse(text, &pages.content, pages.language);
    let whole = if query.unknown.is_empty() { query.with_every_term() } else { HashSet::new() };
    &whole | &beginnings::pages_with(&pages.content, text, pages.language)
}

/// Logs that a part of the compiled content can't be read.
pub(crate) fn broken(part: &str) -> Failure {
    tracing::error!(part, "compiled content can't be read");
    Failure::Internal
}
