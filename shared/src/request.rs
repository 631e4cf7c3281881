//! Reading requests: the body of a form, the site's origin, and cross-site checks.

use crate::env::SiteOrigin;
use crate::failure::Failure;
use lambda_http::http::{HeaderName, header};
use lambda_http::request::RequestContext;
use lambda_http::{Request, RequestExt};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode, utf8_percent_encode};
use std::net::IpAddr;

/// What is encoded in addresses: all but the unreserved characters of [RFC
/// 3986](https://www.rfc-editor.org/rfc/rfc3986#section-2.3) and the slash.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Encodes a value for the query of an address.
pub fn encode(value: &str) -> String {
    utf8_percent_encode(value, RESERVED).to_string()
}

/// The limit on a request's body, in bytes.
pub const BODY_LIMIT: usize = 64 * 1024;

/// Returns the body of a form that our own pages sent.
///
/// # Errors
/// When another site sent it, it is not a form, or it is larger than [`BODY_LIMIT`].
pub fn form_body<'a>(request: &'a Request, site: &SiteOrigin) -> Result<&'a [u8], Failure> {
    form_body_within(BODY_LIMIT, request, site)
}

/// Returns the body of a form that our own pages sent, with a limit of its own, in bytes.
///
/// # Errors
/// As [`form_body`].
pub fn form_body_within<'a>(limit: usize, request: &'a Request, site: &SiteOrigin) -> Result<&'a [u8], Failure> {
    own_body(limit, "application/x-www-form-urlencoded", request, site)
}

/// Returns the body of a form with files ([RFC 7578](https://www.rfc-editor.org/rfc/rfc7578)) that our own pages sent, with
/// a limit in bytes.
///
/// # Errors
/// As [`form_body`].
pub fn files_body<'a>(limit: usize, request: &'a Request, site: &SiteOrigin) -> Result<&'a [u8], Failure> {
    own_body(limit, "multipart/form-data", request, site)
}

fn own_body<'a>(limit: usize, expected: &str, request: &'a Request, site: &SiteOrigin) -> Result<&'a [u8], Failure> {
    if is_cross_site(request, site) {
        return Err(Failure::CrossSite);
    }
    let media_type = content_type(request).split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case(expected) {
        return Err(Failure::UnsupportedMediaType);
    }
    let body: &[u8] = request.body().as_ref();
    if body.len() > limit { Err(Failure::TooLarge) } else { Ok(body) }
}

/// Returns the type of a request's body; empty if it names none.
pub fn content_type(request: &Request) -> &str {
    request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Parses a form by the [URL Standard](https://url.spec.whatwg.org/#urlencoded-parsing), but accepts only UTF-8, which
/// is all that browsers send.
///
/// # Errors
/// [`Failure::Unreadable`] when a name or value is not UTF-8.
pub fn form_pairs(body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    let pairs = body.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    let decoded = pairs.map(|pair| {
        let mut parts = pair.splitn(2, |byte| *byte == b'=');
        Ok((decode(parts.next().unwrap_or_default())?, decode(parts.next().unwrap_or_default())?))
    });
    decoded.collect()
}

fn decode(bytes: &[u8]) -> Result<String, Failure> {
    let spaced: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced).decode_utf8().map(Into::into).map_err(|_| Failure::Unreadable)
}

/// Returns the source of a request that API Gateway saw: an IPv4 address, or the /64 network of an IPv6 address, which one
/// household or server usually has. Ignores headers, because senders can forge them.
pub fn source(request: &Request) -> String {
    let Some(RequestContext::ApiGatewayV2(context)) = request.request_context_ref() else { return String::new() };
    let address = context.http.source_ip.clone().unwrap_or_default();
    address.parse().map_or(address, |address: IpAddr| network(address.to_canonical()))
}

fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Returns the site's origin: the configured one, or the domain of the request, which API Gateway always serves over TLS.
/// Pages include it unescaped, so characters that no host name has are removed.
pub fn origin(request: &Request, site: &SiteOrigin) -> String {
    let domain = || match request.request_context_ref() {
        Some(RequestContext::ApiGatewayV2(context)) => context.domain_name.clone().unwrap_or_default(),
        _ => String::new(),
    };
    let is_host_char = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']');
    let host = || domain().chars().filter(is_host_char).collect::<String>();
    site.site_url.clone().unwrap_or_else(|| format!("https://{}", host()))
}

/// Returns whether another site made the browser send this request. `Sec-Fetch-Site` decides; without it, `Origin` must
/// be the site's. A request with neither comes from a program: every browser of the last decade sends one of them.
pub fn is_cross_site(request: &Request, site: &SiteOrigin) -> bool {
    let text = |name: HeaderName| request.headers().get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        return !matches!(site, "same-origin" | "none");
    }
    text(header::ORIGIN).is_some_and(|sender| sender != origin(request, site))
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::Body;
    use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
    use lambda_http::http::HeaderValue;

    fn post(headers: &[(&'static str, &'static str)]) -> Request {
        let mut request = Request::new(Body::from("a=b"));
        for (name, value) in [("content-type", "application/x-www-form-urlencoded")].iter().chain(headers) {
            request.headers_mut().insert(*name, HeaderValue::from_static(value));
        }
        let mut context = ApiGatewayV2httpRequestContext::default();
        context.domain_name = Some("x.execute-api.example".to_owned());
        request.with_request_context(RequestContext::ApiGatewayV2(context))
    }

    #[test]
    fn addresses_of_one_subscriber_are_one_source() {
        let network = |address: &str| network(address.parse::<IpAddr>().unwrap().to_canonical());
        assert_eq!(network("2001:db8:1:2:3:4:5:6"), network("2001:db8:1:2:ffff::1"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.1"), "192.0.2.1");
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn without_a_configured_origin_the_domain_of_the_request_counts() {
        let unset = SiteOrigin::default();
        assert!(form_body(&post(&[("origin", "https://x.execute-api.example")]), &unset).is_ok());
        let other = post(&[("host", "evil.example"), ("origin", "https://evil.example")]);
        assert_eq!(form_body(&other, &unset), Err(Failure::CrossSite));
    }
}
