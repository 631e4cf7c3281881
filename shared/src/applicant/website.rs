//! Web addresses.

use super::{Invalid, domain, unicode};
use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The address of a website: `http` or `https`, a host name of at least two parts, at most 2,000 characters. The scheme
/// may be left out. Written as the [URL Standard](https://url.spec.whatwg.org/) serializes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Website(String);

impl Website {
    /// The most characters that it may have.
    pub const LIMIT: usize = 2000;

    /// Parses what was typed or pasted. Invisible characters are dropped.
    ///
    /// # Errors
    /// When it is too long, or is no address of a public website.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = unicode::visible(typed);
        if typed.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(Invalid::Malformed);
        }
        let address = if has_scheme(&typed) { typed } else { format!("https://{typed}") };
        let url = Url::parse(&address).map_err(|_| Invalid::Malformed)?;
        let named = matches!(url.host(), Some(Host::Domain(name)) if domain::is_public_host(name));
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if !named || !plain {
            return Err(Invalid::Malformed);
        }
        let address = String::from(url);
        if address.len() > Self::LIMIT { Err(Invalid::TooLong(Self::LIMIT)) } else { Ok(Self(address)) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether it begins with a scheme (RFC 3986, section 3.1) and `://`, which may also stand in a path or query.
fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.')))
}

#[cfg(test)]
mod tests;
