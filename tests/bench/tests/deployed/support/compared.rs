//! Responses, compared byte by byte.

use super::{Page, Visitor};
use regex_lite::Regex;
use reqwest::RequestBuilder;
use reqwest::header::HeaderMap;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// A response without the headers that the gateway adds.
#[derive(Clone, PartialEq, Eq)]
pub struct ComparedResponse {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl std::fmt::Debug for ComparedResponse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{} {:#?}\n{}", self.status, self.headers, String::from_utf8_lossy(&self.body))
    }
}

impl ComparedResponse {
    pub async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), comparable(response.headers()));
        Self { status, headers, body: response.bytes().await.unwrap().to_vec() }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Masks words and times.
    pub fn masked(mut self, words: &[(String, &str)]) -> Self {
        self.body = masked(&self.text(), words).into();
        self.headers.values_mut().for_each(|value| *value = masked(value, words));
        // It depends on the masked parts.
        self.headers.remove("content-length");
        self
    }
}

impl From<Page> for ComparedResponse {
    fn from(page: Page) -> Self {
        Self { status: page.status.as_u16(), headers: comparable(&page.headers), body: page.body.into() }
    }
}

fn comparable(all: &HeaderMap) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::<String, String>::new();
    for (name, value) in all {
        headers.entry(name.to_string()).or_default().push_str(value.to_str().unwrap());
    }
    headers.retain(|name, _| !["apigw-requestid", "date"].contains(&name.as_str()));
    headers
}

/// Masks words and times in a text.
pub fn masked(text: &str, words: &[(String, &str)]) -> String {
    static TIME: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"T\d\d:\d\d:\d\dZ").unwrap());
    let text = words.iter().fold(text.to_owned(), |text, (word, mask)| text.replace(word, mask));
    TIME.replace_all(&text, "T00:00:00Z").into_owned()
}

/// Sends a request to two sites, and asserts that the responses are the same.
pub async fn same(sites: [&Visitor; 2], method: &str, path: &str, headers: &[(&str, &str)]) -> ComparedResponse {
    let [expected, actual] = sites.map(|visitor| {
        let request = visitor.request(method, path);
        ComparedResponse::to(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)))
    });
    let (expected, actual) = (expected.await, actual.await);
    assert!(actual == expected, "{method} {path} {headers:?}\n{actual:?}\n is not\n{expected:?}");
    actual
}
