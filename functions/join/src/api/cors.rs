//! Pages of another origin that may use the API from a browser: none, unless whoever deploys names one. As in the
//! [Fetch Standard](https://fetch.spec.whatwg.org/#http-cors-protocol).

use crate::Join;
use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Request, Response};

/// For how many seconds a browser need not ask again: the most that Chromium allows.
const MAX_AGE: HeaderValue = HeaderValue::from_static("7200");

impl Join {
    /// Whether the request comes from a page of the origin that is allowed.
    pub(super) fn is_from_allowed_origin(&self, request: &Request) -> bool {
        let sent_from = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
        sent_from.is_some() && sent_from == self.settings.cors.origin.as_deref()
    }

    /// Lets pages of that origin read the response, and where it leads.
    pub(super) fn allow_origin(&self, response: &mut Response<Body>) {
        let Some(origin) = &self.settings.cors.origin else { return };
        let Ok(origin) = HeaderValue::from_str(origin) else { return };
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Location, Retry-After"));
        headers.insert(header::VARY, HeaderValue::from_static("Origin"));
    }
}

/// The answer to a browser that asks before it sends.
pub(super) fn preflight(allowed: &'static str) -> Response<Body> {
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
