//! Scheduled pages, drafts and former paths.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{Page, SiteCopy, Visitor, options};
use local::{Options, Stack};
use reqwest::StatusCode;
use std::fs;

const BEFORE: &str = "2026-12-01T08:59:59Z";
const DURING: &str = "2026-12-01T09:00:00Z";
const AFTER: &str = "2026-12-02T00:00:00Z";

fn site_with_an_event() -> SiteCopy {
    let copy = SiteCopy::new();
    let head = "title = \"Zebra day\"\nsummary = \"A day for zebras.\"\ndate = \"2026-12-01\"\n";
    let aliases = "aliases = [\"/zebras\"]\n";
    let window = "publish_at = 2026-12-01T09:00:00Z\nexpire_at = 2026-12-02T01:00:00+01:00\n";
    fs::write(copy.path("content/news/zebra-day.md"), format!("+++\n{head}{aliases}{window}+++\n\nStripes.\n"))
        .unwrap();
    copy
}

/// Returns whether the page is shown, for each place that lists pages.
async fn is_shown(visitor: &Visitor) -> Vec<bool> {
    let mut shown = vec![
        visitor.get("/news/zebra-day").await.status == StatusCode::OK,
        visitor.get("/zebras").await.status == StatusCode::MOVED_PERMANENTLY,
    ];
    for path in ["/", "/news", "/news/feed.xml", "/search?q=zebra", "/sitemap.xml"] {
        shown.push(visitor.get(path).await.body.contains("/news/zebra-day"));
    }
    shown
}

#[tokio::test]
async fn a_page_appears_and_expires_everywhere_at_once() {
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_site(&site_with_an_event(), &clock).await;
    for (time, expected) in [(BEFORE, false), (DURING, true), (AFTER, false), (DURING, true)] {
        clock.set(time);
        assert_eq!(is_shown(&visitor).await, vec![expected; 7], "{time}");
    }
}

#[tokio::test]
async fn other_pages_remain_when_a_page_appears_or_expires() {
    let clock = Time::on(BEFORE);
    let (_stack, visitor) = start_site(&site_with_an_event(), &clock).await;
    for (time, number) in [(BEFORE, 0), (DURING, 1), (AFTER, 0)] {
        clock.set(time);
        let addresses = visitor.addresses().await;
        assert_eq!(addresses.iter().filter(|address| address.ends_with("/zebra-day")).count(), number, "{time}");
        for address in addresses {
            assert_eq!(visitor.get(&address).await.linked_data()[1]["url"], address, "{time}");
        }
    }
}

#[tokio::test]
async fn a_cached_response_equals_a_new_one() {
    let (copy, clock) = (site_with_an_event(), Time::on(BEFORE));
    let (stack, visitor) = start_site(&copy, &clock).await;
    for time in ["2026-12-01T08:54:59Z", BEFORE, DURING, "2026-12-02T23:59:59Z", "2026-12-03T00:00:00Z", DURING] {
        clock.set(time);
        let (fresh_stack, other) = start_site(&copy, &Time::on(time)).await;
        for path in ["/", "/news", "/news/zebra-day", "/zebras", "/search?q=zebra", "/.well-known/security.txt"] {
            let summary = |page: Page, stack: &Stack| {
                let body = page.body.replace(&stack.site_url(), "");
                (page.status, page.header("cache-control").to_owned(), body)
            };
            let expected = summary(other.get(path).await, &fresh_stack);
            for _ in 0..2 {
                assert!(summary(visitor.get(path).await, &stack) == expected, "{path} at {time}");
            }
        }
    }
}

#[tokio::test]
async fn a_feed_entry_is_updated_when_its_page_appears() {
    let copy = site_with_an_event();
    copy.replace("content/news/zebra-day.md", "date = \"2026-12-01\"", "date = \"2026-11\"");
    let (_stack, visitor) = start_site(&copy, &Time::on(DURING)).await;
    let feed = visitor.get("/news/feed.xml").await.body;
    let parsed = feed_rs::parser::parse(feed.as_bytes()).unwrap();
    let appeared = parsed.entries.iter().find(|entry| entry.id.ends_with("/news/zebra-day")).unwrap().updated;
    assert_eq!(appeared, parsed.updated);
    assert_eq!(appeared.unwrap().to_rfc3339(), "2026-12-01T09:00:00+00:00");
}

#[tokio::test]
async fn files_are_linked_by_name() {
    let copy = SiteCopy::new();
    fs::write(copy.path("assets/paper.pdf"), "%PDF-1.7").unwrap();
    copy.replace("content/contact.md", "+++\n\n", "+++\n\nRead [the paper](paper.pdf).\n\n");
    let (_stack, visitor) = start_site(&copy, &Time::on(BEFORE)).await;
    let link = visitor.get("/contact").await.attribute("main a[href$='.pdf']", "href");
    let paper = visitor.get(&link).await;
    assert_eq!((paper.header("content-type"), paper.body.as_str()), ("application/pdf", "%PDF-1.7"));
}

#[tokio::test]
async fn responses_expire_at_the_next_scheduled_change() {
    let clock = Time::on("2026-12-01T08:59:50Z");
    let (_stack, visitor) = start_site(&site_with_an_event(), &clock).await;
    assert_eq!(visitor.get("/news").await.header("cache-control"), "public, max-age=10");
    assert_eq!(visitor.get("/contact").await.header("cache-control"), "public, max-age=10");
    clock.set(AFTER);
    assert_eq!(visitor.get("/news").await.header("cache-control"), "public, max-age=300");
}

#[tokio::test]
async fn a_draft_is_checked_but_not_published() {
    let copy = SiteCopy::new();
    let draft = "+++\ntitle = \"Soon\"\nsummary = \"Soon.\"\ndate = \"2026-12-01\"\ndraft = true\n+++\n\nSoon.\n";
    fs::write(copy.path("content/soon.md"), draft).unwrap();
    let (_stack, visitor) = start_site(&copy, &Time::on(BEFORE)).await;
    assert_eq!(visitor.get("/soon").await.status, StatusCode::NOT_FOUND);
    fs::write(copy.path("content/soon.md"), draft.replace("title", "titel")).unwrap();
    assert_eq!(copy.diagnostics().len(), 1);
}

#[tokio::test]
async fn an_alias_or_a_trailing_slash_redirects_to_the_page() {
    let copy = SiteCopy::new();
    copy.replace("content/contact.md", "date =", "aliases = [\"/contact-us\", \"/old/contact.html\"]\ndate =");
    let (_stack, visitor) = start_site(&copy, &Time::on(BEFORE)).await;
    for (old, new) in [
        ("/contact-us", "/contact"),
        ("/contact-us/", "/contact"),
        ("/old/contact.html", "/contact"),
        ("/about/", "/about"),
        ("/letters/?region=EU", "/letters?region=EU"),
        ("/search/?q=a%20b", "/search?q=a%20b"),
    ] {
        let page = visitor.get(old).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::MOVED_PERMANENTLY, new));
    }
}

#[tokio::test]
async fn reloading_shows_edits_and_mistakes() {
    let copy = SiteCopy::new();
    let options = Options { site: Some(copy.path("")), ..options() };
    let stack = Stack::start(options).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    assert_eq!(visitor.get("/contact").await.status, StatusCode::OK);

    copy.replace("content/contact.md", "+++\n\n", "+++\n\nZebras are welcome.\n\n");
    copy.replace("form.toml", "label = \"Registered name\"", "label = \"Name in the register of zebras\"");
    assert!(visitor.get("/contact").await.body.contains("Zebras are welcome."));
    let address = visitor.start_application().await;
    assert!(visitor.get(&format!("{address}/organization")).await.body.contains("Name in the register of zebras"));

    copy.replace("content/contact.md", "title =", "titel =");
    let page = visitor.get("/contact").await;
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(page.body.contains("content/contact.md:") && page.body.contains("unknown field `titel`"), "{}", page.body);
    copy.replace("content/contact.md", "titel =", "title =");
    assert_eq!(visitor.get("/contact").await.status, StatusCode::OK);
}
