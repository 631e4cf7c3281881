//! A request as the handlers see it.

use lambda_http::http::{HeaderMap, Method};
use lambda_http::{Request, RequestExt};
use shared::env::SiteOrigin;
use shared::request;
use shared::timestamp::Timestamp;

/// A request for a page.
#[derive(Debug)]
pub(crate) struct PageRequest<'a> {
    pub(crate) method: &'a Method,
    pub(crate) headers: &'a HeaderMap,
    /// The decoded path.
    pub(crate) path: String,
    /// The decoded query parameters, in order.
    query: Vec<(String, String)>,
    raw_query: &'a str,
    /// The site's scheme and host.
    pub(crate) origin: String,
    pub(crate) time: Timestamp,
}

/// The maximum length of a query parameter's value, in bytes. Longer ones are truncated.
const LONGEST: usize = 200;

impl<'a> PageRequest<'a> {
    pub(crate) fn new(request: &'a Request, site_origin: &SiteOrigin, time: Timestamp) -> Self {
        let raw_query = request.uri().query().unwrap_or_default();
        let parameters = form_urlencoded::parse(raw_query.as_bytes()).take(20);
        Self {
            method: request.method(),
            headers: request.headers(),
            path: request.raw_http_path().to_owned(),
            query: parameters.map(|(name, value)| (name.into(), sanitize(&value))).collect(),
            raw_query,
            origin: request::origin(request, site_origin),
            time,
        }
    }

    /// Returns the time in Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.time.unix()
    }

    /// Returns a query parameter, or the empty string.
    pub(crate) fn parameter(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Returns another path with the same query.
    pub(crate) fn at(&self, path: &str) -> String {
        if self.raw_query.is_empty() { path.to_owned() } else { format!("{path}?{}", self.raw_query) }
    }

    /// Returns the address without parameters that have no value, if there are any.
    pub(crate) fn without_empty_parameters(&self) -> Option<String> {
        let all = || form_urlencoded::parse(self.raw_query.as_bytes());
        let is_empty = |value: &str| sanitize(value).is_empty();
        all().any(|(_, value)| is_empty(&value)).then(|| {
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(all().filter(|(_, value)| !is_empty(value)));
            let query = query.finish();
            if query.is_empty() { self.path.clone() } else { format!("{}?{query}", self.path) }
        })
    }

    /// Returns the requested page number of a list, from 1.
    pub(crate) fn page_number(&self) -> usize {
        self.parameter("page").parse().ok().filter(|number| (1..10_000).contains(number)).unwrap_or(1)
    }
}

/// Trims and truncates a value, and drops characters that HTML and XML can't contain.
fn sanitize(value: &str) -> String {
    let is_allowed = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let value = value.trim();
    let truncated = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or(value);
    truncated.chars().filter(is_allowed).collect()
}

/// Returns the query string of the parameters that are not empty, with its question mark, or the empty string.
pub(crate) fn query_string(parameters: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}
