use axum::http::request::Builder;
use lambda_http::RequestExt;
use lambda_http::tower::ServiceExt;
use std::sync::Arc;

use super::*;

fn route(key: &str) -> Route {
    let (method, path) = key.split_once(' ').unwrap_or(("ANY", key));
    Route { method: method.to_owned(), path: path.to_owned(), function: "it".to_owned() }
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

/// Returns the key of the route that matches a request, if any, and its path parameters.
async fn matched(keys: &[&str], method: &str, path: &str) -> Option<(String, String)> {
    let echo = Handler::program(|event| async move {
        let event: serde_json::Value = serde_json::from_str(&event).unwrap();
        let matched = format!("{} {}", event["routeKey"].as_str().unwrap(), event["pathParameters"]);
        Ok(json!({"statusCode": 200, "headers": {"matched": matched}}).to_string())
    });
    let routes = keys.iter().map(|key| route(key)).collect();
    let router = router(routes, &[("it".to_owned(), echo)].into(), Router::new(), 3000);
    let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    let response = send(router, request, "127.0.0.1").await;
    let matched = std::str::from_utf8(response.headers().get("matched")?.as_bytes()).unwrap().to_owned();
    matched.rsplit_once(' ').map(|(key, parameters)| (key.to_owned(), parameters.to_owned()))
}

async fn assert_matched(keys: &[&str], cases: &[(&str, &str, &str)]) {
    for (method, path, key) in cases {
        assert_eq!(matched(keys, method, path).await.unwrap().0, *key, "{method} {path}");
    }
}

const SITE: [&str; 5] =
    ["$default", "ANY /join/{id}/{section}", "ANY /join/{id}", "ANY /join/start", "GET /files/{path+}"];

#[tokio::test]
async fn the_most_specific_path_wins() {
    let cases = [
        ("GET", "/join/start", "ANY /join/start"),
        ("GET", "/join/started", "ANY /join/{id}"),
        ("POST", "/join/x/people", "ANY /join/{id}/{section}"),
    ];
    assert_matched(&SITE, &cases).await;
    let pets = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}"];
    let cases = [
        ("GET", "/pets/dog/1", "GET /pets/dog/1"),
        ("GET", "/pets/dog/2", "GET /pets/dog/{id}"),
        ("GET", "/pets/cat/1", "GET /pets/{proxy+}"),
        ("POST", "/test/5", "ANY /{proxy+}"),
    ];
    assert_matched(&pets, &cases).await;
}

#[tokio::test]
async fn the_default_route_takes_all_other_requests() {
    for path in ["/", "/join", "/join/", "/join/x/", "/join//people", "/join/x/people/more", "/files", "/files/"] {
        assert_matched(&SITE, &[("GET", path, "$default")]).await;
    }
    assert_matched(&SITE, &[("POST", "/files/a", "$default"), ("HEAD", "/files/a", "$default")]).await;
}

#[tokio::test]
async fn without_a_default_route_other_requests_are_not_found() {
    assert_eq!(matched(&["GET /a"], "GET", "/b").await, None);
    assert_eq!(matched(&["GET /a"], "POST", "/a").await, None);
}

#[tokio::test]
async fn a_route_for_the_method_wins_over_one_for_any() {
    assert_matched(&["ANY /a", "GET /a"], &[("GET", "/a", "GET /a"), ("POST", "/a", "ANY /a")]).await;
}

#[tokio::test]
async fn path_parameters_are_decoded_and_an_encoded_slash_stays_within_its_segment() {
    let (_, parameters) = matched(&SITE, "GET", "/join/caf%C3%A9%2F1/a+b").await.unwrap();
    assert_eq!(parameters, r#"{"id":"café/1","section":"a+b"}"#);
    let (key, _) = matched(&SITE, "GET", "/join/%FF").await.unwrap();
    assert_eq!(key, "ANY /join/{id}");
}

#[tokio::test]
async fn a_greedy_parameter_has_several_segments() {
    let (_, parameters) = matched(&SITE, "GET", "/files/a/b%C3%A9c/").await.unwrap();
    assert_eq!(parameters, r#"{"path":"a/béc/"}"#);
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
async fn a_body_above_ten_megabytes_is_refused() {
    let request = Request::post("/it").body(Body::from(vec![b'a'; LARGEST_BODY + 1])).unwrap();
    assert_eq!(fetch(&fine(), request).await, gateway_error(413, "Request Entity Too Large"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_bad_request() {
    let chunks = [Ok("begin"), Err(std::io::Error::other("gone"))];
    let request = Request::post("/it").body(Body::from_stream(futures::stream::iter(chunks))).unwrap();
    assert_eq!(fetch(&fine(), request).await, gateway_error(400, "Bad Request"));
}

#[tokio::test]
async fn a_host_that_is_not_valid_in_a_url_is_a_bad_request() {
    for host in ["", "a b", "a:99999", "[", "ö"] {
        let request = Request::get("/it").header("host", HeaderValue::from_bytes(host.as_bytes()).unwrap());
        assert_eq!(fetch_empty(&fine(), request).await, gateway_error(400, "Bad Request"), "{host}");
    }
}

#[tokio::test]
async fn a_target_that_is_not_a_path_is_a_bad_request() {
    for target in ["*", "example.org:443"] {
        let request = Request::options(target);
        assert_eq!(fetch_empty(&fine(), request).await, gateway_error(400, "Bad Request"), "{target}");
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
