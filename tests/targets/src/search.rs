//! Arbitrary queries to pages with a search.

use crate::association::pages;
use crate::gateway::{event, hand_over};
use crate::html::Page;
use pages::{Pages, embedded_content};
use percent_encoding::{AsciiSet, CONTROLS, percent_encode};
use shared::site::{Embedded, Site};

/// Characters that browsers encode in a query, and some more.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

thread_local! {
    static PAGES: Pages = pages(&Site::embedded().unwrap(), embedded_content());
}

/// Pages that accept a query.
const PATHS: [&str; 5] = ["/search", "/comment-letters", "/news", "/comment-letters/feed.xml", "/news/feed.xml"];

/// The first byte, a digit, chooses the page; the rest is the query.
///
/// Each response is valid, repeats the query in its field, and each feed parses.
pub fn search(data: &[u8]) {
    let Some((first, data)) = data.split_first() else { return };
    let path = PATHS[usize::from(first.wrapping_sub(b'0')) % PATHS.len()];
    let text = ask(path, &percent_encode(data, ENCODED).to_string());
    if path.ends_with(".xml") {
        feed_rs::parser::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{error} in {text}"));
        return;
    }
    let page = Page::read(&text);
    page.must_be_harmless();
    if let Some(shown) = page.value("q") {
        let query = form_urlencoded::Serializer::new(String::new()).append_pair("q", &shown).finish();
        let again = Page::read(&ask(path, &query)).value("q").unwrap();
        assert_eq!(again.trim(), shown.trim());
    }
}

fn ask(path: &str, query: &str) -> String {
    let event = event("GET", path, query, None).to_string();
    let answer = PAGES.with(|pages| hand_over(&event, move |request| pages.handle(request))).unwrap();
    answer.must_be(&[200]);
    answer.text().to_owned()
}
