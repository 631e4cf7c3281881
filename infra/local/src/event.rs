//! An HTTP request as API Gateway's event, payload format 2.0.

use std::collections::BTreeMap;
use std::net::IpAddr;

use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use time::OffsetDateTime;

use crate::routes::{Match, decode};

/// How a request arrived: what is not in the request itself.
pub(crate) struct Arrival {
    /// Who sent it.
    pub(crate) source: IpAddr,
    /// The port it came in through.
    pub(crate) port: u16,
    /// When it came.
    pub(crate) at: OffsetDateTime,
    /// API Gateway's name for it.
    pub(crate) request_id: String,
}

/// Between two hops only, and so not for the function.
const HOP_BY_HOP: [&str; 7] = ["connection", "expect", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/// The event that tells the function of `found` about the request.
pub(crate) fn event(request: &Parts, body: &[u8], found: &Match<'_>, arrival: &Arrival) -> Value {
    let path = decode(request.uri.path());
    let host = text(request.headers.get(HOST)).unwrap_or_else(|| "localhost".to_owned());
    let route_key = found.route.key();
    let query = request.uri.query().unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": route_key,
        "rawPath": path,
        "rawQueryString": query,
        "headers": headers(&request.headers, body.len(), arrival),
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
                "userAgent": text(request.headers.get(USER_AGENT)).unwrap_or_default(),
            },
            "requestId": arrival.request_id,
            "routeKey": route_key,
            "stage": "$default",
            "time": clock_time(arrival.at),
            "timeEpoch": i64::try_from(arrival.at.unix_timestamp_nanos() / 1_000_000).unwrap_or_default(),
        },
        "isBase64Encoded": false,
    });
    // What there is nothing of is left out, not empty.
    let mut add = |key: &str, value: Value| {
        if let Some(event) = event.as_object_mut() {
            event.insert(key.to_owned(), value);
        }
    };
    let cookies = cookies(&request.headers);
    if !cookies.is_empty() {
        add("cookies", json!(cookies));
    }
    if !query.is_empty() {
        add("queryStringParameters", json!(query_parameters(query)));
    }
    if !found.parameters.is_empty() {
        add("pathParameters", found.parameters.iter().cloned().map(|(name, value)| (name, json!(value))).collect());
    }
    match std::str::from_utf8(body) {
        _ if body.is_empty() => {}
        Ok(body) if is_text(&request.headers) => add("body", json!(body)),
        _ => {
            add("body", json!(BASE64_STANDARD.encode(body)));
            add("isBase64Encoded", json!(true));
        }
    }
    event
}

/// Headers by their names in lower case, repeated ones joined by commas. What
/// is not UTF-8 becomes U+FFFD.
fn headers(given: &HeaderMap, length: usize, arrival: &Arrival) -> BTreeMap<String, String> {
    let mut headers = BTreeMap::new();
    for name in given.keys().filter(|name| **name != COOKIE && !HOP_BY_HOP.contains(&name.as_str())) {
        headers.insert(name.to_string(), joined(given, name));
    }
    let source = arrival.source.to_string();
    let forwarded = match headers.get("x-forwarded-for") {
        Some(before) => format!("{before}, {source}"),
        None => source,
    };
    headers.insert("content-length".to_owned(), length.to_string());
    headers.insert("x-amzn-trace-id".to_owned(), trace_id(arrival));
    headers.insert("x-forwarded-for".to_owned(), forwarded);
    headers.insert("x-forwarded-port".to_owned(), arrival.port.to_string());
    headers.insert("x-forwarded-proto".to_owned(), "http".to_owned());
    headers
}

fn joined(headers: &HeaderMap, name: &HeaderName) -> String {
    let values: Vec<_> = headers.get_all(name).iter().filter_map(|value| text(Some(value))).collect();
    values.join(",")
}

fn text(value: Option<&HeaderValue>) -> Option<String> {
    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Each cookie of its own, from however many headers.
fn cookies(headers: &HeaderMap) -> Vec<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|value| text(Some(value)));
    let cookies = lines.flat_map(|line| line.split(';').map(|cookie| cookie.trim().to_owned()).collect::<Vec<_>>());
    cookies.filter(|cookie| !cookie.is_empty()).collect()
}

/// Decoded, repeated ones joined by commas.
fn query_parameters(query: &str) -> BTreeMap<String, String> {
    let mut parameters: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        let values = parameters.entry(name.into_owned());
        values.and_modify(|values| *values = format!("{values},{value}")).or_insert_with(|| value.into_owned());
    }
    parameters
}

/// Whether API Gateway hands a body of this type on as it is. Everything else,
/// forms as well, it encodes in base64.
fn is_text(headers: &HeaderMap) -> bool {
    let content_type = text(headers.get(CONTENT_TYPE)).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media_type.starts_with("text/")
        || ["application/json", "application/javascript", "application/xml"].contains(&media_type.as_str())
        || media_type.starts_with("application/") && (media_type.ends_with("+json") || media_type.ends_with("+xml"))
}

/// Such as `24/Sep/2024:11:25:24 +0000`.
fn clock_time(at: OffsetDateTime) -> String {
    let month: String = at.month().to_string().chars().take(3).collect();
    let (day, year, hour, minute, second) = (at.day(), at.year(), at.hour(), at.minute(), at.second());
    format!("{day:02}/{month}/{year}:{hour:02}:{minute:02}:{second:02} +0000")
}

/// In the form of AWS X-Ray: when, in hexadecimal seconds, and 96 bits of what
/// is otherwise any identifier.
fn trace_id(arrival: &Arrival) -> String {
    let hexadecimal: String = arrival.request_id.bytes().map(|byte| format!("{byte:02x}")).collect();
    format!("Root=1-{:08x}-{hexadecimal:0<24.24}", arrival.at.unix_timestamp())
}

#[cfg(test)]
mod tests;
