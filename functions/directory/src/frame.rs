//! Documents that our own pages show in a frame.

use crate::Directory;
use lambda_http::http::{HeaderValue, header};
use lambda_http::{Body, Request, Response};
use minijinja::Value;
use shared::failure::Failure;

/// Renders a document that only our own pages may frame, and that search engines don't index.
pub(crate) fn page(
    directory: &Directory,
    request: &Request,
    template: &str,
    values: Value,
) -> Result<Response<Body>, Failure> {
    let mut response = directory.page(request, template, values)?;
    let headers = response.headers_mut();
    let policy = headers.get(header::CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let framed = policy.map(|policy| policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'"));
    if let Some(framed) = framed.and_then(|framed| HeaderValue::from_str(&framed).ok()) {
        headers.insert(header::CONTENT_SECURITY_POLICY, framed);
    }
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
    Ok(response)
}
