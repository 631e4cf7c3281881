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
use serde::Deserialize;

use crate::limits::LARGEST_INVOCATION;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// Hop-by-hop headers; API Gateway sets its own.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "trailer", "upgrade"];

/// The only fields that API Gateway reads. It ignores `multiValueHeaders`, so the visitor sees only one value of a
/// repeated header.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FunctionResponse {
    status_code: u16,
    headers: Option<BTreeMap<String, HeaderText>>,
    cookies: Option<Vec<String>>,
    body: Option<String>,
    is_base64_encoded: Option<bool>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum HeaderText {
    Text(String),
    Number(serde_json::Number),
    Truth(bool),
}

/// Converts a function's JSON response to an HTTP response.
///
/// # Errors
/// If Lambda would not pass it on, or API Gateway would refuse it, either of which visitors see as a 500.
pub(crate) fn response(json: &str) -> Result<Response<Body>, Error> {
    if json.len() > LARGEST_INVOCATION {
        return Err(format!("its response has {} bytes, more than {LARGEST_INVOCATION}", json.len()).into());
    }
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
                HeaderText::Text(text) => response.header(name, text),
                HeaderText::Number(number) => response.header(name, number.to_string()),
                HeaderText::Truth(truth) => response.header(name, truth.to_string()),
            };
        }
    }
    let cookies = parsed.cookies.into_iter().flatten();
    Ok(cookies.fold(response, |response, cookie| response.header(SET_COOKIE, cookie)).body(body)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(response: Response<Body>) -> Vec<u8> {
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn status_headers_and_text_are_passed_on() {
        let json = r#"{"statusCode": 422, "headers": {"X-Frame": "a, b", "age": 5}, "body": "é", "cookies": []}"#;
        let response = response(json).unwrap();
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers()["x-frame"], "a, b");
        assert_eq!(response.headers()["age"], "5");
        assert_eq!(read(response).await, "é".as_bytes());
    }

    #[tokio::test]
    async fn a_base64_body_is_decoded() {
        let response = response(r#"{"statusCode": 200, "body": "AP8=", "isBase64Encoded": true}"#).unwrap();
        assert_eq!(read(response).await, [0, 255]);
    }

    #[test]
    fn each_cookie_gets_its_own_header() {
        let response = response(r#"{"statusCode": 200, "cookies": ["a=1; Path=/", "b=2"]}"#).unwrap();
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
        assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
    }

    #[test]
    fn fields_unknown_to_payload_format_2_are_ignored() {
        let json = r#"{"statusCode": 200, "multiValueHeaders": {"vary": ["a"]}, "statusDescription": "x"}"#;
        assert!(response(json).unwrap().headers().is_empty());
    }

    #[test]
    fn the_functions_length_and_connection_headers_are_ignored() {
        let json = r#"{"statusCode": 200, "headers": {"content-length": "9", "connection": "close"}}"#;
        assert!(response(json).unwrap().headers().is_empty());
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
