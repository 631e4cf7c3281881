//! Arbitrary queries to pages with search.

use crate::association::{PAGES, get};
use crate::html::Page;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

/// A superset of the characters that browsers encode in a query. The rest separate or encode parts of it.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'%').remove(b'&').remove(b'+').remove(b'=');

/// Pages that accept a query.
const PATHS: [&str; 5] = ["/search", "/letters", "/news", "/letters/feed.xml", "/news/feed.xml"];

/// The first byte, a digit, selects the page; the rest is the query.
///
/// Each response is valid and repeats the query in its field, and each feed parses.
pub fn search(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let path = PATHS[usize::from(first.wrapping_sub(b'0')) % PATHS.len()];
    let text = fetch(path, &percent_encode(data, ENCODED).to_string());
    if path.ends_with(".xml") {
        feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"));
        return;
    }
    let page = Page::read(&text);
    page.assert_harmless();
    if let Some(shown) = page.value("q") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &shown).finish();
        let again = Page::read(&fetch(path, &query)).value("q").unwrap();
        assert_eq!(again.trim(), shown.trim());
    }
}

/// Gets a page, where a redirect from parameters without a value leads.
fn fetch(path: &str, query: &str) -> String {
    let response = PAGES.with(|pages| get(pages, path, query, &[200, 301]));
    if response.status == 200 {
        return response.text().to_owned();
    }
    let (to, query) = response.header("location").split_once('?').unwrap_or((response.header("location"), ""));
    assert_eq!(to, path);
    PAGES.with(|pages| get(pages, path, query, &[200])).text().to_owned()
}
