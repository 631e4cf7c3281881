//! Lets pages of one other origin use the API from a browser, if one is configured
//! ([Fetch](https://fetch.spec.whatwg.org/#http-cors-protocol)).

use crate::context::Context;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};

/// How long a browser may cache a preflight, in seconds: Chromium's maximum.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

/// Returns whether a page of the allowed origin sent the request.
pub(super) fn is_from_allowed_origin(ctx: &Context, request: &Request) -> bool {
    let sent_from = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    sent_from.is_some() && sent_from == ctx.settings.cors.origin.as_deref()
}

/// Lets pages of the allowed origin read the response and its headers.
pub(super) fn allow_origin(ctx: &Context, response: &mut Response<Body>) {
    let Some(origin) = &ctx.settings.cors.origin else { return };
    let Ok(origin) = HeaderValue::from_str(origin) else { return };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Location, Retry-After"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin"));
}

/// Responds to a preflight request.
pub(crate) fn preflight(allowed: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::Empty);
    *response.status_mut() = StatusCode::NO_CONTENT;
    let headers = response.headers_mut();
    let methods = HeaderValue::from_static(allowed);
    headers.insert(header::ALLOW, methods.clone());
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
    headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("content-type, idempotency-key"));
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, MAX_AGE);
    response
}
