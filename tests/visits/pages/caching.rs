//! Compression, entity tags and page weight.

use crate::support::{Visitor, start};
use reqwest::StatusCode;
use std::collections::HashSet;

async fn get(visitor: &Visitor, path: &str, headers: &[(&str, &str)]) -> reqwest::Response {
    let request =
        headers.iter().fold(visitor.request("GET", path), |request, (name, value)| request.header(*name, *value));
    request.send().await.unwrap()
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn responses_use_the_best_accepted_coding() {
    let (_stack, visitor) = start().await;
    let style = visitor.get("/").await.attribute("link[rel=stylesheet]", "href");
    for (path, accepted, expected) in [
        ("/", "gzip, deflate, br", "gzip"),
        ("/", "br", ""),
        ("/", "gzip;q=0", ""),
        (&*style, "gzip, deflate, br", "br"),
        (&*style, "gzip", "gzip"),
        (&*style, "identity", ""),
        ("/search?q=telescopes", "gzip", "gzip"),
        ("/sitemap.xml", "gzip", "gzip"),
    ] {
        let response = get(&visitor, path, &[("accept-encoding", accepted)]).await;
        assert_eq!(header(&response, "content-encoding"), expected, "{path} for {accepted}");
        assert_eq!(header(&response, "vary"), "accept-encoding");
    }
}

#[tokio::test]
async fn a_current_entity_tag_gets_not_modified_and_each_coding_has_its_own() {
    let (_stack, visitor) = start().await;
    let style = visitor.get("/").await.attribute("link[rel=stylesheet]", "href");
    for path in ["/", "/news", "/letters?region=EU", "/sitemap.xml", "/search?q=telescopes", &style] {
        let mut tags = HashSet::new();
        for accepted in ["gzip", "identity"] {
            let first = get(&visitor, path, &[("accept-encoding", accepted)]).await;
            let tag = header(&first, "etag").to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag} is strong");
            let again = get(&visitor, path, &[("accept-encoding", accepted), ("if-none-match", &tag)]).await;
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
            assert_eq!(header(&again, "etag"), tag);
            assert!(again.bytes().await.unwrap().is_empty());
            let other = get(&visitor, path, &[("accept-encoding", accepted), ("if-none-match", "\"other\"")]).await;
            assert_eq!(other.status(), StatusCode::OK);
            assert!(tags.insert(tag), "{path} for {accepted}");
        }
    }
}
