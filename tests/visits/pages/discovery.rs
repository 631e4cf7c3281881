//! Metadata, and files for search engines and other programs.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{SiteCopy, Visitor, options, own_site, start};
use local::{Options, Stack};
use std::collections::HashSet;

#[tokio::test]
async fn every_page_has_metadata() {
    let copy = SiteCopy::new();
    copy.replace(
        "site.toml",
        "# base_url = \"https://www.example.org\"",
        "base_url = \"https://observatories.example\"",
    );
    let (_stack, visitor) = start_site(&copy, &Time::on("2026-12-01T00:00:00Z")).await;
    let site = "https://observatories.example";
    let mut summaries = HashSet::new();
    for address in visitor.addresses().await {
        let page = visitor.get(&address).await;
        let here = format!("{site}{address}");
        assert_eq!(page.attribute("link[rel=canonical]", "href"), here);
        assert_eq!(page.attribute("meta[property='og:url']", "content"), here);
        assert_eq!(page.attribute("meta[property='og:title']", "content"), page.title());
        let image = page.attribute("meta[property='og:image']", "content");
        let image = visitor.get(image.strip_prefix(site).unwrap()).await;
        assert!(["image/jpeg", "image/png"].contains(&image.header("content-type")), "{address}");
        let summary = page.attribute("meta[name=description]", "content");
        assert!(summaries.insert(summary), "{address} repeats another page's summary");

        let graph = page.linked_data();
        assert_eq!(graph[0]["@type"], "Organization");
        assert_eq!(graph[0]["name"], "League of Public Observatories");
        let article = address.starts_with("/news/") || address.starts_with("/letters/");
        assert_eq!(graph[1]["@type"], if article { "Article" } else { "WebPage" });
        assert_eq!(graph[1]["url"], here);
        if address != "/" {
            let crumbs = graph[2]["itemListElement"].as_array().unwrap();
            assert_eq!(graph[2]["@type"], "BreadcrumbList");
            assert_eq!(crumbs.last().unwrap()["item"], here);
        }
    }
}

#[tokio::test]
async fn without_a_base_url_a_page_has_no_absolute_links_to_itself() {
    let (_stack, visitor) = start().await;
    for address in ["/", "/about", "/news", "/letters"] {
        let page = visitor.get(address).await;
        let absolute = "link[rel=canonical], meta[property='og:url'], meta[property='og:image']";
        assert_eq!(page.count(absolute), 0, "{address}");
        assert_eq!(page.count("meta[property='og:title']"), 1, "{address}");
        assert_eq!(page.linked_data()[1]["url"], address);
    }
}

#[tokio::test]
async fn the_local_stack_links_to_itself() {
    let stack = Stack::start(Options { site: Some(own_site::directory("site")), ..options() }).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    for address in ["/about", "/news"] {
        let canonical = visitor.get(address).await.attribute("link[rel=canonical]", "href");
        assert_eq!(canonical, format!("{}{address}", stack.site_url()));
    }
}

/// Private pages have `noindex`, which crawlers see only if they may read them.
#[tokio::test]
async fn robots_may_read_everything() {
    let (stack, visitor) = start().await;
    let robots = visitor.get("/robots.txt").await;
    assert_eq!(robots.header("content-type"), "text/plain; charset=utf-8");
    assert!(robots.body.starts_with("User-agent: *\nAllow: /\n") && !robots.body.contains("Disallow"));
    assert!(robots.body.contains(&format!("Sitemap: {}/sitemap.xml", stack.site_url())));
    let map = visitor.get("/sitemap.xml").await;
    assert_eq!(map.body.matches("<loc>").count(), map.body.matches("<lastmod>").count());
    assert!(visitor.addresses().await.len() > 30);
}

#[tokio::test]
async fn manifest_icon_and_security_contact_exist() {
    let (stack, visitor) = start().await;
    let manifest: serde_json::Value = serde_json::from_str(&visitor.get("/site.webmanifest").await.body).unwrap();
    assert_eq!(manifest["short_name"], "LPO");
    for icon in manifest["icons"].as_array().unwrap() {
        assert!(visitor.get(icon["src"].as_str().unwrap()).await.header("content-type").starts_with("image/"));
    }
    assert_eq!(visitor.get("/favicon.ico").await.header("content-type"), "image/x-icon");
    let security = visitor.get("/.well-known/security.txt").await.body;
    assert!(security.starts_with("Contact: mailto:") && security.contains("\nExpires: 20"));
    assert!(security.contains(&format!("Canonical: {}/.well-known/security.txt", stack.site_url())));
}
