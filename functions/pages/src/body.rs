//! Response bodies: compressed, with an entity tag, and omitted if the client has the current one.

use crate::negotiation::{ContentCoding, gzip, has_current};
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use shared::failure::Failure;
use shared::response::{self, Audience};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A body that was rendered for this request.
#[derive(Debug)]
pub(crate) struct RenderedBody {
    media_type: &'static str,
    /// A hash of the text, for the entity tag.
    hash: String,
    text: String,
    gzip: Option<Vec<u8>>,
}

impl RenderedBody {
    pub(crate) fn new(media_type: &'static str, text: String) -> Self {
        let gzip = gzip(text.as_bytes()).ok().filter(|compressed| compressed.len() < text.len());
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        Self { media_type, hash: format!("{:016x}", hasher.finish()), text, gzip }
    }

    pub(crate) fn html(html: String) -> Self {
        Self::new("text/html; charset=utf-8", html)
    }

    /// Returns the response to a request with these headers. `max_age` is in seconds.
    pub(crate) fn response(self, headers: &HeaderMap, max_age: i64) -> Result<Response<Body>, Failure> {
        let offered: &[_] = if self.gzip.is_some() { &[ContentCoding::Gzip, ContentCoding::Identity] } else { &[] };
        let coding = ContentCoding::choose(headers, offered);
        let mut response = response::html(StatusCode::OK, String::new(), Audience::Everyone);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        finish(response, headers, &self.hash, coding, &cache_control(max_age), || match (self.gzip, coding) {
            (Some(gzip), ContentCoding::Gzip) => Ok(Body::Binary(gzip)),
            _ => Ok(Body::Text(self.text)),
        })
    }
}

/// Returns the `Cache-Control` value of a page that any cache may store for `max_age` seconds.
pub(crate) fn cache_control(max_age: i64) -> String {
    format!("public, max-age={max_age}")
}

/// Sets the cache headers, and adds the body unless the client has it.
pub(crate) fn finish(
    mut response: Response<Body>,
    request_headers: &HeaderMap,
    hash: &str,
    coding: ContentCoding,
    cache_control: &str,
    body: impl FnOnce() -> Result<Body, Failure>,
) -> Result<Response<Body>, Failure> {
    // A strong entity tag names one representation, and each content coding is another.
    let etag = format!("\"{hash}-{}\"", coding.name());
    let headers = response.headers_mut();
    for (name, value) in [(header::ETAG, etag.as_str()), (header::CACHE_CONTROL, cache_control)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if has_current(request_headers, &etag) {
        headers.remove(header::CONTENT_TYPE);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response::without_body(response));
    }
    if coding != ContentCoding::Identity {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    let body = body()?;
    Ok(response.map(|_| body))
}
