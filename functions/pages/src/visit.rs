//! A request, as far as pages care: what is asked for, from where the site is seen, and when.

use lambda_http::{Request, RequestExt};
use shared::env::Address;
use shared::http;
use shared::timestamp::Timestamp;

/// What a visitor asks for.
#[derive(Debug)]
pub(crate) struct Visit {
    /// The address, decoded.
    pub(crate) path: String,
    /// What stands behind the question mark, in order.
    query: Vec<(String, String)>,
    /// Scheme and host of the site.
    pub(crate) origin: String,
    /// When.
    pub(crate) now: Timestamp,
}

/// The longest value in a query that is looked at, in bytes. Nobody types more.
const LONGEST: usize = 200;

impl Visit {
    pub(crate) fn read(request: &Request, address: &Address, now: Timestamp) -> Self {
        let query = request.uri().query().unwrap_or_default();
        Self {
            path: request.raw_http_path().to_owned(),
            query: form_urlencoded::parse(query.as_bytes()).take(20).map(|(k, v)| (k.into(), v.into())).collect(),
            origin: http::origin(request, address),
            now,
        }
    }

    /// A value of the query, without space around it; empty if there is none, or if it is too long to be meant.
    pub(crate) fn asked(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.trim());
        if found.len() > LONGEST { "" } else { found }
    }

    /// The page of a long list that is asked for, from 1.
    pub(crate) fn page_number(&self) -> usize {
        self.asked("page").parse().ok().filter(|number| (1..10_000).contains(number)).unwrap_or(1)
    }
}

/// A query made of the pairs whose values are not empty: with its question mark, or nothing at all.
pub(crate) fn query(pairs: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { query } else { format!("?{query}") }
}
