//! Pages that list their folder, filtered by query parameters.

use crate::Pages;
use crate::body::RenderedBody;
use crate::filters::{Filtered, Filters};
use crate::page_request::{PageRequest, query_string};
use crate::redirect;
use crate::routes::Outcome;
use crate::search::broken;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::failure::Failure;
use shared::site::{Content, Item, Kind, ListKind, PageKind, is_upcoming, upcoming_first};

/// The maximum number of items on a page of a list.
const PER_PAGE: usize = 25;
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
    let page = page_of(&items, per_page, request.page_number(), path, &filters.parameters());
    let values = context! {
        path,
        list_page => Serde(&page),
        groups => Serde(grouped(page.items, request.now(), content)?),
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

/// A page of a list.
#[derive(Debug, Serialize)]
struct ListPage<'a> {
    #[serde(skip)]
    items: &'a [Item],
    total: usize,
    number: usize,
    count: usize,
    before: Option<String>,
    after: Option<String>,
}

/// Returns page `number` of a list, or the last page. `parameters` are the filters.
fn page_of<'a>(
    items: &'a [Item],
    per_page: usize,
    number: usize,
    path: &str,
    parameters: &[(&str, &str)],
) -> ListPage<'a> {
    let count = items.len().div_ceil(per_page).max(1);
    let number = number.min(count);
    let start = (number - 1) * per_page;
    let end = items.len().min(start + per_page);
    let link = |number: usize| {
        let page = if number == 1 { String::new() } else { number.to_string() };
        let parameters: Vec<_> = parameters.iter().copied().chain([("page", page.as_str())]).collect();
        format!("{path}{}", query_string(&parameters))
    };
    ListPage {
        items: items.get(start..end).unwrap_or_default(),
        total: items.len(),
        number,
        count,
        before: (number > 1).then(|| link(number - 1)),
        after: (number < count).then(|| link(number + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::site::{News, PageKind, Visibility};

    fn items(count: usize) -> Vec<Item> {
        let item = |number: usize| Item {
            path: format!("/{number}"),
            title: String::new(),
            summary: String::new(),
            date: "2026".to_owned(),
            date_words: "2026".to_owned(),
            source: None,
            tags: Vec::new(),
            kind: PageKind::News(News),
            visibility: Visibility::default(),
            number: 0,
        };
        (0..count).map(item).collect()
    }

    #[test]
    fn a_long_list_has_pages_of_twenty_five() {
        let items = items(60);
        let first = page_of(&items, PER_PAGE, 1, "/list", &[("q", "a b"), ("year", "")]);
        assert_eq!((first.items.len(), first.total, first.count), (25, 60, 3));
        assert_eq!((first.before, first.after.as_deref()), (None, Some("/list?q=a+b&page=2")));
        let second = page_of(&items, PER_PAGE, 2, "/list", &[]);
        assert_eq!((second.items[0].path.as_str(), second.before.as_deref()), ("/25", Some("/list")));
        let past_the_end = page_of(&items, PER_PAGE, 99, "/list", &[]);
        assert_eq!((past_the_end.number, past_the_end.items.len(), past_the_end.after), (3, 10, None));
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let empty = page_of(&[], PER_PAGE, 7, "/list", &[]);
        assert_eq!((empty.items.len(), empty.number, empty.count), (0, 1, 1));
    }
}
