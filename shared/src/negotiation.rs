//! Content negotiation and conditional requests (RFC 9110): `Accept-Encoding` and `If-None-Match`.

use flate2::Compression;
use flate2::write::GzEncoder;
use lambda_http::http::{HeaderMap, HeaderName, header};
use std::io::Write;

/// A content coding (RFC 9110, section 8.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContentCoding {
    /// No compression.
    Identity,
    /// gzip (RFC 1952).
    Gzip,
    /// Brotli (RFC 7932).
    Brotli,
}

impl ContentCoding {
    /// Returns the name in headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    /// Returns the coding among `offered` with the highest weight, the first of equals. If the client accepts none, returns
    /// identity rather than an error.
    pub fn choose(headers: &HeaderMap, offered: &[Self]) -> Self {
        let accepted = list(headers, header::ACCEPT_ENCODING);
        let weight_of = |coding: Self| {
            let exact = accepted.iter().find(|(name, _)| name.eq_ignore_ascii_case(coding.name()));
            let wildcard = || accepted.iter().find(|(name, _)| name == "*");
            // Codings without a weight are not acceptable, except identity, which comes last unless refused.
            exact.or_else(wildcard).map_or(if coding == Self::Identity { 1 } else { 0 }, |(_, weight)| *weight)
        };
        let mut best = (Self::Identity, 0);
        for coding in offered {
            let weight = weight_of(*coding);
            if weight > best.1 {
                best = (*coding, weight);
            }
        }
        best.0
    }
}

/// Parses a list header, with weights in thousandths.
fn list(headers: &HeaderMap, name: HeaderName) -> Vec<(String, u32)> {
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

/// Parses a weight between 0 and 1 with at most three decimals. Anything else is 0.
fn thousandths(weight: &str) -> u32 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, fraction.parse::<u32>()) {
        ("0", Ok(fraction)) => fraction,
        ("1", Ok(_)) => 1000,
        _ => 0,
    }
}

/// Returns whether the client has the representation with this quoted entity tag.
pub fn has_current(headers: &HeaderMap, etag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let mut etags = values.flat_map(|value| value.split(',')).map(str::trim);
    etags.any(|known| known == "*" || known.strip_prefix("W/").unwrap_or(known) == etag)
}

/// The level of compression, of 9. Level 1 takes the least time, but its pages are a fifth larger.
const LEVEL: u32 = 3;

/// Compresses with gzip at a fast level, because the client is waiting.
///
/// # Errors
/// None: a `Vec` takes whatever is written to it.
pub fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(LEVEL));
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::http::HeaderValue;

    fn chosen(accepted: &'static str, offered: &[ContentCoding]) -> ContentCoding {
        let mut headers = HeaderMap::new();
        if !accepted.is_empty() {
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted));
        }
        ContentCoding::choose(&headers, offered)
    }

    #[test]
    fn the_highest_weight_wins() {
        use ContentCoding::{Brotli, Gzip, Identity};
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
    fn entity_tags_are_recognized() {
        let mut headers = HeaderMap::new();
        assert!(!has_current(&headers, "\"a\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("\"b\", W/\"a\""));
        assert!(has_current(&headers, "\"a\"") && !has_current(&headers, "\"c\""));
        headers.append(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(has_current(&headers, "\"c\""));
    }
}
