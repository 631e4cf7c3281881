//! Headers that every page has, and that private pages have besides.

use crate::support::{Page, Visitor, start};
use reqwest::StatusCode;
use shared::fields::Section;

#[tokio::test]
async fn every_page_is_safe_to_open() {
    let (_stack, visitor) = start().await;
    for page in every_kind_of_page(&visitor).await {
        let policy = page.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe") && !policy.contains("script-src")
        );
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("manifest-src 'self'"));
        assert!(page.header("strict-transport-security").starts_with("max-age="));
        assert_eq!(page.header("x-content-type-options"), "nosniff");
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(!page.header("permissions-policy").is_empty());
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(page.count("script:not([type='application/ld+json']), style, [style], iframe, [onclick]"), 0);
        assert!(!page.headers.contains_key("set-cookie"));
        assert!(
            page.attributes("link[rel=stylesheet], link[rel=icon]", "href")
                .iter()
                .all(|address| address.starts_with('/'))
        );
    }
}

#[tokio::test]
async fn private_pages_are_neither_stored_nor_indexed() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    for page in [
        visitor.get("/join/start").await,
        visitor.get(&address).await,
        visitor.get(&format!("{address}/organization")).await,
        visitor.post(&format!("{address}/organization"), &Vec::new()).await,
        visitor.post(&format!("{address}/submit"), &Vec::new()).await,
    ] {
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.header("x-robots-tag").contains("noindex"));
        assert_eq!(page.header("referrer-policy"), "same-origin");
    }
}

#[tokio::test]
async fn head_answers_as_get_does_without_the_body() {
    let (_stack, visitor) = start().await;
    let address = visitor.start_application().await;
    for path in ["/", "/nothing", "/join", &*format!("{address}/organization")] {
        let get = visitor.get(path).await;
        let head = Page::read(visitor.request("HEAD", path).send().await.unwrap()).await;
        assert_eq!((head.status, head.header("content-type")), (get.status, get.header("content-type")), "{path}");
        assert!(head.body.is_empty());
    }
}

async fn every_kind_of_page(visitor: &Visitor) -> Vec<Page> {
    let address = visitor.fill_in_everything().await;
    let sent = visitor.apply().await;
    let questions = format!("{address}/{}", Section::People.name());
    let pages = vec![
        visitor.get("/").await,
        visitor.get("/our-mission").await,
        visitor.get("/nothing").await,
        visitor.get("/join/nothing").await,
        visitor.get(&questions).await,
        visitor.post(&questions, &Vec::new()).await,
        visitor.get(&address).await,
        visitor.get(&sent).await,
        visitor.post("/", &Vec::new()).await,
    ];
    let expected = [200, 200, 404, 404, 200, 422, 200, 200, 405];
    let statuses = pages.iter().map(|page| page.status);
    assert!(statuses.eq(expected.map(|status| StatusCode::from_u16(status).unwrap())));
    pages
}
