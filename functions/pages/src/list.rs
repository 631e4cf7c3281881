//! Pages that list their folder, filtered by query parameters.

use crate::Pages;
use crate::body::RenderedBody;
use crate::filters::Filters;
use crate::page_request::{PageRequest, query_string};
use crate::routes::Outcome;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use shared::site::Item;

/// The maximum number of items on a page of a list.
pub(crate) const PER_PAGE: usize = 100;

/// Shows a list.
pub(crate) fn show(pages: &Pages, request: &PageRequest<'_>) -> Outcome {
    let Some((kind, mut page)) = pages.content.list_page(&request.path, request.now()) else { return Ok(None) };
    page.trail.retain(|above| pages.content.is_public(&above.path, request.now()));
    let filters = Filters::new(kind, request, pages);
    let all = pages.content.list(&request.path, request.now());
    let facets = filters.facets(&all);
    let items = filters.apply(all);
    let values = context! {
        path => page.item.path.as_str(),
        page => Serde(&page),
        list_page => Serde(page_of(&items, request.page_number(), &request.path, &filters.parameters())),
        facets => Serde(facets),
        year => request.parameter("year"),
        text => request.parameter("q"),
        filtered_by => filters.description(pages.renderer.locale()),
        feed => format!("{}/feed.xml{}", request.path, query_string(&filters.parameters())),
    };
    let html = pages.render(kind.template(), values)?;
    RenderedBody::html(html).response(request.headers, pages.max_age(request)).map(Some)
}

/// A page of a list.
#[derive(Debug, Serialize)]
struct ListPage<'a> {
    items: &'a [Item],
    total: usize,
    number: usize,
    count: usize,
    before: Option<String>,
    after: Option<String>,
}

/// Returns page `number` of a list, or the last page. `parameters` are the filters.
fn page_of<'a>(items: &'a [Item], number: usize, path: &str, parameters: &[(&str, &str)]) -> ListPage<'a> {
    let count = items.len().div_ceil(PER_PAGE).max(1);
    let number = number.min(count);
    let start = (number - 1) * PER_PAGE;
    let end = items.len().min(start + PER_PAGE);
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
    fn a_long_list_has_pages_of_a_hundred() {
        let items = items(250);
        let first = page_of(&items, 1, "/list", &[("q", "a b"), ("year", "")]);
        assert_eq!((first.items.len(), first.total, first.count), (100, 250, 3));
        assert_eq!((first.before, first.after.as_deref()), (None, Some("/list?q=a+b&page=2")));
        let second = page_of(&items, 2, "/list", &[]);
        assert_eq!((second.items[0].path.as_str(), second.before.as_deref()), ("/100", Some("/list")));
        let past_the_end = page_of(&items, 99, "/list", &[]);
        assert_eq!((past_the_end.number, past_the_end.items.len(), past_the_end.after), (3, 50, None));
    }

    #[test]
    fn an_empty_list_has_one_empty_page() {
        let empty = page_of(&[], 7, "/list", &[]);
        assert_eq!((empty.items.len(), empty.number, empty.count), (0, 1, 1));
    }
}
