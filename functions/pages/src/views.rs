//! What is rendered while a visitor waits, for it depends on what is asked: lists, their feeds, and search.

use crate::Pages;
use crate::letters::Filters;
use crate::lists::{PER_PAGE, choices, cut};
use crate::rendered::{HTML, Rendered};
use crate::search::search;
use crate::visit::{Visit, query};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;
use shared::failure::Failure;
use shared::site::{Item, List, Page};
use shared::timestamp::Timestamp;

/// An entry of a feed.
#[derive(Debug, Serialize)]
struct FeedEntry<'a> {
    item: &'a Item,
    updated: String,
}

/// When a reader of feeds learns of a page: on its date, or when it appears if that is later. RFC 3339.
fn updated(item: &Item) -> String {
    let missing = "-01-01".get(item.date.len().saturating_sub("2026".len())..).unwrap_or_default();
    let dated = format!("{}{missing}T00:00:00Z", item.date);
    let appears = item.window.publish_at.map(|at| Timestamp::from_unix(at).to_string());
    appears.filter(|appears| *appears > dated).unwrap_or(dated)
}

const ATOM: &str = "application/atom+xml; charset=utf-8";

impl Pages {
    /// A page that lists those of its folder.
    pub(crate) fn show_list(&self, visit: &Visit, list: List, page: &Page) -> Result<Rendered, Failure> {
        match list {
            List::Letters => self.show_letters(visit, page),
            List::News => self.show_news(visit, page),
        }
    }

    fn show_news(&self, visit: &Visit, page: &Page) -> Result<Rendered, Failure> {
        let asked = visit.asked("year");
        let all = self.content.list(&visit.path, visit.now.unix());
        let mut years = choices(all.iter().map(Item::year), asked);
        years.retain(|year| year.count > 0);
        years.reverse();
        let items: Vec<Item> = all.into_iter().filter(|item| asked.is_empty() || item.year() == asked).collect();
        let cut = cut(&items, visit.page_number(), &visit.path, &[("year", asked)]);
        let feed = format!("{}/feed.xml{}", visit.path, query(&[("year", asked)]));
        let values = context! { cut => Serde(&cut), years => Serde(years), asked, feed, narrowed => asked };
        self.html("news.html", visit, page, values)
    }

    fn show_letters(&self, visit: &Visit, page: &Page) -> Result<Rendered, Failure> {
        let filters = Filters::asked(visit, &self.content);
        let all = self.content.list(&visit.path, visit.now.unix());
        let items = filters.apply(&all);
        let values = context! {
            cut => Serde(cut(&items, visit.page_number(), &visit.path, &filters.pairs())),
            facets => Serde(filters.facets(&all)),
            text => visit.asked("q"),
            narrowed => filters.words(),
            feed => format!("{}/feed.xml{}", visit.path, filters.query()),
        };
        self.html("letters.html", visit, page, values)
    }

    /// The Atom feed (RFC 4287) of a list, narrowed down as the list would be.
    pub(crate) fn show_feed(&self, visit: &Visit) -> Result<Option<Rendered>, Failure> {
        let Some(path) = visit.path.strip_suffix("/feed.xml") else { return Ok(None) };
        let Some((list, page)) = self.content.lister(path, visit.now.unix()) else { return Ok(None) };
        let all = self.content.list(path, visit.now.unix());
        let (items, narrowed, asked) = match list {
            List::Letters => {
                let filters = Filters::asked(visit, &self.content);
                (filters.apply(&all), filters.words(), filters.query())
            }
            List::News => {
                let year = visit.asked("year");
                let items = all.into_iter().filter(|item| year.is_empty() || item.year() == year).collect();
                (items, year.to_owned(), query(&[("year", year)]))
            }
        };
        let values = context! {
            origin => visit.origin.as_str(),
            page => Serde(&page.item),
            narrowed,
            address => format!("{path}{asked}"),
            feed => format!("{}{asked}", visit.path),
            updated => items.iter().map(updated).max().unwrap_or_else(|| updated(&page.item)),
            entries => Serde(items.iter().take(PER_PAGE).map(|item| FeedEntry { item, updated: updated(item) }).collect::<Vec<_>>()),
        };
        Ok(Some(Rendered::new(ATOM, self.render("feed.xml", values)?)))
    }

    /// What a visitor searched for, or where to type it.
    pub(crate) fn show_search(&self, visit: &Visit) -> Result<Rendered, Failure> {
        let asked = visit.asked("q");
        let results = search(&self.content, visit, asked);
        let values = context! { path => "/search", asked, results => Serde(results) };
        Ok(Rendered::new(HTML, self.render("search.html", values)?))
    }

    fn html(&self, template: &str, visit: &Visit, page: &Page, values: Value) -> Result<Rendered, Failure> {
        let mut page = page.clone();
        page.trail.retain(|above| self.content.is_seen(&above.path, visit.now.unix()));
        let common = context! {
            origin => visit.origin.as_str(),
            path => page.item.path.as_str(),
            page => Serde(&page),
        };
        let values = context! { ..values, ..common };
        Ok(Rendered::new(HTML, self.render(template, values)?))
    }
}
