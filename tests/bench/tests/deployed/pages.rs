//! The `pages` program responds like the handler.

use crate::support::compared::ComparedRequest;
use crate::support::start_both;

#[tokio::test]
async fn every_page_is_the_same_compressed_or_not() {
    let (_stack, visitor, site) = start_both().await;
    let addresses = visitor.addresses().await;
    assert!(addresses.len() > 20);
    for address in &addresses {
        for coding in ["identity", "gzip, deflate, br"] {
            let request = ComparedRequest::get(address).with("accept-encoding", coding);
            let response = request.of_both(&visitor, &site.visitor).await;
            assert!(request.of_both(&visitor, &site.visitor).await == response, "{address}, again");
            assert_eq!(response.status, 200, "{address}");
            assert_eq!(response.header("content-encoding").is_empty(), coding == "identity", "{address}");
        }
    }
}

#[tokio::test]
async fn a_conditional_request_is_not_modified() {
    let (_stack, visitor, site) = start_both().await;
    for path in ["/", "/news", "/sitemap.xml", "/search?q=trials"] {
        let request = ComparedRequest::get(path).with("accept-encoding", "gzip");
        let tag = request.of_both(&visitor, &site.visitor).await.header("etag").to_owned();
        let again = request.with("if-none-match", &tag).of_both(&visitor, &site.visitor).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
    }
}

#[tokio::test]
async fn files_are_the_same_in_every_coding() {
    let (_stack, visitor, site) = start_both().await;
    let page = visitor.get("/").await;
    let files = [("link[rel=stylesheet]", "href"), ("link[rel=icon]", "href"), ("link[rel=apple-touch-icon]", "href")];
    for (selector, attribute) in files {
        let path = &*page.attribute(selector, attribute);
        assert!(path.starts_with('/') && path.len() > 1, "{selector}: {path}");
        for coding in ["identity", "gzip", "gzip, deflate, br"] {
            let response =
                ComparedRequest::get(path).with("accept-encoding", coding).of_both(&visitor, &site.visitor).await;
            assert_eq!(response.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn lists_feeds_and_searches_are_the_same() {
    let (_stack, visitor, site) = start_both().await;
    let mut paths = Vec::new();
    for list in ["/news", "/comment-letters"] {
        paths.push(visitor.get(list).await.attribute("link[type='application/atom+xml']", "href"));
    }
    let others = [
        "/robots.txt",
        "/sitemap.xml",
        "/site.webmanifest",
        "/.well-known/security.txt",
        "/favicon.ico",
        "/comment-letters?region=EU",
        "/search",
        "/search?q=clinical+trials",
        "/search?q=%22%3Cscript%3E%00%ff",
    ];
    paths.extend(others.map(str::to_owned));
    for path in paths {
        let response = ComparedRequest::get(&path).of_both(&visitor, &site.visitor).await;
        assert_eq!(response.status, 200, "{path}");
    }
}

#[tokio::test]
async fn missing_pages_are_the_same() {
    let (_stack, visitor, site) = start_both().await;
    let paths = [
        "/nothing",
        "/our-misson",
        "/assets/nothing.css",
        "/%F0%9F%98%80",
        "/a%00b",
        "/../etc/passwd",
        "//",
        "/our-mission/",
    ];
    for path in paths {
        let response = ComparedRequest::get(path).of_both(&visitor, &site.visitor).await;
        assert!([301, 308, 404].contains(&response.status), "{path}: {}", response.status);
    }
}

#[tokio::test]
async fn unsupported_methods_are_refused_in_the_same_way() {
    let (_stack, visitor, site) = start_both().await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"] {
        let response =
            ComparedRequest { method, ..ComparedRequest::get("/our-mission") }.of_both(&visitor, &site.visitor).await;
        assert_eq!((response.status, response.header("allow")), (405, "GET, HEAD"), "{method}");
    }
    let head = ComparedRequest { method: "HEAD", ..ComparedRequest::get("/our-mission") }
        .of_both(&visitor, &site.visitor)
        .await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn without_a_site_url_links_follow_the_requested_domain() {
    let (_stack, _visitor, site) = start_both().await;
    let pages = site.function("pages");
    pages.configure(|launch| launch.with("SITE_URL", "")).await;
    let response = pages.invoke(crate::support::events::GET_PAGE).await.unwrap();
    let response: serde_json::Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response["statusCode"], 200);
    assert_eq!(response["isBase64Encoded"], true, "the body is compressed");
}
