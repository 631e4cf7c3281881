use super::{ConfigError, Environment};
use lambda_http::http::Uri;
use std::net::Ipv6Addr;

/// The [origin](https://html.spec.whatwg.org/multipage/browsers.html#origin) at which visitors reach the site.
#[derive(Debug, Clone, Default)]
pub struct SiteOrigin {
    /// `SITE_URL`: scheme and host, such as `https://www.example.org`, without a trailing slash. Not set: the domain of
    /// each request.
    pub site_url: Option<String>,
}

impl SiteOrigin {
    /// Reads `SITE_URL`.
    ///
    /// # Errors
    /// When it is anything but an `http` or `https` origin.
    pub fn from_environment(environment: &Environment) -> Result<Self, ConfigError> {
        let Some(text) = environment.optional("SITE_URL") else { return Ok(Self::default()) };
        match parse_origin(text.trim_end_matches('/')) {
            Some(origin) => Ok(Self { site_url: Some(origin) }),
            None => Err(ConfigError::invalid("SITE_URL", &"it must be like https://www.example.org")),
        }
    }
}

/// Parses an origin, and returns it as browsers write it. The `url` crate would add the tables of international names,
/// which an ASCII value does not need.
pub(super) fn parse_origin(text: &str) -> Option<String> {
    let uri: Uri = text.parse().ok()?;
    let (scheme, host, authority) = (uri.scheme_str()?, uri.host()?, uri.authority()?);
    let default_port = match scheme {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let is_name_byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let in_brackets = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    let is_host = in_brackets.map_or(host.bytes().all(is_name_byte), |host| host.parse::<Ipv6Addr>().is_ok());
    // Neither user information nor a default port belongs in an origin.
    let port = uri.port_u16().filter(|port| *port != default_port);
    let is_plain = *authority == port.map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
    (is_host && is_plain && origin.eq_ignore_ascii_case(text)).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::tests::environment;

    fn site_url(url: &str) -> Result<Option<String>, ConfigError> {
        SiteOrigin::from_environment(&environment(&[("SITE_URL", url)])).map(|origin| origin.site_url)
    }

    #[test]
    fn accepts_a_scheme_and_a_host_as_browsers_write_them() {
        for (url, expected) in [
            ("https://ACRO.example", "https://acro.example"),
            ("https://acro.example/", "https://acro.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
        ] {
            assert_eq!(site_url(url).unwrap().as_deref(), Some(expected));
        }
        assert_eq!(site_url("").unwrap(), None);
    }

    #[test]
    fn refuses_anything_else() {
        let urls = "acro.example https:// ftp://acro.example https://acro.example/site https://acro.example?a
            https://acro.example#a https://acro.example: https://acro.example:443 https://a@acro.example
            https://a&b.example https://a.example:99999 https://a.example:abc https://a.example:0444 https://[a&b']
            https://akrø.example";
        for url in urls.split_whitespace() {
            assert!(site_url(url).is_err(), "{url}");
        }
    }
}
