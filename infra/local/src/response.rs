//! A function's answer, payload format 2.0, as an HTTP response.

use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use axum::http::{Response, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// Why an answer cannot be passed on.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Between two hops only; API Gateway has its own.
const HOP_BY_HOP: [&str; 5] = ["connection", "keep-alive", "transfer-encoding", "trailer", "upgrade"];

/// The response that `answer`, JSON, stands for.
///
/// As with API Gateway, `statusCode`, `headers`, `cookies`, `body` and
/// `isBase64Encoded` count, and nothing else: not `multiValueHeaders`, so that
/// of a repeated header the visitor sees what `headers` has of it.
///
/// # Errors
/// If the answer is one that API Gateway would refuse with a 500.
pub(crate) fn response(answer: &str) -> Result<Response<Body>, Malformed> {
    let answer: Value = serde_json::from_str(answer).map_err(|_| Malformed("it is not JSON"))?;
    let status = answer.get("statusCode").and_then(Value::as_u64).and_then(|status| u16::try_from(status).ok());
    let status = status.and_then(|status| StatusCode::from_u16(status).ok());
    let mut response = Response::new(body(&answer)?);
    *response.status_mut() = status.ok_or(Malformed("its statusCode is not one of HTTP"))?;
    if let Some(given) = answer.get("headers").and_then(Value::as_object) {
        for (name, value) in given {
            add(response.headers_mut(), name, value)?;
        }
    }
    for cookie in answer.get("cookies").and_then(Value::as_array).into_iter().flatten() {
        add(response.headers_mut(), SET_COOKIE.as_str(), cookie)?;
    }
    Ok(response)
}

/// API Gateway's own answer, for when there is none from a function.
pub(crate) fn message(status: StatusCode, message: &str) -> Response<Body> {
    let body = serde_json::json!({ "message": message }).to_string();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn body(answer: &Value) -> Result<Body, Malformed> {
    let text = match answer.get("body") {
        None | Some(Value::Null) => return Ok(Body::empty()),
        Some(Value::String(text)) => text,
        Some(_) => return Err(Malformed("its body is not text")),
    };
    if answer.get("isBase64Encoded").and_then(Value::as_bool) != Some(true) {
        return Ok(Body::from(text.clone()));
    }
    BASE64_STANDARD.decode(text).map(Body::from).map_err(|_| Malformed("its body is not in base64"))
}

fn add(headers: &mut HeaderMap, name: &str, value: &Value) -> Result<(), Malformed> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        _ => return Err(Malformed("it has a header that is not text")),
    };
    let name: HeaderName = name.parse().map_err(|_| Malformed("it has a header with an impossible name"))?;
    let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| Malformed("it has an impossible header"))?;
    // The length is that of the body that is sent, whatever the function says.
    if name != CONTENT_LENGTH && !HOP_BY_HOP.contains(&name.as_str()) {
        headers.append(name, value);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read(response: Response<Body>) -> Vec<u8> {
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    #[tokio::test]
    async fn status_headers_and_text_are_passed_on() {
        let answer = r#"{"statusCode": 422, "headers": {"X-Frame": "a, b", "age": 5}, "body": "é", "cookies": []}"#;
        let response = response(answer).unwrap();
        assert_eq!(response.status(), 422);
        assert_eq!(response.headers()["x-frame"], "a, b");
        assert_eq!(response.headers()["age"], "5");
        assert_eq!(read(response).await, "é".as_bytes());
    }

    #[tokio::test]
    async fn a_body_in_base64_is_decoded() {
        let response = response(r#"{"statusCode": 200, "body": "AP8=", "isBase64Encoded": true}"#).unwrap();
        assert_eq!(read(response).await, [0, 255]);
    }

    #[test]
    fn each_cookie_gets_a_header_of_its_own() {
        let response = response(r#"{"statusCode": 200, "cookies": ["a=1; Path=/", "b=2"]}"#).unwrap();
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
        assert_eq!(cookies, ["a=1; Path=/", "b=2"]);
    }

    #[test]
    fn what_payload_format_2_does_not_have_is_left_out() {
        let answer = r#"{"statusCode": 200, "multiValueHeaders": {"vary": ["a"]}, "statusDescription": "x"}"#;
        assert!(response(answer).unwrap().headers().is_empty());
    }

    #[test]
    fn the_length_and_the_connection_are_not_the_functions_to_say() {
        let answer = r#"{"statusCode": 200, "headers": {"content-length": "9", "connection": "close"}}"#;
        assert!(response(answer).unwrap().headers().is_empty());
    }

    #[test]
    fn what_api_gateway_would_refuse_is_refused() {
        let answers = [
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
        for answer in answers {
            assert!(response(answer).is_err(), "{answer}");
        }
    }

    #[tokio::test]
    async fn api_gateways_own_answers_are_json() {
        let response = message(StatusCode::NOT_FOUND, "Not Found");
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
        assert_eq!(read(response).await, br#"{"message":"Not Found"}"#);
    }
}
