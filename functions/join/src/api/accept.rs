//! Content negotiation: whether whoever asks will take JSON (RFC 9110, section 12.5.1).

use super::problem::Problem;
use lambda_http::Request;
use lambda_http::http::header;

/// Says so when the request excludes JSON from what it accepts. To say nothing is to accept anything.
pub(super) fn json(request: &Request) -> Result<(), Problem> {
    let values = request.headers().get_all(header::ACCEPT).iter();
    let accepted: Vec<_> = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect();
    if takes_json(&accepted.join(",")) { Ok(()) } else { Err(Problem::NotAcceptable) }
}

/// The most specific range that covers JSON decides; a quality of 0 excludes it.
fn takes_json(accept: &str) -> bool {
    let ranges = accept.split(',').map(str::trim).filter(|range| !range.is_empty());
    let mut asked = false;
    let mut best = None;
    for range in ranges {
        asked = true;
        let mut parts = range.split(';').map(|part| part.trim().to_ascii_lowercase());
        let precision = match parts.next().as_deref() {
            Some("application/json") => 2,
            Some("application/*") => 1,
            Some("*/*") => 0,
            _ => continue,
        };
        let quality = parts.find_map(|part| part.strip_prefix("q=").map(str::to_owned));
        let excluded = quality.and_then(|quality| quality.parse::<f32>().ok()).is_some_and(|quality| quality <= 0.0);
        // Of two that are as specific, the kinder one counts.
        best = best.max(Some((precision, !excluded)));
    }
    best.map_or(!asked, |(_, accepted)| accepted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_given_to_whoever_takes_it() {
        for accept in [
            "",
            "*/*",
            "application/json",
            "Application/JSON; charset=utf-8",
            "application/*;q=0.1",
            "text/html, application/xhtml+xml, */*;q=0.8",
            "*/*;q=0, application/json",
            "application/json;q=nonsense",
        ] {
            assert!(takes_json(accept), "{accept}");
        }
    }

    #[test]
    fn json_is_not_forced_on_anyone() {
        for accept in [
            "text/html",
            "application/xml",
            "application/json;q=0",
            "*/*, application/json; q=0.0",
            "application/*;q=0,*/*",
            "json",
        ] {
            assert!(!takes_json(accept), "{accept}");
        }
    }
}
