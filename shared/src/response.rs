//! Responses and their headers.

use lambda_http::http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};

/// The audience of a page, which decides on caching and indexing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Everyone, including search engines and shared caches.
    Everyone,
    /// The holder of its link: never stored or indexed.
    LinkHolder,
    /// One visitor, as for an error page: not worth storing or indexing.
    NotIndexed,
}

/// Returns a page with its security headers.
pub fn html(status: StatusCode, html: String, audience: Audience) -> Response<Body> {
    let mut response = Response::new(Body::Text(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    for (name, value) in EVERY_PAGE {
        headers.insert(name, HeaderValue::from_static(value));
    }
    let (cache, index) = match audience {
        Audience::Everyone => ("public, max-age=300", None),
        Audience::LinkHolder => ("no-store", Some("noindex, nofollow")),
        Audience::NotIndexed => ("no-store", Some("noindex")),
    };
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Some(index) = index {
        headers.insert("x-robots-tag", HeaderValue::from_static(index));
    }
    response
}

/// Headers of every response of every function; a response may have other values. [`crate::gateway`] sets them, so that
/// no handler can forget them. Browsers use TLS only, for the site's host and its subdomains, guess no media type, and
/// frame nothing.
///
/// Other sites can't embed anything but images ([`asset`]). This concerns requests without CORS only
/// ([Fetch](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header)): an origin that may use the API can read its
/// responses, and feed readers can read the feeds.
const EVERY_RESPONSE: [(HeaderName, &str); 5] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (RESOURCE_POLICY, "same-origin"),
];

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds the headers of every response.
pub(crate) fn secure(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in EVERY_RESPONSE {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Additional headers of every page. No script runs, nothing loads from other sites, and no other site can frame the
/// page. `connect-src` is for audit tools that fetch `robots.txt` from within a page. The referrer policy keeps
/// `Origin` on our own posts, where `no-referrer` would make it `null`.
const EVERY_PAGE: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Returns a file that can be cached forever, because its path contains a hash of its content. Other sites may show
/// images, such as the sharing card, the logo and the icons.
pub fn asset(media_type: &str, bytes: Vec<u8>) -> Response<Body> {
    let mut response = Response::new(Body::Binary(bytes));
    let headers = response.headers_mut();
    if let Ok(media_type) = HeaderValue::from_str(media_type) {
        headers.insert(header::CONTENT_TYPE, media_type);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    if media_type.starts_with("image/") {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// Returns a redirect to another page (303). Not stored, because it applies to this request only.
pub fn see_other(path: &str) -> Response<Body> {
    redirect(StatusCode::SEE_OTHER, path, "no-store")
}

/// Returns a redirect that keeps the request's method and body (308). Not stored, because the path may be private.
pub fn permanent_redirect(path: &str) -> Response<Body> {
    redirect(StatusCode::PERMANENT_REDIRECT, path, "no-store")
}

/// Returns the `Cache-Control` value of what any cache may store for `max_age` seconds.
pub fn cache_control(max_age: i64) -> String {
    format!("public, max-age={max_age}")
}

/// Returns a permanent redirect to another page (301). `max_age` is in seconds.
pub fn moved_permanently(path: &str, max_age: i64) -> Response<Body> {
    let mut response = redirect(StatusCode::MOVED_PERMANENTLY, path, "no-store");
    let headers = response.headers_mut();
    headers.remove("x-robots-tag");
    if let Ok(cache) = HeaderValue::from_str(&cache_control(max_age)) {
        headers.insert(header::CACHE_CONTROL, cache);
    }
    response
}

fn redirect(status: StatusCode, path: &str, cache: &'static str) -> Response<Body> {
    let Ok(location) = HeaderValue::from_str(path) else {
        // Unreachable: paths consist of ids, section names and page paths, all ASCII.
        let mut response = Response::new(Body::Empty);
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        return response;
    };
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, location);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    response
}

/// Removes the body of a response, for HEAD.
pub fn without_body(response: Response<Body>) -> Response<Body> {
    response.map(|_| Body::Empty)
}
