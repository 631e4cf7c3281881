//! An HTTP request as API Gateway's event, payload format 2.0.
//!
//! Written as JSON, because the type in `aws_lambda_events` adds an authorizer's fields that HTTP APIs do not send,
//! such as an `httpMethod` that is always `GET`.

use std::collections::BTreeMap;

use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, USER_AGENT};
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::gateway::Arrival;

/// Hop-by-hop headers, which functions do not see, and of which API Gateway sets its own.
pub(crate) const HOP_BY_HOP: [&str; 7] =
    ["connection", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// Returns the event for a request on the route `route_key`, with these decoded path parameters.
pub(crate) fn event(
    request: &Parts,
    route_key: &str,
    parameters: BTreeMap<String, String>,
    arrival: &Arrival,
) -> Value {
    // Decoded bytes that are not UTF-8 become U+FFFD.
    let path = percent_decode_str(request.uri.path()).decode_utf8_lossy();
    let host = first(&request.headers, &HOST).unwrap_or_else(|| "localhost".to_owned());
    let query = request.uri.query().unwrap_or_default();
    let (body, encoded) = match std::str::from_utf8(&arrival.body) {
        _ if arrival.body.is_empty() => (None, false),
        Ok(body) if is_text(&request.headers) => (Some(body.to_owned()), false),
        _ => (Some(BASE64_STANDARD.encode(&arrival.body)), true),
    };
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": query,
        "cookies": Some(cookies(&request.headers)).filter(|cookies| !cookies.is_empty()),
        "headers": headers(&request.headers, arrival),
        "queryStringParameters": Some(query_parameters(query)).filter(|parameters| !parameters.is_empty()),
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": host.split(['.', ':']).next(),
            "http": {
                "method": request.method.as_str(),
                "path": path,
                "protocol": format!("{:?}", request.version),
                "sourceIp": arrival.source.to_string(),
                "userAgent": first(&request.headers, &USER_AGENT).unwrap_or_default(),
            },
            "requestId": arrival.request_id,
            "routeKey": route_key,
            "stage": "$default",
            "time": clock_time(arrival.at),
            "timeEpoch": i64::try_from(arrival.at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default(),
        },
        "pathParameters": Some(parameters).filter(|parameters| !parameters.is_empty()),
        "body": body,
        "isBase64Encoded": encoded,
    });
    // API Gateway omits what is empty.
    if let Some(fields) = event.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    event
}

/// Returns headers by lower-case name, with repeated ones joined by commas.
fn headers(received: &HeaderMap, arrival: &Arrival) -> BTreeMap<String, String> {
    let forwarded = received.keys().filter(|name| **name != COOKIE && !HOP_BY_HOP.contains(&name.as_str()));
    let mut headers: BTreeMap<_, _> =
        forwarded.map(|name| (name.to_string(), values(received, name).join(","))).collect();
    let mut sources: Vec<_> = headers.remove("x-forwarded-for").into_iter().collect();
    sources.push(arrival.source.to_string());
    let added = [
        ("content-length", arrival.body.len().to_string()),
        ("x-amzn-trace-id", trace_id(arrival)),
        ("x-forwarded-for", sources.join(", ")),
        ("x-forwarded-port", arrival.port.to_string()),
        ("x-forwarded-proto", "http".to_owned()),
    ];
    headers.extend(added.map(|(name, value)| (name.to_owned(), value)));
    headers
}

/// Returns every value of a header. Bytes that are not UTF-8 become U+FFFD.
fn values(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).collect()
}

fn first(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    values(headers, name).into_iter().next()
}

/// Splits all `cookie` headers into single cookies.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = values(headers, &COOKIE).join(";");
    lines.split(';').map(str::trim).filter(|cookie| !cookie.is_empty()).map(str::to_owned).collect()
}

/// Decodes query parameters, joining repeated ones with commas.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let values = parameters.entry(name.into_owned());
        values.and_modify(|values| *values = format!("{values},{value}")).or_insert_with(|| value.into_owned());
    }
    parameters
}

/// Whether API Gateway passes on this type of body as text. It encodes all others, including forms, in base64.
fn is_text(headers: &HeaderMap) -> bool {
    let content_type = first(headers, &CONTENT_TYPE).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&media_type.as_str())
        || media_type.starts_with("application/") && (media_type.ends_with("+json") || media_type.ends_with("+xml"))
}

/// Writes a time such as `24/Sep/2024:11:25:24 +0000`.
fn clock_time(at: OffsetDateTime) -> String {
    let month: String = at.month().to_string().chars().take(3).collect();
    let (day, year, hour, minute, second) = (at.day(), at.year(), at.hour(), at.minute(), at.second());
    format!("{day:02}/{month}/{year}:{hour:02}:{minute:02}:{second:02} +0000")
}

/// Returns an AWS X-Ray trace id: the time in hexadecimal seconds, then 96 bits.
fn trace_id(arrival: &Arrival) -> String {
    let hexadecimal: String = arrival.request_id.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("Root=1-{:08x}-{hexadecimal:0<24.24}", arrival.at.unix_timestamp())
}

#[cfg(test)]
mod tests;
