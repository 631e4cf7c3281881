//! What API Gateway hands over (payload format 2.0), and what it is given back.

use crate::answer::Answer;
use crate::world::wait;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Context, LambdaEvent, Request, Response};
use serde_json::{Value, json};
use shared::gateway;

/// A request as a browser sends it, as an event.
pub(crate) fn event(method: &str, path: &str, query: &str, content: Option<(&str, &[u8])>) -> Value {
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
}

/// A handler's answer to an event, through JSON both ways, as on Lambda. Nothing, if it is no event.
pub(crate) fn hand_over<Answering>(event: &str, handler: impl Fn(Request) -> Answering) -> Option<Answer>
where
    Answering: Future<Output = Response<Body>> + Send,
{
    let payload: LambdaRequest = serde_json::from_str(event).ok()?;
    let answer = wait(gateway::answer(LambdaEvent::new(payload, Context::default()), handler)).unwrap();
    Some(Answer::read(answer.json()))
}

/// Whether API Gateway can have made an event of a request. It takes no host but its own, hands over the path decoded, and
/// no more than 10,240 bytes of all that.
pub(crate) fn can_come(event: &Value) -> bool {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let headers = event["headers"].as_object();
    let header = |name: &str| {
        let found = headers.and_then(|headers| headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)));
        found.map(|(_, value)| text(value))
    };
    let host = header("host").unwrap_or_else(|| text(&event["requestContext"]["domainName"]));
    let fits_host = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let (path, query) = (text(&event["rawPath"]), text(&event["rawQueryString"]));
    (host.is_empty() || host.starts_with(|c: char| c.is_ascii_alphabetic()) && host.chars().all(fits_host))
        && header("x-forwarded-proto").is_none_or(|scheme| matches!(scheme.as_str(), "http" | "https"))
        && path.starts_with('/')
        && path.len() + query.len() < 10_240
}
