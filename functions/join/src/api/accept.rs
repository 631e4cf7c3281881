//! Content negotiation: whether the client accepts JSON (RFC 9110, section 12.5.1).

use super::ApiError;
use lambda_http::Request;
use lambda_http::http::header;

/// Refuses a request whose `Accept` excludes JSON. Without the header, a client accepts anything.
pub(crate) fn json(request: &Request) -> Result<(), ApiError> {
    let values = request.headers().get_all(header::ACCEPT).iter();
    let accepted: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    if accepts_json(&accepted.join(",")) { Ok(()) } else { Err(ApiError::NotAcceptable) }
}

/// The most specific range that matches JSON decides; a quality of 0 excludes it.
fn accepts_json(accept: &str) -> bool {
    let ranges = accept.split(',').map(str::trim).filter(|range| !range.is_empty());
    let mut any = false;
    let mut best = None;
    for range in ranges {
        any = true;
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let precision = match parts.next().as_deref() {
            Some("application/json") => 2,
            Some("application/*") => 1,
            Some("*/*") => 0,
            _ => continue,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").map(str::to_owned));
        let excluded = quality.and_then(|quality| quality.parse::<f32>().ok()).is_some_and(|quality| quality <= 0.0);
        // Between equally specific ranges, one that accepts wins.
        best = best.max(Some((precision, !excluded)));
    }
    best.map_or(!any, |(_, accepted)| accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_that_accept_json_get_it_and_others_do_not() {
        for (accept, expected) in [
            ("", true),
            ("*/*", true),
            ("application/json", true),
            ("Application/JSON; charset=utf-8", true),
            ("application/*;q=0.1", true),
            ("text/html, application/xhtml+xml, */*;q=0.8", true),
            ("*/*;q=0, application/json", true),
            ("application/json;q=nonsense", true),
            ("text/html", false),
            ("application/xml", false),
            ("application/json;q=0", false),
            ("*/*, application/json; q=0.0", false),
            ("application/*;q=0,*/*", false),
            ("json", false),
        ] {
            assert_eq!(accepts_json(accept), expected, "{accept}");
        }
    }
}
