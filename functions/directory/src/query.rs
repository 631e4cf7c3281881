//! What a visitor asks for, and the addresses of other questions.

use lambda_http::{Request, RequestExt};
use shared::member::directory::{COUNTRY, Query};
use shared::request::encode;
use shared::site::Filter;

/// The longest value in characters.
const LONGEST: usize = 100;

/// Reads the query of a request.
pub(crate) fn read(request: &Request, filters: &[Filter]) -> Query {
    let parameters = request.query_string_parameters_ref();
    let value = |name: &str| -> String {
        let value = parameters.and_then(|parameters| parameters.first(name)).unwrap_or_default();
        value.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect()
    };
    let names = filters.iter().map(|filter| filter.question.as_str()).chain([COUNTRY]);
    Query {
        filters: names.map(|name| (name.to_owned(), value(name))).collect(),
        words: value("q"),
        letter: value("letter"),
        page: value("page").parse().unwrap_or(1).max(1),
    }
}

/// Returns whether a request has a parameter without a value, as a form leaves it.
pub(crate) fn has_empty_parameter(request: &Request) -> bool {
    let parameters = request.query_string_parameters_ref();
    parameters.is_some_and(|parameters| parameters.iter().any(|(_, value)| value.trim().is_empty()))
}

/// Returns the address of the list for a query.
pub(crate) fn address(query: &Query) -> String {
    let page = if query.page > 1 { query.page.to_string() } else { String::new() };
    let filters = query.filters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let all = filters.chain([("q", query.words.as_str()), ("letter", query.letter.as_str()), ("page", page.as_str())]);
    let parameters: Vec<_> =
        all.filter(|(_, value)| !value.is_empty()).map(|(name, value)| format!("{name}={}", encode(value))).collect();
    if parameters.is_empty() { "/members".to_owned() } else { format!("/members?{}", parameters.join("&")) }
}

/// Returns the address of the list with a letter, from that without one.
pub(crate) fn with_letter(address: &str, letter: &str) -> String {
    let joint = if address.contains('?') { '&' } else { '?' };
    format!("{address}{joint}letter={}", encode(letter))
}
