use axum::http::request::Builder;
use lambda_http::RequestExt;
use lambda_http::tower::ServiceExt;
use std::sync::Arc;

use super::*;

fn route(key: &str) -> Route {
    let path = key.strip_prefix("ANY ").unwrap_or(key);
    Route { path: path.to_owned(), function: "it".to_owned() }
}

fn gateway(
    handler: impl Fn(lambda_http::Request) -> lambda_http::Response<lambda_http::Body> + Send + Sync + 'static,
) -> Router {
    let handler = Arc::new(handler);
    let handler = Handler::http(move |request| {
        let handler = Arc::clone(&handler);
        // Inside the future, as in a real handler.
        async move { handler(request) }
    });
    let routes = ["ANY /it", "ANY /it/{name}"].map(route);
    router(routes.into(), &[("it".to_owned(), handler)].into(), Router::new(), 3000)
}

/// A gateway to a handler that responds with `fine`.
fn fine() -> Router {
    gateway(|_| lambda_http::Response::new("fine".into()))
}

/// Sends a request from an address.
pub(crate) async fn send(router: Router, mut request: Request, source: &str) -> Response<Body> {
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(source.parse().unwrap(), 50_000)));
    router.oneshot(request).await.unwrap()
}

async fn fetch(gateway: &Router, request: Request) -> (u16, String) {
    let response = send(gateway.clone(), request, "127.0.0.1").await;
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn fetch_empty(gateway: &Router, request: Builder) -> (u16, String) {
    fetch(gateway, request.body(Body::empty()).unwrap()).await
}

/// Checks which of the routes each path matches, if any, and with which parameters.
async fn assert_matched(keys: &[&str], cases: &[(&str, Option<&str>)]) {
    let echo = Handler::program(|event| async move {
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        let matched = format!("{} {}", event["routeKey"].as_str().unwrap(), event["pathParameters"]);
        Ok(json!({"statusCode": 200, "headers": {"matched": matched}}).to_string())
    });
    let routes = keys.iter().map(|key| route(key)).collect();
    let router = router(routes, &[("it".to_owned(), echo)].into(), Router::new(), 3000);
    for (path, expected) in cases {
        let response = send(router.clone(), Request::get(*path).body(Body::empty()).unwrap(), "127.0.0.1").await;
        let matched = response.headers().get("matched").map(|value| std::str::from_utf8(value.as_bytes()).unwrap());
        assert_eq!(matched, *expected, "{path}");
    }
}

const SITE: [&str; 5] =
    ["$default", "ANY /join/{id}/{section}", "ANY /join/{id}", "ANY /join/start", "ANY /files/{path+}"];

#[tokio::test]
async fn the_most_specific_path_wins() {
    let cases = [
        ("/join/start", Some("ANY /join/start null")),
        ("/join/started", Some(r#"ANY /join/{id} {"id":"started"}"#)),
        ("/join/x/people", Some(r#"ANY /join/{id}/{section} {"id":"x","section":"people"}"#)),
    ];
    assert_matched(&SITE, &cases).await;
    let pets = ["ANY /pets/dog/1", "ANY /pets/dog/{id}", "ANY /pets/{proxy+}", "ANY /{proxy+}"];
    let cases = [
        ("/pets/dog/1", Some("ANY /pets/dog/1 null")),
        ("/pets/dog/2", Some(r#"ANY /pets/dog/{id} {"id":"2"}"#)),
        ("/pets/cat/1", Some(r#"ANY /pets/{proxy+} {"proxy":"cat/1"}"#)),
        ("/test/5", Some(r#"ANY /{proxy+} {"proxy":"test/5"}"#)),
    ];
    assert_matched(&pets, &cases).await;
}

#[tokio::test]
async fn the_default_route_takes_all_other_requests() {
    let paths = ["/", "/join", "/join/", "/join/x/", "/join//people", "/join/x/people/more", "/files", "/files/"];
    assert_matched(&SITE, &paths.map(|path| (path, Some("$default null")))).await;
    assert_matched(&["ANY /a"], &[("/b", None)]).await;
}

#[tokio::test]
async fn path_parameters_are_decoded() {
    let cases = [
        // An encoded slash stays within its segment.
        ("/join/caf%C3%A9%2F1/a+b", Some(r#"ANY /join/{id}/{section} {"id":"café/1","section":"a+b"}"#)),
        ("/files/a/b%C3%A9c/", Some(r#"ANY /files/{path+} {"path":"a/béc/"}"#)),
        // Not UTF-8.
        ("/join/%FF", Some("ANY /join/{id} null")),
    ];
    assert_matched(&SITE, &cases).await;
}

fn gateway_error(status: u16, message: &str) -> (u16, String) {
    (status, format!(r#"{{"message":"{message}"}}"#))
}

#[tokio::test]
async fn the_handler_gets_the_request_and_the_client_its_response() {
    let gateway = gateway(|request| {
        let name = request.path_parameters().first("name").unwrap().to_owned();
        let body = std::str::from_utf8(request.body()).unwrap().to_owned();
        lambda_http::Response::builder().status(201).body(format!("{name} {body}").into()).unwrap()
    });
    let request = Request::post("/it/a%20b").header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Body::from("x=%C3%A9")).unwrap();
    assert_eq!(fetch(&gateway, request).await, (201, "a b x=%C3%A9".to_owned()));
}

#[tokio::test]
async fn a_path_without_a_route_is_not_found() {
    assert_eq!(fetch_empty(&fine(), Request::get("/other")).await, gateway_error(404, "Not Found"));
}

#[tokio::test]
async fn a_panic_fails_its_own_request_only() {
    let gateway = gateway(|request| {
        assert_ne!(request.raw_http_path(), "/it/panics", "on purpose");
        lambda_http::Response::new("fine".into())
    });
    assert_eq!(fetch_empty(&gateway, Request::get("/it/panics")).await, gateway_error(500, "Internal Server Error"));
    assert_eq!(fetch_empty(&gateway, Request::get("/it/works")).await, (200, "fine".to_owned()));
}

#[tokio::test]
async fn ten_megabytes_are_accepted_and_one_byte_more_is_not() {
    let gateway = gateway(|request| lambda_http::Response::new(request.body().len().to_string().into()));
    let request = |length: usize| Request::post("/it").body(Body::from(vec![b'a'; length])).unwrap();
    assert_eq!(fetch(&gateway, request(LARGEST_BODY)).await, (200, LARGEST_BODY.to_string()));
    assert_eq!(fetch(&gateway, request(LARGEST_BODY + 1)).await, gateway_error(413, "Request Entity Too Large"));
}

#[tokio::test]
async fn a_broken_body_host_or_target_is_a_bad_request() {
    let chunks = [Ok("begin"), Err(std::io::Error::other("gone"))];
    let mut requests = vec![Request::post("/it").body(Body::from_stream(futures::stream::iter(chunks))).unwrap()];
    for host in ["", "a b", "a:99999", "[", "ö"] {
        let request = Request::get("/it").header("host", HeaderValue::from_bytes(host.as_bytes()).unwrap());
        requests.push(request.body(Body::empty()).unwrap());
    }
    requests.extend(["*", "example.org:443"].map(|target| Request::options(target).body(Body::empty()).unwrap()));
    for request in requests {
        let described = format!("{request:?}");
        assert_eq!(fetch(&fine(), request).await, gateway_error(400, "Bad Request"), "{described}");
    }
}

#[tokio::test]
async fn a_non_ascii_header_reaches_the_handler() {
    let gateway = gateway(|request| lambda_http::Response::new(request.headers()["x-name"].as_bytes().into()));
    let request = Request::get("/it").header("x-name", HeaderValue::from_bytes("Zoë".as_bytes()).unwrap());
    assert_eq!(fetch_empty(&gateway, request).await, (200, "Zoë".to_owned()));
}

#[tokio::test]
async fn a_response_that_api_gateway_refuses_is_a_500() {
    let gateway = gateway(|_| {
        let latin1 = HeaderValue::from_bytes(b"Zo\xeb").unwrap();
        lambda_http::Response::builder().header("x-name", latin1).body("fine".into()).unwrap()
    });
    assert_eq!(fetch_empty(&gateway, Request::get("/it")).await, gateway_error(500, "Internal Server Error"));
}
