//! Web addresses.

use super::Invalid;
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

    /// Parses what was typed.
    ///
    /// # Errors
    /// When it is too long, or is no address of a public website.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let typed = typed.trim();
        if typed.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\') {
            return Err(Invalid::Malformed);
        }
        let address = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
        let url = Url::parse(&address).map_err(|_| Invalid::Malformed)?;
        let named = matches!(url.host(), Some(Host::Domain(name)) if is_public_name(name));
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

/// At least two parts, none of them empty, the last not a number.
fn is_public_name(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.split('.').count() > 1 && name.split('.').all(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_may_be_left_out() {
        for (typed, kept) in [
            ("www.example.com", "https://www.example.com/"),
            ("HTTP://Example.com/About", "http://example.com/About"),
            ("example.com:8443/a?b=c#d", "https://example.com:8443/a?b=c#d"),
            (" bücher.example ", "https://xn--bcher-kva.example/"),
        ] {
            assert_eq!(Website::parse(typed).unwrap().as_str(), kept);
            assert_eq!(Website::parse(kept).unwrap().as_str(), kept);
        }
    }

    #[test]
    fn what_is_no_website_is_refused() {
        for typed in [
            "",
            "example",
            "javascript:alert(1)",
            "ftp://example.com",
            "http://127.0.0.1",
            "http://[::1]/",
            "a b.com",
            "https://user:secret@example.com",
            "mailto:ada@example.com",
            "http://",
            "https://.example.com",
            "data:text/html,x",
        ] {
            assert_eq!(Website::parse(typed), Err(Invalid::Malformed), "{typed}");
        }
    }
}
