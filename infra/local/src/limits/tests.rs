use axum::Router;
use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use super::*;
use crate::Handler;
use crate::gateway::router;
use crate::gateway::tests::send;
use crate::template::Route;

/// A gateway to a function whose response has a body of `length` bytes, in base64.
fn gateway(length: usize) -> Router {
    let route = Route { path: "/it".to_owned(), function: "it".to_owned() };
    let response = json!({"statusCode": 200, "body": "A".repeat(length), "isBase64Encoded": true}).to_string();
    let handler = Handler::program(move |_| std::future::ready(Ok(response.clone())));
    router(vec![route], &[("it".to_owned(), handler)].into(), Router::new(), 3000)
}

async fn status(gateway: Router, request: Request<Body>) -> u16 {
    send(gateway, request, "127.0.0.1").await.status().as_u16()
}

#[tokio::test]
async fn a_head_above_10240_bytes_is_refused() {
    // `GET /it HTTP/1.1`
    for (length, expected) in [(10_240 - 16, 200), (10_240 - 15, 431)] {
        let halves = ["a".repeat(5_000), "a".repeat(length - 5_000)];
        let request = halves.into_iter().fold(Request::get("/it"), |request, half| request.header("cookie", half));
        assert_eq!(status(gateway(4), request.body(Body::empty()).unwrap()).await, expected);
        let target = format!("/it?{}", "a".repeat(length - 1));
        assert_eq!(status(gateway(4), Request::get(target).body(Body::empty()).unwrap()).await, expected);
    }
}

#[tokio::test]
async fn a_body_that_makes_the_event_too_large_is_refused() {
    // Below 10 MB, but base64 adds a third.
    for (length, content_type, expected) in [
        (4_700_000, "application/x-www-form-urlencoded", 200),
        (4_800_000, "application/x-www-form-urlencoded", 413),
        (6_200_000, "application/json", 200),
        (6_300_000, "application/json", 413),
    ] {
        let request = Request::post("/it").header("content-type", content_type).body(Body::from("a".repeat(length)));
        assert_eq!(status(gateway(4), request.unwrap()).await, expected, "{length} {content_type}");
    }
}

#[tokio::test]
async fn a_response_above_6_mb_is_an_error() {
    let frame = json!({"statusCode": 200, "body": "", "isBase64Encoded": true}).to_string().len();
    let fits = LARGEST_INVOCATION - frame - (LARGEST_INVOCATION - frame) % 4;
    for (length, expected) in [(fits, 200), (fits + 4, 500)] {
        let request = Request::get("/it").body(Body::empty()).unwrap();
        assert_eq!(status(gateway(length), request).await, expected, "{length}");
    }
}
