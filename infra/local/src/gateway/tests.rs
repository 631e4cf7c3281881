use axum::http::request::Builder;
use lambda_http::RequestExt;

use super::*;
use crate::Data;
use crate::outbox::Directory;
use crate::template::Route;

fn gateway(
    handler: impl Fn(lambda_http::Request) -> lambda_http::Response<lambda_http::Body> + Send + Sync + 'static,
) -> Gateway {
    let handler = Arc::new(handler);
    let handler = Handler::http(move |request| {
        let handler = Arc::clone(&handler);
        // Within the future, where a real handler does its work.
        async move { handler(request) }
    });
    let routes = ["/it", "/it/{name}"].map(|path| Route {
        method: "ANY".to_owned(),
        path: path.to_owned(),
        function: "it".to_owned(),
    });
    let outbox = Outbox::new(&Directory::create(&Data::Memory).unwrap());
    Gateway { routes: Routes::new(routes.into()), handlers: [("it".to_owned(), handler)].into(), outbox, port: 3000 }
}

/// A gateway to a handler that says `fine`.
fn fine() -> Gateway {
    gateway(|_| lambda_http::Response::new("fine".into()))
}

async fn answer(gateway: &Gateway, request: Request) -> (u16, String) {
    let arrival = Arrival {
        source: [127, 0, 0, 1].into(),
        port: 3000,
        at: OffsetDateTime::UNIX_EPOCH,
        request_id: new_request_id(),
    };
    let response = gateway.answer(request, &arrival).await;
    let status = response.status().as_u16();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

async fn answer_empty(gateway: &Gateway, request: Builder) -> (u16, String) {
    answer(gateway, request.body(Body::empty()).unwrap()).await
}

fn said(status: u16, message: &str) -> (u16, String) {
    (status, format!(r#"{{"message":"{message}"}}"#))
}

#[tokio::test]
async fn the_handler_sees_the_request_and_its_answer_comes_back() {
    let gateway = gateway(|request| {
        let name = request.path_parameters().first("name").unwrap().to_owned();
        let body = std::str::from_utf8(request.body()).unwrap().to_owned();
        lambda_http::Response::builder().status(201).body(format!("{name} {body}").into()).unwrap()
    });
    let request = Request::post("/it/a%20b").header("content-type", "application/x-www-form-urlencoded");
    let request = request.body(Body::from("x=%C3%A9")).unwrap();
    assert_eq!(answer(&gateway, request).await, (201, "a b x=%C3%A9".to_owned()));
}

#[tokio::test]
async fn what_no_route_takes_is_not_found() {
    assert_eq!(answer_empty(&fine(), Request::get("/other")).await, said(404, "Not Found"));
}

#[tokio::test]
async fn a_panic_is_an_error_of_the_function_and_not_of_the_next_request() {
    let gateway = gateway(|request| {
        assert_ne!(request.raw_http_path(), "/it/panics", "on purpose");
        lambda_http::Response::new("fine".into())
    });
    assert_eq!(answer_empty(&gateway, Request::get("/it/panics")).await, said(500, "Internal Server Error"));
    assert_eq!(answer_empty(&gateway, Request::get("/it/works")).await, (200, "fine".to_owned()));
}

#[tokio::test]
async fn ten_megabytes_are_accepted_and_one_byte_more_is_not() {
    let gateway = gateway(|request| lambda_http::Response::new(request.body().len().to_string().into()));
    let request = |length: usize| Request::post("/it").body(Body::from(vec![b'a'; length])).unwrap();
    assert_eq!(answer(&gateway, request(LARGEST_BODY)).await, (200, LARGEST_BODY.to_string()));
    assert_eq!(answer(&gateway, request(LARGEST_BODY + 1)).await, said(413, "Request Entity Too Large"));
}

#[tokio::test]
async fn a_body_that_breaks_off_is_a_bad_request() {
    let chunks = [Ok("begin"), Err(std::io::Error::other("gone"))];
    let request = Request::post("/it").body(Body::from_stream(futures::stream::iter(chunks))).unwrap();
    assert_eq!(answer(&fine(), request).await, said(400, "Bad Request"));
}

#[tokio::test]
async fn a_host_that_makes_no_url_is_a_bad_request() {
    for host in ["", "a b", "a:99999", "[", "ö"] {
        let request = Request::get("/it").header("host", HeaderValue::from_bytes(host.as_bytes()).unwrap());
        assert_eq!(answer_empty(&fine(), request).await, said(400, "Bad Request"), "{host}");
    }
}

#[tokio::test]
async fn a_target_that_is_no_path_is_a_bad_request() {
    for target in ["*", "example.org:443"] {
        let request = Request::options(target);
        assert_eq!(answer_empty(&fine(), request).await, said(400, "Bad Request"), "{target}");
    }
}

#[tokio::test]
async fn a_header_beyond_ascii_reaches_the_handler() {
    let gateway = gateway(|request| lambda_http::Response::new(request.headers()["x-name"].as_bytes().into()));
    let request = Request::get("/it").header("x-name", HeaderValue::from_bytes("Zoë".as_bytes()).unwrap());
    assert_eq!(answer_empty(&gateway, request).await, (200, "Zoë".to_owned()));
}

#[tokio::test]
async fn an_answer_that_api_gateway_would_refuse_is_an_error_of_the_function() {
    let gateway = gateway(|_| {
        let latin1 = HeaderValue::from_bytes(b"Zo\xeb").unwrap();
        lambda_http::Response::builder().header("x-name", latin1).body("fine".into()).unwrap()
    });
    assert_eq!(answer_empty(&gateway, Request::get("/it")).await, said(500, "Internal Server Error"));
}
