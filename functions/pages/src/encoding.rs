//! What the visitor's browser takes, and what it has already: `Accept-Encoding` and `If-None-Match` of RFC 9110.

use flate2::Compression;
use flate2::write::GzEncoder;
use lambda_http::http::{HeaderMap, HeaderName, header};
use std::io::Write;

/// A coding of RFC 9110, section 8.4.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Identity,
    Gzip,
    Brotli,
}

impl Coding {
    /// Its name in headers.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// The one among `offered` that the visitor likes best; of those liked equally, the first. Identity if none is
    /// liked, for a page that can't be read is better than no page.
    pub(crate) fn choose(headers: &HeaderMap, offered: &[Self]) -> Self {
        let accepted = all(headers, header::ACCEPT_ENCODING);
        let weigh = |coding: Self| {
            let named = accepted.iter().find(|(name, _)| name.eq_ignore_ascii_case(coding.name()));
            let any = || accepted.iter().find(|(name, _)| name == "*");
            // What is not named is not taken; identity always is, unless it is refused, but anything else is better.
            named.or_else(any).map_or(if coding == Self::Identity { 1 } else { 0 }, |(_, weight)| *weight)
        };
        let mut best = (Self::Identity, 0);
        for coding in offered {
            let weight = weigh(*coding);
            if weight > best.1 {
                best = (*coding, weight);
            }
        }
        best.0
    }
}

/// The elements of a list header, each with its weight in thousandths.
fn all(headers: &HeaderMap, name: HeaderName) -> Vec<(String, u32)> {
    let values =
        headers.get_all(name).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let element = |element: &str| {
        let mut parts = element.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_owned();
        let weight = parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q=")));
        (name, weight.map_or(1000, thousandths))
    };
    values.map(element).filter(|(name, _)| !name.is_empty()).take(20).collect()
}

/// A weight between 0 and 1 with three digits at most; what is none counts as nothing.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, fraction.parse::<u32>()) {
        ("0", Ok(fraction)) => fraction,
        ("1", Ok(_)) => 1000,
        _ => 0,
    }
}

/// Whether the visitor has what `tag` (with its quotes) names.
pub(crate) fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut known = known.flat_map(|value| value.split(',')).map(str::trim);
    known.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag)
}

/// Compresses with gzip, fast: a page is compressed while somebody waits.
pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::HeaderValue;

    fn chosen(accepted: &'static str, offered: &[Coding]) -> Coding {
        let mut headers = HeaderMap::new();
        if !accepted.is_empty() {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        }
        Coding::choose(&headers, offered)
    }

    #[test]
    fn weights_decide_what_is_sent() {
        use Coding::{Brotli, Gzip, Identity};
        for (accepted, expected) in [
            ("", Identity),
            ("gzip, deflate, br, zstd", Brotli),
            ("gzip", Gzip),
            ("gzip;q=1.0, br;q=0.5", Gzip),
            ("br;q=0, gzip;q=0.001", Gzip),
            ("br;q=0, gzip;q=0", Identity),
            ("*", Brotli),
            ("*;q=0", Identity),
            ("identity;q=1, *;q=0", Identity),
            ("GZIP;Q=0.8, identity;q=0.5", Gzip),
            ("identity, gzip;q=0.5", Identity),
            ("gzip;q=nonsense", Identity),
            (",,;;q=1,", Identity),
        ] {
            assert_eq!(chosen(accepted, &[Brotli, Gzip, Identity]), expected, "{accepted}");
        }
        assert_eq!(chosen("br", &[Gzip, Identity]), Identity);
    }

    #[test]
    fn what_the_visitor_has_is_recognized() {
        let mut headers = HeaderMap::new();
        assert!(!is_known(&headers, "\"a\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"b\", W/\"a\""));
        assert!(is_known(&headers, "\"a\"") && !is_known(&headers, "\"c\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(is_known(&headers, "\"c\""));
    }
}
