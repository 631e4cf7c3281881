//! JSON responses.

use lambda_http::http::{HeaderName, HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use serde::Serialize;
use shared::failure::Failure;

/// Headers for a browser that follows a link to the API: it renders nothing and sends no referrer.
const SECURITY: [(HeaderName, &str); 2] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
];

/// Serializes a value into a response that must not be stored.
pub(super) fn of(status: StatusCode, value: &impl Serialize) -> Result<Response<Body>, Failure> {
    let text = serde_json::to_string(value).map_err(|_| Failure::Internal)?;
    Ok(of_text(status, "application/json", text))
}

/// Wraps serialized JSON in a response that must not be stored.
pub(super) fn of_text(status: StatusCode, media_type: &'static str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::Text(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in SECURITY {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
