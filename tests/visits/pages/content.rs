//! Content pages and files.

use crate::support::start;
use reqwest::StatusCode;
use std::collections::HashMap;

#[tokio::test]
async fn every_page_has_a_title_a_heading_and_a_summary() {
    let (_stack, visitor) = start().await;
    let addresses = visitor.addresses().await;
    for expected in ["/", "/about", "/join", "/privacy", "/accessibility", "/contact"] {
        assert!(addresses.iter().any(|address| address == expected), "{expected}");
    }
    let mut titles = Vec::new();
    for address in &addresses {
        let page = visitor.get(address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert_eq!(page.count("h1"), 1, "{address}");
        assert!(page.text("title").ends_with(" – League of Public Observatories"));
        assert!(!page.attribute("meta[name=description]", "content").is_empty());
        assert_eq!(page.attribute("html", "lang"), "en");
        titles.push(page.title());
    }
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), addresses.len(), "titles are unique");
}

#[tokio::test]
async fn every_link_and_image_works() {
    let (_stack, visitor) = start().await;
    let mut opened = HashMap::new();
    for address in visitor.addresses().await {
        let page = visitor.get(&address).await;
        let links = page.attributes("a[href^='/'], link[href^='/']", "href");
        for link in links.into_iter().chain(page.attributes("img", "src")) {
            let (path, fragment) =
                link.split_once('#').map_or((&*link, None), |(path, fragment)| (path, Some(fragment)));
            if !opened.contains_key(path) {
                opened.insert(path.to_owned(), visitor.open(path).await);
            }
            let target = &opened[path];
            assert_eq!(target.status, StatusCode::OK, "{address} links to {link}");
            assert!(fragment.is_none_or(|id| target.count(&format!("[id='{id}']")) == 1), "{address} links to {link}");
        }
    }
}

#[tokio::test]
async fn a_long_page_has_a_table_of_contents() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/priorities").await;
    assert_eq!(page.texts(".contents a"), page.texts(".prose h2"));
    assert_eq!(visitor.get("/contact").await.count(".contents"), 0);
}

#[tokio::test]
async fn the_home_page_shows_the_latest_news() {
    let (_stack, visitor) = start().await;
    let latest = visitor.get("/").await.attributes(".latest li a", "href");
    let news = visitor.get("/news").await.attributes(".entries h2 a", "href");
    assert_eq!(latest, news[..3]);
}

#[tokio::test]
async fn files_are_cached_forever() {
    let (_stack, visitor) = start().await;
    let home = visitor.get("/").await;
    let style = visitor.get(&home.attribute("link[rel=stylesheet]", "href")).await;
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert!(style.body.contains(":root"));
    let mark = visitor.get(&home.attribute("link[rel=icon]", "href")).await;
    assert_eq!(mark.header("content-type"), "image/svg+xml");
}

#[tokio::test]
async fn the_current_page_is_marked_in_the_menu() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/about").await;
    assert_eq!(page.texts("nav [aria-current=page]"), ["About the league"]);
}
