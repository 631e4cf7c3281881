//! Bad requests get a clear error and store nothing.

use crate::support::{Page, answers, start};
use reqwest::StatusCode;

#[tokio::test]
async fn a_missing_page_offers_a_way_out() {
    let (_stack, visitor) = start().await;
    for path in ["/nothing", "/join/abc/nonsense", "/join/a/b/c", "/index.html", "/assets/", "/..%2f", "/%00"] {
        let page = visitor.get(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(page.title(), "Page not found");
        assert!(page.attributes("main a", "href").contains(&"/".to_owned()));
    }
}

#[tokio::test]
async fn an_unsupported_method_gets_405_with_allow() {
    let (_stack, visitor) = start().await;
    let id = "0".repeat(26);
    for (method, path, allowed) in [
        ("POST", "/", "GET, HEAD"),
        ("DELETE", "/about", "GET, HEAD"),
        ("POST", "/join/start", "GET, HEAD"),
        ("POST", &format!("/join/{id}"), "GET, HEAD"),
        ("PUT", &format!("/join/{id}/organization"), "GET, HEAD, POST"),
        ("PATCH", &format!("/join/{id}/submit"), "GET, HEAD, POST"),
    ] {
        let page = Page::read(visitor.request(method, path).send().await.unwrap()).await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
        assert_eq!(page.header("allow"), allowed);
    }
}

#[tokio::test]
async fn forms_from_other_sites_are_refused() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let path = format!("{address}/organization");
    let origin = stack.site_url();
    for (headers, status) in [
        (&[("sec-fetch-site", "cross-site")][..], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "same-site")], StatusCode::FORBIDDEN),
        (&[("sec-fetch-site", "same-site"), ("origin", &origin)], StatusCode::FORBIDDEN),
        (&[("origin", "https://elsewhere.example")], StatusCode::FORBIDDEN),
        (&[("origin", "null")], StatusCode::FORBIDDEN),
        (&[("origin", &origin)], StatusCode::SEE_OTHER),
        (&[("sec-fetch-site", "same-origin")], StatusCode::SEE_OTHER),
        (&[("sec-fetch-site", "same-origin"), ("origin", "null")], StatusCode::SEE_OTHER),
        (&[("sec-fetch-site", "none")], StatusCode::SEE_OTHER),
        (&[], StatusCode::SEE_OTHER),
    ] {
        let form = visitor.request("POST", &path).form(&answers::good("organization"));
        let form = headers.iter().fold(form, |form, (name, value)| form.header(*name, *value));
        let page = Page::read(form.send().await.unwrap()).await;
        assert_eq!(page.status, status, "{headers:?}");
    }
}
