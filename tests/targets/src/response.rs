//! Responses to API Gateway, and the checks for all of them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;
use std::collections::BTreeMap;

/// A parsed response.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ParsedResponse {
    pub(crate) status: u16,
    /// Headers by lower-case name.
    headers: BTreeMap<String, String>,
    pub(crate) body: Vec<u8>,
}

/// Headers of every response.
const ON_ALL: [(&str, &str); 5] = [
    ("content-security-policy", "frame-ancestors 'none'"),
    ("strict-transport-security", "includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-resource-policy", "-origin"),
];

/// Headers of every page.
const ON_PAGES: [(&str, &str); 4] = [
    ("content-security-policy", "default-src 'none'"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=()"),
    ("cross-origin-opener-policy", "same-origin"),
];

impl ParsedResponse {
    /// Parses a response to API Gateway.
    pub(crate) fn read(json: &str) -> Self {
        let parsed: Value = serde_json::from_str(json).unwrap();
        let headers = parsed["headers"].as_object().into_iter().flatten();
        let body = parsed["body"].as_str().unwrap_or_default();
        let encoded = parsed["isBase64Encoded"] == true;
        Self {
            status: parsed["statusCode"].as_u64().unwrap().try_into().unwrap(),
            headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.as_str().unwrap().into())).collect(),
            body: if encoded { BASE64_STANDARD.decode(body).unwrap() } else { body.into() },
        }
    }

    /// Returns a header's value; empty if there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Returns the body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// Parses the body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// Parses the body as a page.
    pub(crate) fn is_page(&self) -> bool {
        self.header("content-type").starts_with("text/html")
    }

    /// Asserts that the response has one of these statuses, a complete body and the required headers, and returns it.
    pub(crate) fn assert_valid(self, statuses: &[u16]) -> Self {
        assert!(statuses.contains(&self.status), "{} {}", self.status, String::from_utf8_lossy(&self.body));
        let on_pages = ON_PAGES.iter().filter(|_| self.is_page());
        for (name, part) in ON_ALL.iter().chain(on_pages) {
            assert!(self.header(name).contains(part), "{} {name}: {}", self.status, self.header(name));
        }
        match self.status {
            300..=303 => {
                let location = self.header("location");
                assert!(location.starts_with('/') && !location.starts_with("//"), "redirects to {location}");
                assert!(!location.contains('\\'), "redirects to {location}");
            }
            304 => assert!(self.body.is_empty()),
            405 => assert!(!self.header("allow").is_empty()),
            429 | 503 => assert!(!self.header("retry-after").is_empty()),
            _ => {}
        }
        self
    }
}
