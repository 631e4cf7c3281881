//! A request, as far as pages care: what is asked for, from where the site is seen, and when.

use lambda_http::{Request, RequestExt};
use shared::env::SiteOrigin;
use shared::request;
use shared::timestamp::Timestamp;

/// What a visitor asks for.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The address, decoded.
    pub(crate) path: String,
    /// What stands behind the question mark, in order.
    query: Vec<(String, String)>,
    /// The same, as it was sent.
    raw_query: String,
    /// Scheme and host of the site.
    pub(crate) origin: String,
    /// When.
    pub(crate) now: Timestamp,
}

/// The longest value in a query that is looked at, in bytes. What is longer is cut.
const LONGEST: usize = 200;

impl Visit {
    pub(crate) fn read(request: &Request, address: &SiteOrigin, now: Timestamp) -> Self {
        let query = request.uri().query().unwrap_or_default();
        Self {
            path: request.raw_http_path().to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).take(20).map(|(k, v)| (k.into(), typed(&v))).collect(),
            raw_query: query.to_owned(),
            origin: request::origin(request, address),
            now,
        }
    }

    /// A value of the query; empty if there is none.
    pub(crate) fn asked(&self, name: &str) -> &str {
        self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// The same query at another address.
    pub(crate) fn at(&self, path: &str) -> String {
        if self.raw_query.is_empty() { path.to_owned() } else { format!("{path}?{}", self.raw_query) }
    }

    /// The page of a long list that is asked for, from 1.
    pub(crate) fn page_number(&self) -> usize {
        self.asked("page").parse().ok().filter(|number| (1..10_000).contains(number)).unwrap_or(1)
    }
}

/// What somebody may have typed: without space around it, and without characters that neither HTML nor XML may hold.
fn typed(value: &str) -> String {
    let fit = |c: &char| !c.is_control() && !matches!(c, '\u{fffe}' | '\u{ffff}');
    let value = value.trim();
    let cut = value.get(..value.floor_char_boundary(LONGEST)).unwrap_or(value);
    cut.chars().filter(fit).collect()
}

/// A query made of the pairs whose values are not empty: with its question mark, or nothing at all.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}
