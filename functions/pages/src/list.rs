//! Pages that list their folder, filtered by query parameters.

use crate::Pages;
use crate::filters::{Filtered, Filters};
use crate::page_request::{PageRequest, query_string};
use crate::paging::{PER_PAGE, Paged};
use crate::redirect;
use crate::routes::Outcome;
use crate::search::broken;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::failure::Failure;
use shared::rendered_body::RenderedBody;
use shared::site::{Content, Item, Kind, ListKind, PageKind, is_upcoming, upcoming_first};

/// The maximum number of people on a page: they take less room, and groups belong together.
const PEOPLE_PER_PAGE: usize = 250;

/// Shows a list.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let (content, path) = (&pages.content, request.path.as_str());
    let Some(list) = content.list_page(path, request.now()) else { return Ok(None) };
    if let Some(redirect) = redirect::without_empty_parameters(pages, request) {
        return Ok(Some(redirect));
    }
    let filters = Filters::new(list.kind, path, request, pages);
    let locale = pages.renderer.locale();
    let Filtered { mut items, facets, active } = filters.filter(content.list(path, request.now()), locale);
    if list.kind == ListKind::Events {
        upcoming_first(&mut items, request.now());
    }
    let per_page = if list.kind == ListKind::People { PEOPLE_PER_PAGE } else { PER_PAGE };
    let page = Paged::of(&items, per_page, request.page_number(), path, &filters.parameters());
    let pending: Vec<_> = items.iter().filter(|item| is_pending(item)).collect();
    let values = context! {
        path,
        list_page => Serde(&page),
        groups => Serde(grouped(page.items, request.now(), content)?),
        pending => Serde(pending),
        facets => Serde(facets),
        filters => Serde(active),
        filtered_by => filters.description(locale),
        text => request.parameter("q"),
    };
    let has_own_title = page.number == 1 && !filters.are_in_use();
    let title = if has_own_title { String::new() } else { pages.render("list_title.html", values.clone())? };
    let html = pages.render(list.kind.template(), values)?;
    let feed = format!("{path}/feed.xml{}", query_string(&filters.parameters())).replace('&', "&amp;");
    let shell = list.shell_at(request.now()).and_then(|number| content.shell(number));
    let shell = shell.ok_or_else(|| broken("a list page"))?;
    let html = shell.fill(&[("title", &title), ("feed", &feed), ("list", &html)]);
    RenderedBody::html(html).response(request.headers, pages.max_age(request)).map(Some)
}

/// Returns whether others have yet to decide about a policy.
fn is_pending(item: &Item) -> bool {
    matches!(&item.kind, PageKind::Policy(policy) if policy.pending.is_some())
}

/// Entries that follow each other under one heading.
#[derive(Debug, Serialize)]
struct Group<'a> {
    /// The heading: the year; for people and policies their group, if they have one; for events `upcoming` or `past`.
    name: &'a str,
    /// The entries, which were rendered when the site was compiled.
    html: String,
}

/// Groups items, in their order.
fn grouped<'a>(items: &'a [Item], now: i64, content: &Content) -> Result<Vec<Group<'a>>, Failure> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for item in items {
        let name: &str = match &item.kind {
            PageKind::Event(_) if is_upcoming(item, now) => UPCOMING,
            PageKind::Event(_) => PAST,
            kind => kind.listed().and_then(Kind::group).unwrap_or_else(|| item.year()),
        };
        if groups.last().is_none_or(|group| group.name != name) {
            groups.push(Group { name, html: String::new() });
        }
        if let Some(group) = groups.last_mut() {
            group.html.push_str(content.entry_html(item.number).ok_or_else(|| broken("an entry"))?);
            group.html.push('\n');
        }
    }
    Ok(groups)
}

const UPCOMING: &str = "upcoming";
const PAST: &str = "past";
