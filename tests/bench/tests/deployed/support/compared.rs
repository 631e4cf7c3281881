//! Responses, compared byte by byte.

use super::{Page, Visitor};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, Response};
use std::collections::BTreeMap;

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
        Self::read(request.send().await.unwrap()).await
    }

    async fn read(response: Response) -> Self {
        let (status, given) = (response.status().as_u16(), response.headers().clone());
        Self { status, headers: comparable(&given), body: response.bytes().await.unwrap().to_vec() }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    /// Masks words and times.
    pub fn masked(mut self, words: &[(&str, &str)]) -> Self {
        self.body = masked(&self.text(), words).into();
        self.headers.values_mut().for_each(|value| *value = masked(value, words));
        if !words.is_empty() {
            // It depends on the masked parts.
            self.headers.remove("content-length");
        }
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
pub fn masked(text: &str, words: &[(&str, &str)]) -> String {
    let text = words.iter().fold(text.to_owned(), |text, (word, mask)| text.replace(word, mask));
    let mut parts = text.split('T');
    let mut masked = parts.next().unwrap().to_owned();
    for part in parts {
        let is_time = part.len() > 8 && part.is_char_boundary(9) && part[..9].bytes().zip(*b"00:00:00Z").all(fits);
        masked.push('T');
        masked.push_str(if is_time { "00:00:00Z" } else { "" });
        masked.push_str(if is_time { &part[9..] } else { part });
    }
    masked
}

fn fits((byte, pattern): (u8, u8)) -> bool {
    if pattern == b'0' { byte.is_ascii_digit() } else { byte == pattern }
}

/// A request to send to two sites.
#[derive(Debug, Clone)]
pub struct ComparedRequest {
    pub method: &'static str,
    pub path: String,
    pub headers: Vec<(&'static str, String)>,
}

impl ComparedRequest {
    pub fn get(path: &str) -> Self {
        Self { method: "GET", path: path.to_owned(), headers: Vec::new() }
    }

    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Sends the request to both, and asserts that the responses are the same.
    pub async fn of_both(&self, one: &Visitor, other: &Visitor) -> ComparedResponse {
        let ask = |visitor: &Visitor| {
            let request = visitor.request(self.method, &self.path);
            self.headers.iter().fold(request, |request, (name, value)| request.header(*name, value))
        };
        let (expected, actual) = (ComparedResponse::to(ask(one)).await, ComparedResponse::to(ask(other)).await);
        assert!(actual == expected, "{self:?}\n{actual:?}\n is not\n{expected:?}");
        actual
    }
}
