//! The `pages` program responds like the handler.

use crate::support::compared::same;
use crate::support::events::GET_PAGE;
use crate::support::{start, start_both};

#[tokio::test]
async fn every_page_is_the_same_compressed_or_not() {
    let (_stack, visitor, site) = start_both().await;
    let (both, addresses) = ([&visitor, &site.visitor], visitor.addresses().await);
    assert!(addresses.len() > 20);
    for address in &addresses {
        for coding in ["identity", "gzip, deflate, br"] {
            let headers = [("accept-encoding", coding)];
            let response = same(both, "GET", address, &headers).await;
            assert!(same(both, "GET", address, &headers).await == response, "{address}, again");
            assert_eq!(response.status, 200, "{address}");
            assert_eq!(response.header("content-encoding").is_empty(), coding == "identity", "{address}");
        }
    }
}

#[tokio::test]
async fn a_conditional_request_is_not_modified() {
    let (_stack, visitor, site) = start_both().await;
    for path in ["/", "/news", "/sitemap.xml", "/search?q=trials"] {
        let (both, compressed) = ([&visitor, &site.visitor], ("accept-encoding", "gzip"));
        let tag = same(both, "GET", path, &[compressed]).await.header("etag").to_owned();
        let again = same(both, "GET", path, &[compressed, ("if-none-match", &tag)]).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test]
async fn files_are_the_same_in_every_coding() {
    let (_stack, visitor, site) = start_both().await;
    let page = visitor.get("/").await;
    for kind in ["stylesheet", "icon", "apple-touch-icon"] {
        let path = &*page.attribute(&format!("link[rel={kind}]"), "href");
        assert!(path.starts_with('/') && path.len() > 1, "{kind}: {path}");
        for coding in ["identity", "gzip", "gzip, deflate, br"] {
            let response = same([&visitor, &site.visitor], "GET", path, &[("accept-encoding", coding)]).await;
            assert_eq!(response.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn lists_feeds_and_searches_are_the_same() {
    let (_stack, visitor, site) = start_both().await;
    let mut found: Vec<_> = [
        "/robots.txt",
        "/sitemap.xml",
        "/site.webmanifest",
        "/.well-known/security.txt",
        "/favicon.ico",
        "/comment-letters?region=EU",
        "/search",
        "/search?q=clinical+trials",
        "/search?q=%22%3Cscript%3E%00%ff",
    ]
    .map(str::to_owned)
    .into();
    for list in ["/news", "/comment-letters"] {
        found.push(visitor.get(list).await.attribute("link[type='application/atom+xml']", "href"));
    }
    for path in found {
        let response = same([&visitor, &site.visitor], "GET", &path, &[]).await;
        assert_eq!(response.status, 200, "{path}");
    }
}

#[tokio::test]
async fn missing_pages_are_the_same() {
    let (_stack, visitor, site) = start_both().await;
    for path in [
        "/nothing",
        "/our-misson",
        "/assets/nothing.css",
        "/%F0%9F%98%80",
        "/a%00b",
        "/../etc/passwd",
        "//",
        "/our-mission/",
    ] {
        let response = same([&visitor, &site.visitor], "GET", path, &[]).await;
        assert!([301, 308, 404].contains(&response.status), "{path}: {}", response.status);
    }
}

#[tokio::test]
async fn unsupported_methods_are_refused_in_the_same_way() {
    let (_stack, visitor, site) = start_both().await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let response = same([&visitor, &site.visitor], method, "/our-mission", &[]).await;
        assert_eq!((response.status, response.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let head = same([&visitor, &site.visitor], "HEAD", "/our-mission", &[]).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn without_a_site_url_links_follow_the_requested_domain() {
    let site = start().await;
    let pages = site.function("pages");
    pages.configure(|launch| launch.with("SITE_URL", "")).await;
    let response = pages.invoke(GET_PAGE).await.unwrap().json().unwrap();
    assert_eq!(response["statusCode"], 200);
    assert_eq!(response["isBase64Encoded"], true, "the body is compressed");
}
