//! Content pages and files.

use crate::support::start;

#[tokio::test]
async fn a_long_page_has_a_table_of_contents() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/priorities").await;
    assert_eq!(page.texts(".contents a"), page.texts(".prose h2"));
    assert_eq!(visitor.get("/join").await.count(".contents"), 0);
}

#[tokio::test]
async fn the_home_page_shows_the_latest_news() {
    let (_stack, visitor) = start().await;
    let latest = visitor.get("/").await.attributes(".latest li a", "href");
    let news = visitor.get("/news").await.attributes(".entries h3 a", "href");
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

/// They would be a tenth of a first visit.
#[tokio::test]
async fn only_pages_with_a_form_load_the_rules_of_forms() {
    let (_stack, visitor) = start().await;
    let home = visitor.get("/").await.attributes("link[rel=stylesheet]", "href");
    let application = visitor.apply().await;
    let form = visitor.get(&application).await.attributes("link[rel=stylesheet]", "href");
    assert_eq!((home.len(), form.len()), (1, 2));
    // A site's own rules come last, and may change one of them.
    assert_eq!(form[1], home[0]);
    let rules = visitor.get(&form[0]).await;
    assert_eq!(rules.header("content-type"), "text/css; charset=utf-8");
    assert!(rules.body.contains(".question"));
    assert!(!visitor.get(&home[0]).await.body.contains(".question"));
}

#[tokio::test]
async fn the_current_page_is_marked_in_the_menu() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/about").await;
    assert_eq!(page.texts(".site-header [aria-current=page]"), ["About the league"]);
    assert_eq!(page.texts(".breadcrumbs li"), ["Home", "About the league"]);
}
