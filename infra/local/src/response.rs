//! A function's response, payload format 2.0, as an HTTP response.
//!
//! Parsed with our own types: those of `aws_lambda_events` refuse responses that API Gateway accepts, such as one
//! without `cookies` or with a number as a header's value.

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::Response;
use axum::http::header::{CONTENT_LENGTH, HeaderName, SET_COOKIE};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use lambda_http::Error;
use serde::Deserialize;
use serde_json::Value;

use crate::event::HOP_BY_HOP;

/// The only fields that API Gateway reads. It ignores `multiValueHeaders`, so the visitor sees only one value of a
/// repeated header.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionResponse {
    status_code: u16,
    headers: Option<BTreeMap<String, Value>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

/// Converts a function's JSON response to an HTTP response.
///
/// # Errors
/// If API Gateway would refuse it with a 500.
pub(crate) fn response(json: &str) -> Result<Response<Body>, Error> {
    let parsed: FunctionResponse = serde_json::from_str(json)?;
    let body = parsed.body.unwrap_or_default();
    let body = match parsed.is_base64_encoded {
        Some(true) => BASE64_STANDARD.decode(body)?.into(),
        _ => Body::from(body),
    };
    let mut response = Response::builder().status(parsed.status_code);
    for (name, value) in parsed.headers.into_iter().flatten() {
        let name: HeaderName = name.parse()?;
        // The function's length may be wrong; the server sets the real one.
        if name != CONTENT_LENGTH && !HOP_BY_HOP.contains(&name.as_str()) {
            response = match value {
                Value::String(text) => response.header(name, text),
                Value::Number(_) | Value::Bool(_) => response.header(name, value.to_string()),
                _ => return Err(format!("{name} has several values").into()),
            };
        }
    }
    let cookies = parsed.cookies.into_iter().flatten();
    Ok(cookies.fold(response, |response, cookie| response.header(SET_COOKIE, cookie)).body(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn status_headers_and_body_are_passed_on() {
        let text = r#"{"statusCode": 422, "headers": {"X-Frame": "a, b", "age": 5}, "body": "é", "cookies": []}"#;
        let encoded = text.replace(r#""é""#, r#""AP8=", "isBase64Encoded": true"#);
        for (json, body) in [(text, "é".as_bytes()), (&encoded, &[0, 255])] {
            let response = response(json).unwrap();
            assert_eq!(response.status(), 422);
            assert_eq!(response.headers()["x-frame"], "a, b");
            assert_eq!(response.headers()["age"], "5");
            assert_eq!(axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap(), body);
        }
    }

    #[test]
    fn each_cookie_gets_its_own_header() {
        let response = response(r#"{"statusCode": 200, "cookies": ["a=1; Path=/", "b=2"]}"#).unwrap();
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
        assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
    }

    #[test]
    fn unknown_fields_and_the_functions_length_and_connection_headers_are_ignored() {
        for json in [
            r#"{"statusCode": 200, "multiValueHeaders": {"vary": ["a"]}, "statusDescription": "x"}"#,
            r#"{"statusCode": 200, "headers": {"content-length": "9", "connection": "close"}}"#,
        ] {
            assert!(response(json).unwrap().headers().is_empty(), "{json}");
        }
    }

    #[test]
    fn responses_that_api_gateway_refuses_are_errors() {
        let refused = [
            "nonsense",
            "{}",
            r#"{"statusCode": 99}"#,
            r#"{"statusCode": "200"}"#,
            r#"{"statusCode": 200, "body": {}}"#,
            r#"{"statusCode": 200, "body": "!", "isBase64Encoded": true}"#,
            r#"{"statusCode": 200, "headers": {"a b": "c"}}"#,
            r#"{"statusCode": 200, "headers": {"a": "b\nc"}}"#,
            r#"{"statusCode": 200, "headers": {"a": ["b"]}}"#,
        ];
        for json in refused {
            assert!(response(json).is_err(), "{json}");
        }
    }
}
