//! What was rendered, on its way to the visitor: compressed, tagged, and left out if the visitor has it.

use crate::encoding::{Coding, gzip, is_known};
use lambda_http::http::{HeaderMap, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use shared::failure::Failure;
use shared::response::{self, Audience};
use shared::site::Asset;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Something that was rendered, plain and compressed.
#[derive(Debug)]
pub(crate) struct Rendered {
    media_type: &'static str,
    /// Names what it holds.
    tag: String,
    plain: String,
    gzip: Option<Vec<u8>>,
}

pub(crate) const HTML: &str = "text/html; charset=utf-8";

impl Rendered {
    pub(crate) fn new(media_type: &'static str, plain: String) -> Self {
        let gzip = gzip(plain.as_bytes()).ok().filter(|compressed| compressed.len() < plain.len());
        let mut hasher = DefaultHasher::new();
        plain.hash(&mut hasher);
        Self { media_type, tag: format!("{:016x}", hasher.finish()), plain, gzip }
    }

    /// The response to a visitor who may have it already; `max_age` is in seconds.
    pub(crate) fn response(self, headers: &HeaderMap, max_age: i64) -> Result<Response<Body>, Failure> {
        let offered: &[Coding] = if self.gzip.is_some() { &[Coding::Gzip, Coding::Identity] } else { &[] };
        let coding = Coding::choose(headers, offered);
        let mut response = response::html(StatusCode::OK, String::new(), Audience::Everyone);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        finish(response, headers, &self.tag, coding, &cache_for(max_age), || match (self.gzip, coding) {
            (Some(gzip), Coding::Gzip) => Ok(Body::Binary(gzip)),
            _ => Ok(Body::Text(self.plain)),
        })
    }
}

/// The response with a file, to a visitor who may have it already. `cache` is for how long it may be kept.
pub(crate) fn file(asset: &Asset<'_>, headers: &HeaderMap, cache: &str) -> Result<Response<Body>, Failure> {
    let brotli = asset.brotli.map(|_| Coding::Brotli);
    let gzip = asset.gzip.map(|_| Coding::Gzip);
    let offered: Vec<Coding> = brotli.into_iter().chain(gzip).chain([Coding::Identity]).collect();
    let coding = Coding::choose(headers, &offered);
    let bytes = match coding {
        Coding::Brotli => asset.brotli,
        Coding::Gzip => asset.gzip,
        Coding::Identity => None,
    };
    let response = response::asset(asset.media_type, Vec::new());
    finish(response, headers, asset.tag, coding, cache, || Ok(Body::Binary(bytes.unwrap_or(asset.bytes).to_vec())))
}

/// May be kept by anyone, for so many seconds.
pub(crate) fn cache_for(max_age: i64) -> String {
    format!("public, max-age={max_age}")
}

/// Sets what caches go by, and adds the body unless the visitor has it.
pub(crate) fn finish(
    mut response: Response<Body>,
    headers: &HeaderMap,
    tag: &str,
    coding: Coding,
    cache: &str,
    body: impl FnOnce() -> Result<Body, Failure>,
) -> Result<Response<Body>, Failure> {
    // Another coding is another representation, and a strong tag names one only.
    let tag = format!("\"{tag}-{}\"", coding.name());
    let known = is_known(headers, &tag);
    let set = response.headers_mut();
    for (name, value) in [(header::ETAG, tag.as_str()), (header::CACHE_CONTROL, cache)] {
        if let Ok(value) = HeaderValue::from_str(value) {
            set.insert(name, value);
        }
    }
    set.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if known {
        set.remove(header::CONTENT_TYPE);
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Ok(response::without_body(response));
    }
    if coding != Coding::Identity {
        set.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    }
    let body = body()?;
    Ok(response.map(|_| body))
}
