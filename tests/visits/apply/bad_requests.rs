//! Bad requests get a clear error and store nothing.

use crate::support::{Page, answers, scan, start};
use reqwest::StatusCode;
use shared::fields::Section;

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
        ("DELETE", "/our-mission", "GET, HEAD"),
        ("POST", "/join/start", "GET, HEAD"),
        ("POST", &*format!("/join/{id}"), "GET, HEAD"),
        ("PUT", &*format!("/join/{id}/organization"), "GET, HEAD, POST"),
        ("PATCH", &*format!("/join/{id}/submit"), "GET, HEAD, POST"),
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
        let form = visitor.request("POST", &path).form(&answers::good(Section::Organization));
        let form = headers.iter().fold(form, |form, (name, value)| form.header(*name, *value));
        let page = Page::read(form.send().await.unwrap()).await;
        assert_eq!(page.status, status, "{headers:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_not_a_form_is_refused() {
    let (stack, visitor) = start().await;
    let path = format!("{}/organization", visitor.start_application().await);
    let post = |content_type: &'static str, body: Vec<u8>| {
        let request = visitor.request("POST", &path).header("content-type", content_type).body(body);
        async { Page::read(request.send().await.unwrap()).await }
    };
    let form = "application/x-www-form-urlencoded";
    for (content_type, body, status) in [
        ("application/json", b"{}".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("text/plain", b"legal_name=x".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        ("multipart/form-data; boundary=x", b"--x--".to_vec(), StatusCode::UNSUPPORTED_MEDIA_TYPE),
        (form, b"legal_name=%ff".to_vec(), StatusCode::BAD_REQUEST),
        (form, b"legal_name=\xff\xfe\x00".to_vec(), StatusCode::BAD_REQUEST),
        (form, vec![b'a'; 64 * 1024 + 1], StatusCode::PAYLOAD_TOO_LARGE),
        (form, vec![b'a'; 11 * 1024 * 1024], StatusCode::PAYLOAD_TOO_LARGE),
        (form, vec![b'&'; 64 * 1024], StatusCode::UNPROCESSABLE_ENTITY),
        (form, b"a=b;c&=&&==%&%zz".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
        (form, b"version=18446744073709551615".to_vec(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let page = post(content_type, body).await;
        assert_eq!(page.status, status, "{content_type}");
    }
    assert!(scan(&stack).await.is_empty());
}

#[tokio::test]
async fn hostile_answers_are_stored_and_shown_harmlessly() {
    let (_stack, visitor) = start().await;
    for name in [
        "<script>alert(1)</script>",
        "\" onmouseover=\"alert(1)",
        "'; DROP TABLE applications; --",
        "{{ site.name }}{% raw %}",
        "${jndi:ldap://example.com/a}",
        "=cmd|' /C calc'!A0",
        "photo\u{202e}gnp.exe",
        "Zalgo\u{0315}\u{031b}\u{0321}",
        "👩‍🔬🧪",
    ] {
        let address = visitor.start_application().await;
        for section in Section::ALL {
            let mut typed = answers::good(section);
            if section == Section::Organization {
                typed = answers::with(typed, "legal_name", name);
            }
            visitor.fill_in(&address, section, typed).await;
        }
        let check = visitor.get(&address).await;
        assert_eq!(check.count("script, [onmouseover]"), 0);
        assert_eq!(check.text("dl.rows > div dd bdi"), name);
        assert_eq!(visitor.send(&check).await.location(), address);
        assert_eq!(visitor.get(&address).await.text("dl.rows > div dd bdi"), name);
    }
}
