//! Events of API Gateway (payload format 2.0), and their responses.

use crate::fixtures::wait;
use crate::response::ParsedResponse;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Context, LambdaEvent, Request, Response};
use serde_json::{Value, json};
use shared::gateway;

/// Returns the event for a browser's request.
pub(crate) fn event(method: &str, path: &str, query: &str, content: Option<(&str, &[u8])>) -> String {
    let (media_type, body) = content.unwrap_or(("text/plain", b""));
    json!({
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "headers": { "host": "www.example.org", "sec-fetch-site": "same-origin", "content-type": media_type },
        "requestContext": {
            "domainName": "www.example.org",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.10" },
            "stage": "$default",
        },
        "body": BASE64_STANDARD.encode(body),
        "isBase64Encoded": true,
    })
    .to_string()
}

/// Returns a handler's response to an event, with JSON in and out as on Lambda; none if the event is malformed.
pub(crate) fn hand_over<Fut>(event: &str, handler: impl Fn(Request) -> Fut) -> Option<ParsedResponse>
where
    Fut: Future<Output = Response<Body>> + Send,
{
    let response = wait(gateway::respond(read(event)?, handler)).unwrap();
    Some(ParsedResponse::read(response.json()))
}

/// Parses an event.
pub(crate) fn read(event: &str) -> Option<LambdaEvent<LambdaRequest>> {
    Some(LambdaEvent::new(serde_json::from_str(event).ok()?, Context::default()))
}

/// Whether API Gateway could send an event: it names its own domain, decodes the path, and accepts up to 10,240 bytes
/// of path and query.
pub(crate) fn is_possible(event: &Value) -> bool {
    let text = |pointer: &str| event.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let (domain, path) = (text("/requestContext/domainName"), text("/rawPath"));
    let fits_domain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    (domain.is_empty() || domain.starts_with(|c: char| c.is_ascii_alphabetic()) && domain.chars().all(fits_domain))
        && path.starts_with('/')
        && path.len() + text("/rawQueryString").len() < 10_240
}
