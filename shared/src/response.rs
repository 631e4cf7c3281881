//! Responses and their headers.

use lambda_http::http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};

/// For whom a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Anyone, search engines and caches among them.
    Everyone,
    /// Whoever has its address: it is not stored, nor indexed, nor told to other sites.
    LinkHolder,
    /// Whoever happened on it: not worth storing or indexing.
    NotIndexed,
}

/// A page.
pub fn html(status: StatusCode, html: String, audience: Audience) -> Response<Body> {
    let mut response = Response::new(Body::Text(html));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    for (name, value) in SECURITY {
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

/// On every response of every function, unless it has a value of its own: [`crate::gateway`] sets them, so that no handler
/// can forget. Browsers keep to TLS, for the site's host and all hosts below it, and neither guess a media type nor frame
/// anything.
///
/// Other sites can't embed what is here, apart from images ([`asset`]). That concerns requests without CORS only
/// ([Fetch](https://fetch.spec.whatwg.org/#cross-origin-resource-policy-header)): an origin that may use the API still reads
/// its answers, and readers of feeds, which are no pages of another site, still read the feeds.
const EVERYWHERE: [(HeaderName, &str); 5] = [
    (header::STRICT_TRANSPORT_SECURITY, "max-age=63072000; includeSubDomains"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (RESOURCE_POLICY, "same-origin"),
];

const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds what every response has.
pub(crate) fn secure(mut response: Response<Body>) -> Response<Body> {
    for (name, value) in EVERYWHERE {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// On every page besides. No script can run, nothing comes from elsewhere, and no other site can frame it. `connect-src` is
/// for tools that look at a page and ask for `robots.txt` from within it. The referrer policy
/// leaves our own posts their `Origin`, which `no-referrer` would turn into `null`.
const SECURITY: [(HeaderName, &str); 4] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; connect-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// A file under an address that names its content: to be kept for ever. Other sites may show images: the picture for shared
/// links, the mark and the icons are meant for that.
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

/// Go and read that page instead. Not stored: the answer holds for this request.
pub fn see_other(path: &str) -> Response<Body> {
    redirect(StatusCode::SEE_OTHER, path, "no-store")
}

/// Send the same request there, whatever its method (RFC 9110, 308). Not stored: the path may be private.
pub fn same_request_at(path: &str) -> Response<Body> {
    redirect(StatusCode::PERMANENT_REDIRECT, path, "no-store")
}

/// The page is at that address, and will stay there. `max_age` is in seconds.
pub fn moved(path: &str, max_age: i64) -> Response<Body> {
    let mut response = redirect(StatusCode::MOVED_PERMANENTLY, path, "no-store");
    let headers = response.headers_mut();
    headers.remove("x-robots-tag");
    if let Ok(cache) = HeaderValue::from_str(&format!("public, max-age={max_age}")) {
        headers.insert(header::CACHE_CONTROL, cache);
    }
    response
}

fn redirect(status: StatusCode, path: &str, cache: &'static str) -> Response<Body> {
    let Ok(location) = HeaderValue::from_str(path) else {
        // Paths are made of ids, section names and addresses of pages: all ASCII.
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

/// The same answer without its body: what HEAD asks for.
pub fn without_body(response: Response<Body>) -> Response<Body> {
    response.map(|_| Body::Empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_pages_are_neither_stored_nor_indexed() {
        let response = html(StatusCode::OK, String::new(), Audience::LinkHolder);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-robots-tag"], "noindex, nofollow");
        assert_eq!(response.headers()["referrer-policy"], "same-origin");
    }
}
