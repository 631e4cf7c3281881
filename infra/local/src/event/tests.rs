use axum::body::Body;
use axum::http::{Method, Request};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use std::sync::{Arc, Mutex};

use super::*;
use crate::gateway::tests::send;
use crate::template::Template;
use crate::{Handler, gateway};

/// Returns the event for a request on `$default` at the samples' time.
fn event_of(request: Request<&'static [u8]>, source: &str) -> Value {
    let (parts, body) = request.into_parts();
    let arrival = Arrival {
        source: source.parse().unwrap(),
        port: 443,
        at: OffsetDateTime::from_unix_timestamp(1_727_177_124).unwrap(),
        request_id: "JKJaXmPLvHcESHA=".to_owned(),
        body: body.into(),
    };
    event(&parts, "$default", BTreeMap::new(), &arrival)
}

/// Sends a request through the template's routes and returns the event that its function receives.
async fn event_through_the_gateway(request: Request<Body>, source: &str) -> Value {
    let received = Arc::new(Mutex::new(None));
    let log = Arc::clone(&received);
    let handler = Handler::program(move |event| {
        *log.lock().unwrap() = Some(event);
        async { Ok(r#"{"statusCode": 200}"#.to_owned()) }
    });
    let template = Template::embedded().unwrap();
    let handlers = template.functions.into_keys().map(|name| (name, handler.clone())).collect();
    let router = gateway::router(template.routes, &handlers, axum::Router::new(), 443);
    send(router, request, source).await;
    let event = received.lock().unwrap().take().unwrap();
    serde_json::from_str(&event).unwrap()
}

/// Rebuilds the HTTP request behind a sample event. The samples' cookies came in two headers.
fn request_of(sample: &Value, body: &'static [u8]) -> Request<Body> {
    let path = sample["rawPath"].as_str().unwrap();
    let path = utf8_percent_encode(path, NON_ALPHANUMERIC).to_string().replace("%2F", "/");
    let query = sample["rawQueryString"].as_str().unwrap();
    let method: Method = sample["requestContext"]["http"]["method"].as_str().unwrap().parse().unwrap();
    let mut request = Request::builder().method(method).uri(format!("{path}?{query}"));
    for (name, value) in sample["headers"].as_object().unwrap() {
        let value = value.as_str().unwrap();
        match name.as_str() {
            "x-amzn-trace-id" | "x-forwarded-port" | "x-forwarded-proto" => {}
            "x-forwarded-for" => {
                if let Some((before, _)) = value.rsplit_once(", ") {
                    request = request.header(name, before);
                }
            }
            "accept" if value == "text/html,application/json" => {
                request = request.header(name, "text/html").header(name, "application/json");
            }
            _ => request = request.header(name, value),
        }
    }
    if sample.get("cookies").is_some() {
        request = request.header(COOKIE, "theme=dark; session=a=b").header(COOKIE, "seen=1");
    }
    request.body(body.into()).unwrap()
}

/// Replaces values that depend on the gateway or the time.
fn neutral(mut event: Value) -> Value {
    for pointer in ["/headers/x-amzn-trace-id", "/headers/x-forwarded-proto", "/requestContext/accountId"] {
        *event.pointer_mut(pointer).unwrap() = json!("any");
    }
    for field in ["apiId", "requestId", "time", "timeEpoch"] {
        event["requestContext"][field] = json!("any");
    }
    event
}

#[tokio::test]
async fn requests_become_the_events_of_the_samples() {
    let form = b"legal_name=O%27Brien+%26+C%C3%B4%C3%A9&country=IE&kind=cro";
    for (sample, body) in [
        (include_str!("../../../events/get-page.json"), &b""[..]),
        // Decoded query parameters and the raw query string.
        (include_str!("../../../events/get-start.json"), b""),
        // A body in base64, and path parameters.
        (include_str!("../../../events/post-form.json"), form),
        (include_str!("../../../events/head-page.json"), b""),
        // Repeated headers are joined and cookies split.
        (include_str!("../../../events/get-repeated-headers-and-cookies.json"), b""),
    ] {
        let sample: Value = serde_json::from_str(sample).unwrap();
        let source = sample["requestContext"]["http"]["sourceIp"].as_str().unwrap();
        let event = event_through_the_gateway(request_of(&sample, body), source).await;
        assert_eq!(neutral(event), neutral(sample));
    }
}

#[test]
fn the_time_has_both_of_api_gateways_formats() {
    let event = event_of(Request::new(&b""[..]), "127.0.0.1");
    assert_eq!(event["requestContext"]["time"], "24/Sep/2024:11:25:24 +0000");
    assert_eq!(event["requestContext"]["timeEpoch"], 1_727_177_124_000_i64);
    let trace = event["headers"]["x-amzn-trace-id"].as_str().unwrap();
    assert_eq!(trace, "Root=1-66f2a1a4-4a4b4a61586d504c76486345");
}

#[test]
fn only_text_in_utf8_is_not_encoded_in_base64() {
    for (content_type, body, expected) in [
        ("text/plain; charset=utf-8", "ö".as_bytes(), "ö"),
        ("application/json", b"{}", "{}"),
        ("Application/XML", b"<a/>", "<a/>"),
        ("application/problem+json; charset=utf-8", b"{}", "{}"),
        ("text/plain", b"\xff\xfe", "//4="),
        ("multipart/form-data; boundary=x", b"abc", "YWJj"),
        ("application/octet-stream", b"abc", "YWJj"),
        ("image/svg+xml", b"abc", "YWJj"),
        ("", b"abc", "YWJj"),
    ] {
        let event = event_of(Request::post("/").header(CONTENT_TYPE, content_type).body(body).unwrap(), "127.0.0.1");
        let is_encoded = std::str::from_utf8(body) != Ok(expected);
        assert_eq!(
            (&event["body"], &event["isBase64Encoded"]),
            (&json!(expected), &json!(is_encoded)),
            "{content_type}"
        );
    }
}

#[test]
fn a_request_without_host_or_agent_still_makes_an_event() {
    let event = event_of(Request::new(&b""[..]), "::1");
    assert_eq!(event["requestContext"]["domainName"], "localhost");
    assert_eq!(event["requestContext"]["http"]["userAgent"], "");
    assert_eq!(event["requestContext"]["http"]["sourceIp"], "::1");
}

#[test]
fn a_path_that_is_not_utf8_still_makes_an_event() {
    let request = Request::get("/caf%E9").body(&b""[..]).unwrap();
    assert_eq!(event_of(request, "127.0.0.1")["rawPath"], "/caf\u{fffd}");
}

#[test]
fn hop_by_hop_headers_do_not_reach_the_function() {
    let request = Request::post("/").header("transfer-encoding", "chunked").header("connection", "close");
    let event = event_of(request.body(&b"abc"[..]).unwrap(), "127.0.0.1");
    assert!(event["headers"].get("transfer-encoding").is_none());
    assert!(event["headers"].get("connection").is_none());
    assert_eq!(event["headers"]["content-length"], "3");
}
