//! Response bodies: compressed, with an entity tag, and omitted if the client has the current one.

use crate::failure::Failure;
use crate::negotiation::{ContentCoding, gzip, has_current};
use crate::response::{self, Audience};
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A body that was rendered for one request.
#[derive(Debug)]
pub struct RenderedBody {
    media_type: &'static str,
    text: String,
}

impl RenderedBody {
    /// Makes a body of text.
    pub const fn new(media_type: &'static str, text: String) -> Self {
        Self { media_type, text }
    }

    /// Makes the body of a page.
    pub const fn html(html: String) -> Self {
        Self::new("text/html; charset=utf-8", html)
    }

    /// Returns the response to a request with these headers. `max_age` is in seconds.
    ///
    /// # Errors
    /// None: a body that can't be compressed is sent as it is.
    pub fn response(self, headers: &HeaderMap, max_age: i64) -> Result<Response<Body>, Failure> {
        let mut hasher = DefaultHasher::new();
        self.text.hash(&mut hasher);
        let hash = format!("{:016x}", hasher.finish());
        let gzip = match ContentCoding::choose(headers, &[ContentCoding::Gzip, ContentCoding::Identity]) {
            ContentCoding::Gzip => gzip(self.text.as_bytes()).ok().filter(|gzip| gzip.len() < self.text.len()),
            _ => None,
        };
        let coding = if gzip.is_some() { ContentCoding::Gzip } else { ContentCoding::Identity };
        let mut response = response::html(StatusCode::OK, String::new(), Audience::Everyone);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        finish(response, headers, &hash, coding, &response::cache_control(max_age), || {
            Ok(gzip.map_or(Body::Text(self.text), Body::Binary))
        })
    }
}

/// Sets the cache headers, and adds the body unless the client has it.
///
/// # Errors
/// Those of `body`.
pub fn finish(
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
