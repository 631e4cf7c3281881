//! Atom feeds (RFC 4287) of lists.

use crate::Pages;
use crate::filters::Filters;
use crate::page_request::{PageRequest, query_string};
use crate::routes::Outcome;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::rendered_body::RenderedBody;
use shared::site::{Item, Kind};
use shared::timestamp::Timestamp;

/// The maximum number of entries of a feed.
const ENTRIES: usize = 100;

const ATOM: &str = "application/atom+xml; charset=utf-8";

/// Shows the feed of a list, with the same filters.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let path = request.path.strip_suffix("/feed.xml").unwrap_or_default();
    let Some(page) = pages.content.list_page(path, request.now()).filter(|page| page.kind.has_feed()) else {
        return Ok(None);
    };
    let filters = Filters::new(page.kind, path, request, pages);
    let items = filters.apply(pages.content.list(path, request.now()));
    let query = query_string(&filters.parameters());
    let values = context! {
        origin => request.origin.as_str(),
        page => Serde(&page.item),
        filtered_by => filters.description(pages.renderer.locale()),
        address => format!("{path}{query}"),
        feed => format!("{}{query}", request.path),
        updated => items.iter().map(updated).max().unwrap_or_else(|| updated(&page.item)),
        entries => Serde(items.iter().take(ENTRIES).map(FeedEntry::new).collect::<Vec<_>>()),
    };
    let feed = RenderedBody::new(ATOM, pages.render("feed.xml", values)?);
    feed.response(request.headers, pages.max_age(request)).map(Some)
}

#[derive(Debug, Serialize)]
struct FeedEntry<'a> {
    item: &'a Item,
    updated: String,
    categories: Vec<&'a str>,
}

impl<'a> FeedEntry<'a> {
    fn new(item: &'a Item) -> Self {
        let facets = item.kind.listed().map(Kind::facets).unwrap_or_default();
        Self { item, updated: updated(item), categories: facets.into_iter().map(|(_, value)| value).collect() }
    }
}

/// Returns the later of a page's date and its publication time, in RFC 3339.
pub(crate) fn updated(item: &Item) -> String {
    let missing = "-01-01".get(item.date.len().saturating_sub("2026".len())..).unwrap_or_default();
    let date = format!("{}{missing}T00:00:00Z", item.date);
    let published = item.visibility.publish_at.map(|at| Timestamp::from_unix(at).to_string());
    published.filter(|published| *published > date).unwrap_or(date)
}
