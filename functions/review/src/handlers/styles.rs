//! The style sheet of these pages. The colors and the type are the site's own, from its `site.css`.

use crate::errors::PageResult;
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Response};

const STYLES: &str = include_str!("../../styles/staff.css");

/// Sends the style sheet. A browser keeps it for five minutes, like a page of the site.
pub(crate) async fn show() -> PageResult {
    let mut response = Response::new(Body::from(STYLES));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    Ok(response)
}
