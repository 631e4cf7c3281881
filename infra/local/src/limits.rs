//! AWS's limits on the size of requests and responses.

use axum::http::HeaderValue;
use axum::http::request::Parts;
use serde_json::Value;

/// The largest body of a request, in bytes: 10 MB, an
/// [HTTP API's quota](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html).
pub(crate) const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The most bytes of the request line and the values of headers together, another of these quotas.
pub(crate) const LARGEST_HEAD: usize = 10_240;

/// The largest event or response of a function that is waited for, in bytes: 6 MB as JSON, a
/// [quota of Lambda](https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). In bodies that are not
/// text, three bytes take four characters of base64.
pub(crate) const LARGEST_INVOCATION: usize = 6 * 1024 * 1024;

/// Returns the size of the request line and the values of headers.
pub(crate) fn head_size(request: &Parts) -> usize {
    let target = request.uri.path_and_query().map_or(0, |target| target.as_str().len());
    let line = request.method.as_str().len() + " ".len() + target + " HTTP/1.1".len();
    line + request.headers.values().map(HeaderValue::len).sum::<usize>()
}

/// Returns whether a function can be invoked with an event.
pub(crate) fn fits_invocation(event: &Value) -> bool {
    event.to_string().len() <= LARGEST_INVOCATION
}

#[cfg(test)]
mod tests;
