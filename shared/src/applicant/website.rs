//! Website addresses.

use super::{Invalid, Length, domain, unicode};
use crate::form::core;
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The URL of a website: `http` or `https`, a host name of at least two labels, at most 2,000 characters. Serialized as in
/// the [URL Standard](https://url.spec.whatwg.org/).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Website(String);

impl Website {
    /// The maximum length in characters.
    pub const LIMIT: usize = core::WEB_ADDRESS_BYTES;

    /// Parses a typed or pasted URL. Drops invisible characters, and adds the scheme if it is missing.
    ///
    /// # Errors
    /// When the URL is too long, or is not that of a public website.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = unicode::visible(typed);
        if typed.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(Invalid::Malformed);
        }
        let address = if has_scheme(&typed) { typed } else { format!("https://{typed}") };
        let url = Url::parse(&address).map_err(|_| Invalid::Malformed)?;
        let has_public_host = matches!(url.host(), Some(Host::Domain(name)) if domain::is_public_host(name));
        let is_plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if !has_public_host || !is_plain {
            return Err(Invalid::Malformed);
        }
        let address = String::from(url);
        let found = address.len();
        if found > Self::LIMIT {
            Err(Invalid::TooLong(Length { limit: Self::LIMIT, found }))
        } else {
            Ok(Self(address))
        }
    }

    /// Wraps an address that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The URL.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the URL as people read it: with the host in its own script.
    pub fn readable(&self) -> String {
        let (before, host, after) = self.parts();
        format!("{before}{}{after}", domain::readable(host))
    }

    /// Returns the domain that email addresses of the same organization would have, as people read it.
    pub fn domain(&self) -> String {
        let (_, host, _) = self.parts();
        domain::readable(host.strip_prefix("www.").unwrap_or(host)).into_owned()
    }

    /// Splits the URL before and after its host.
    fn parts(&self) -> (&str, &str, &str) {
        let (before, rest) =
            self.0.split_at(if has_scheme(&self.0) { self.0.find("://").map_or(0, |scheme| scheme + 3) } else { 0 });
        let (host, after) = rest.split_at(rest.find([':', '/', '?', '#']).unwrap_or(rest.len()));
        (before, host, after)
    }
}

/// Returns whether an address begins with a scheme (RFC 3986, section 3.1) and `://`, which a path or a query may have
/// too.
fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
}

#[cfg(test)]
mod tests;
