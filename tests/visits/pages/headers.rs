//! Headers of all responses, of pages and of private pages.

use crate::support::api::application;
use crate::support::{OWN_SITE, Page, Visitor, Wiring, options, start, start_applied};
use local::Stack;
use reqwest::StatusCode;

#[tokio::test]
async fn every_page_has_a_strict_policy() {
    let (_stack, visitor) = start().await;
    for page in every_kind_of_page(&visitor).await {
        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("script-src"), "{policy}");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("manifest-src 'self'"));
        assert_eq!(page.header("referrer-policy"), "same-origin");
        assert!(!page.header("permissions-policy").is_empty());
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert_eq!(
            page.count(
                "script:not([type='application/ld+json']), style, [style], iframe:not([src^='/members/']), [onclick]"
            ),
            0
        );
        assert!(!page.headers.contains_key("set-cookie"));
        let files = page.attributes("link[rel=stylesheet], link[rel=icon]", "href");
        assert!(files.iter().all(|file| file.starts_with('/')), "{files:?}");
    }
}

/// A stack with a CORS origin.
async fn start_with_cors() -> (Stack, Visitor) {
    let variables = vec![("API_CORS_ORIGIN", "https://forms.example")];
    Wiring { variables, ..Wiring::default() }.start(options()).await
}

#[tokio::test]
async fn every_response_has_the_security_headers() {
    let (_stack, visitor) = start_with_cors().await;
    let home = visitor.get("/").await;
    let style = home.attribute("link[rel=stylesheet]", "href");
    let picture = OWN_SITE.site.assets["card.png"].clone();
    let address = visitor.apply().await;
    let api = address.replace("/join/", "/api/applications/");
    for (method, path, status) in [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/letters?region=EU", 200),
        ("GET", "/search?q=telescopes", 200),
        ("GET", "/news/feed.xml", 200),
        ("GET", "/sitemap.xml", 200),
        ("GET", "/robots.txt", 200),
        ("GET", "/site.webmanifest", 200),
        ("GET", "/.well-known/security.txt", 200),
        ("GET", "/favicon.ico", 200),
        ("GET", &*style, 200),
        ("GET", &*picture, 200),
        ("GET", "/about/", 301),
        ("GET", "/nothing", 404),
        ("POST", "/", 405),
        ("GET", "/join/start", 303),
        ("POST", "/join/start", 405),
        ("GET", "/join/nothing", 404),
        ("GET", "/join/nothing/at/all", 404),
        ("GET", &*address, 200),
        ("GET", &*format!("{address}/organization"), 303),
        ("GET", &*format!("{address}/copy"), 200),
        ("GET", &*format!("{address}/data"), 200),
        ("POST", &*format!("{address}/organization"), 415),
        ("GET", &*api, 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/api/nothing", 404),
        ("POST", "/api/applications", 415),
        ("PUT", "/api/applications", 405),
        ("OPTIONS", "/api/applications", 204),
        ("GET", "/api", 404),
    ] {
        let response = visitor.request(method, path).send().await.unwrap();
        assert_eq!(response.status(), status, "{method} {path}");
        let tag = response.headers().get("etag").cloned();
        assert_secure(&response, path);
        // Browsers update the cached headers from a 304.
        if let Some(tag) = tag.filter(|_| method == "GET") {
            let again = visitor.request(method, path).header("if-none-match", tag).send().await.unwrap();
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
            let policy = |response: &reqwest::Response| response.headers().get("content-security-policy").cloned();
            assert_eq!(policy(&again), policy(&response));
            assert_secure(&again, path);
        }
    }
    let create = visitor.request("POST", "/api/applications").header("content-type", "application/json");
    assert_secure(&create.body(application().to_string()).send().await.unwrap(), "created");
}

fn assert_secure(response: &reqwest::Response, path: &str) {
    let header = |name: &str| response.headers().get(name).map_or("", |value| value.to_str().unwrap());
    assert_eq!(header("strict-transport-security"), "max-age=63072000; includeSubDomains", "{path}");
    assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(header("x-frame-options"), "DENY", "{path}");
    assert!(header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
    // Other sites may embed the sharing image, the logo and the icons.
    let is_image = path == "/favicon.ico" || path.ends_with(".png") || path.ends_with(".svg");
    let embedded = if is_image { "cross-origin" } else { "same-origin" };
    assert_eq!(header("cross-origin-resource-policy"), embedded, "{path}");
}

#[tokio::test]
async fn applications_and_the_api_are_not_indexed_and_private_pages_are_not_stored() {
    let (_stack, visitor) = start_with_cors().await;
    let draft = visitor.fill_in_everything().await;
    let sent = visitor.apply().await;
    let api = sent.replace("/join/", "/api/applications/");
    let mut paths = ["/join/start", "/join/nothing", "/join/nothing/at/all", &api].map(str::to_owned).to_vec();
    paths.extend(["/api/openapi.json", "/api/applications", "/api/nothing"].map(str::to_owned));
    for address in [draft, sent] {
        let parts = "organization people submit copy data link confirm withdraw erase nothing";
        paths.extend(parts.split(' ').map(|part| format!("{address}/{part}")));
        paths.extend([format!("{address}/"), address]);
    }
    for path in paths {
        for method in ["GET", "HEAD", "POST", "PUT", "OPTIONS"] {
            let page = Page::read(visitor.request(method, &path).send().await.unwrap()).await;
            let what = format!("{method} {path}: {}", page.status);
            assert!(page.header("x-robots-tag").contains("noindex"), "{what}");
            if path.starts_with("/join/") {
                let headers = (page.header("cache-control"), page.header("referrer-policy"));
                assert_eq!(headers, ("no-store", "same-origin"), "{what}");
            }
        }
    }
}

#[tokio::test]
async fn head_responds_like_get_without_the_body() {
    let (_stack, visitor, sent) = start_applied().await;
    let questions = format!("{}/organization", visitor.start_application().await);
    let api = sent.replace("/join/", "/api/applications/");
    let pages = ["/", "/news", "/nothing", "/join", &questions];
    for path in pages.into_iter().chain([api.as_str(), "/api/openapi.json", "/api/applications/nothing"]) {
        let get = visitor.get(path).await;
        let head = Page::read(visitor.request("HEAD", path).send().await.unwrap()).await;
        assert_eq!(head.status, get.status, "{path}");
        for name in ["content-type", "etag", "cache-control"] {
            assert_eq!(head.header(name), get.header(name), "{path}: {name}");
        }
        assert!(head.body.is_empty() && !get.body.is_empty(), "{path}");
    }
}

async fn every_kind_of_page(visitor: &Visitor) -> Vec<Page> {
    let address = visitor.fill_in_everything().await;
    let sent = visitor.apply().await;
    let questions = format!("{address}/{}", "people");
    let pages = [
        (200, visitor.get("/").await),
        (200, visitor.get("/about").await),
        (404, visitor.get("/nothing").await),
        (404, visitor.get("/join/nothing").await),
        (200, visitor.get(&questions).await),
        (422, visitor.press(&questions).await),
        (200, visitor.get(&address).await),
        (200, visitor.get(&sent).await),
        (405, visitor.press("/").await),
    ];
    let checked = pages.into_iter().map(|(status, page)| {
        assert_eq!(page.status, status);
        page
    });
    checked.collect()
}
