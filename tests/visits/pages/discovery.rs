//! What search engines and other machines read.

use crate::support::start;
use std::collections::HashSet;

#[tokio::test]
async fn every_page_says_where_it_is_and_what_it_is() {
    let (stack, visitor) = start().await;
    let site = stack.site_url();
    let mut summaries = HashSet::new();
    for address in visitor.addresses().await {
        let page = visitor.get(&address).await;
        let here = format!("{site}{address}");
        assert_eq!(page.attribute("link[rel=canonical]", "href"), here);
        assert_eq!(page.attribute("meta[property='og:url']", "content"), here);
        assert_eq!(page.attribute("meta[property='og:title']", "content"), page.title());
        let image = page.attribute("meta[property='og:image']", "content");
        assert_eq!(visitor.get(image.strip_prefix(&site).unwrap()).await.header("content-type"), "image/png");
        assert!(
            summaries.insert(page.attribute("meta[name=description]", "content")),
            "{address} has a summary of its own"
        );

        let data: serde_json::Value =
            serde_json::from_str(&page.inner_html("script[type='application/ld+json']")).unwrap();
        let graph = data["@graph"].as_array().unwrap();
        assert_eq!(graph[0]["@type"], "Organization");
        assert_eq!(graph[0]["name"], "Association of Clinical Research Organizations");
        let article = address.starts_with("/news/") || address.starts_with("/comment-letters/");
        assert_eq!(graph[1]["@type"], if article { "Article" } else { "WebPage" });
        assert_eq!(graph[1]["url"], here);
        if address != "/" {
            let crumbs = graph[2]["itemListElement"].as_array().unwrap();
            assert_eq!(graph[2]["@type"], "BreadcrumbList");
            assert_eq!(crumbs.last().unwrap()["item"], here);
        }
    }
}

/// Private pages say `noindex` themselves, which a crawler that may not read them would never learn.
#[tokio::test]
async fn robots_may_read_everything_and_are_told_where_to_begin() {
    let (stack, visitor) = start().await;
    let robots = visitor.get("/robots.txt").await;
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert!(robots.body.starts_with("User-agent: *\nAllow: /\n") && !robots.body.contains("Disallow"));
    assert!(robots.body.contains(&format!("Sitemap: {}/sitemap.xml", stack.site_url())));
    let map = visitor.get("/sitemap.xml").await;
    assert_eq!(map.body.matches("<loc>").count(), map.body.matches("<lastmod>").count());
    assert!(visitor.addresses().await.len() > 60);
}

#[tokio::test]
async fn browsers_and_researchers_find_what_they_look_for() {
    let (stack, visitor) = start().await;
    let manifest: serde_json::Value = serde_json::from_str(&visitor.get("/site.webmanifest").await.body).unwrap();
    assert_eq!(manifest["short_name"], "ACRO");
    for icon in manifest["icons"].as_array().unwrap() {
        assert!(visitor.get(icon["src"].as_str().unwrap()).await.header("content-type").starts_with("image/"));
    }
    assert_eq!(visitor.get("/favicon.ico").await.header("content-type"), "image/x-icon");
    let security = visitor.get("/.well-known/security.txt").await.body;
    assert!(security.starts_with("Contact: mailto:") && security.contains("\nExpires: 20"));
    assert!(security.contains(&format!("Canonical: {}/.well-known/security.txt", stack.site_url())));
}
