//! Cross-origin requests to the API.

use crate::support::api::application;
use crate::support::{Page, Visitor, Wiring, count, items, options, start};
use local::Stack;
use reqwest::StatusCode;

const FORMS: &str = "https://forms.example";

/// A stack whose configured CORS origin is [`FORMS`].
async fn start_open() -> (Stack, Visitor) {
    Wiring { variables: vec![("API_CORS_ORIGIN", FORMS)], ..Wiring::default() }.start(options()).await
}

async fn preflight(visitor: &Visitor, path: &str, method: &str) -> Page {
    let request = visitor.request("OPTIONS", path).header("origin", FORMS);
    let request = request.header("access-control-request-method", method);
    let request = request.header("access-control-request-headers", "content-type,idempotency-key");
    Page::read(request.send().await.unwrap()).await
}

fn names_no_origin(page: &Page) -> bool {
    page.headers.keys().all(|name| !name.as_str().starts_with("access-control"))
}

#[tokio::test]
async fn other_sites_can_neither_post_nor_read() {
    let (stack, visitor) = start().await;
    for headers in [
        &[("sec-fetch-site", "cross-site"), ("origin", FORMS)][..],
        &[("sec-fetch-site", "same-site"), ("origin", FORMS)],
        &[("origin", FORMS)],
        &[("origin", "null")],
    ] {
        let page = visitor.post_json(application(), headers).await;
        page.problem(403);
        assert!(names_no_origin(&page));
    }
    let preflighted = preflight(&visitor, "/api/applications", "POST").await;
    preflighted.problem(405);
    assert!(names_no_origin(&preflighted));
    assert!(names_no_origin(&visitor.get("/api/openapi.json").await));
    assert!(items(&stack, "application").await.is_empty());
}

#[tokio::test]
async fn our_own_pages_and_programs_may_use_the_api() {
    let (stack, visitor) = start().await;
    let origin = stack.site_url();
    for headers in
        [&[("sec-fetch-site", "same-origin")][..], &[("sec-fetch-site", "none")], &[("origin", &origin)], &[]]
    {
        visitor.post_json(application(), headers).await.received();
    }
}

#[tokio::test]
async fn the_configured_origin_may_use_the_api() {
    let (stack, visitor) = start_open().await;
    let preflighted = preflight(&visitor, "/api/applications", "POST").await;
    assert_eq!(preflighted.status, StatusCode::NO_CONTENT);
    assert_eq!(preflighted.header("access-control-allow-methods"), "OPTIONS, POST");
    assert_eq!(preflighted.header("access-control-allow-headers"), "content-type, idempotency-key");
    assert_eq!(preflighted.header("access-control-max-age"), "7200");
    let created = visitor.post_json(application(), &[("sec-fetch-site", "cross-site"), ("origin", FORMS)]).await;
    created.received();
    let refused = visitor.post_json("{}", &[("sec-fetch-site", "cross-site"), ("origin", FORMS)]).await;
    refused.problem(422);
    let status = visitor.get(created.header("location")).await;
    for page in [preflighted, created, refused, status, visitor.get("/api/openapi.json").await] {
        assert_eq!(page.header("access-control-allow-origin"), FORMS);
        assert_eq!(page.header("access-control-expose-headers"), "Location, Retry-After");
        assert_eq!(page.header("vary"), "Origin");
    }
    for origin in ["https://evil.example", "null", "https://forms.example.evil.example", "http://forms.example"] {
        let headers = [("sec-fetch-site", "cross-site"), ("origin", origin)];
        let page = visitor.post_json(application(), &headers).await;
        page.problem(403);
        assert_eq!(page.header("access-control-allow-origin"), FORMS);
    }
    assert_eq!(count(&stack, "application").await, 1);
}

#[tokio::test]
async fn the_configured_origin_cannot_post_the_form() {
    let (_stack, visitor) = start_open().await;
    let address = visitor.start_application().await;
    let request = visitor.request("POST", &format!("{address}/organization")).header("origin", FORMS);
    assert_eq!(request.form(&[("legal_name", "x")]).send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let page = visitor.get(&address).await;
    assert!(names_no_origin(&page));
}
