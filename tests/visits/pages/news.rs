//! News pages.

use crate::support::start;
use reqwest::StatusCode;

#[tokio::test]
async fn news_is_listed_latest_first() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/news").await;
    let dates = list.attributes(".entries time", "datetime");
    assert_eq!((list.count(".entries > li"), dates.len()), (9, 8), "one has only its year, which is the heading");
    let addresses = list.attributes(".entries a", "href");
    let years: Vec<_> = addresses.iter().map(|address| &address["/news/".len()..][..4]).collect();
    assert!(years.is_sorted_by(|one, next| one >= next), "{years:?}");
    assert!(dates.windows(2).all(|pair| pair[0] >= pair[1]), "{dates:?}");
}

#[tokio::test]
async fn every_year_has_an_archive_with_its_count() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/news").await;
    let years = list.attributes("#year option", "value");
    assert!(years.len() > 5);
    let mut total = 0;
    for (year, words) in years.iter().zip(list.texts("#year option")).skip(1) {
        let archive = visitor.get(&format!("/news?year={year}")).await;
        let count = archive.count(".entries > li");
        assert!(words.ends_with(&format!("({count})")), "{words}");
        assert_eq!(archive.attribute("#year option[selected]", "value"), *year);
        assert_eq!(archive.texts("main h2").len(), 2, "the count and the year");
        total += count;
    }
    assert_eq!(total, 9);
    assert_eq!(visitor.get("/news?year=1990").await.text("main h2"), "We have no news from 1990");
}

#[tokio::test]
async fn a_news_item_has_a_date_and_breadcrumbs() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/news").await;
    for link in list.attributes(".entries h3 a", "href") {
        let item = visitor.get(&link).await;
        assert_eq!(item.status, StatusCode::OK);
        assert!(!item.text("main time").is_empty());
        assert_eq!(item.attributes(".breadcrumbs a", "href"), ["/", "/news"]);
    }
}

#[tokio::test]
async fn the_feed_has_the_items_of_the_list() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/news").await;
    let feed = visitor.get(&list.attribute("link[type='application/atom+xml']", "href")).await;
    let parsed = feed_rs::parser::parse(feed.body.as_bytes()).unwrap();
    let titles: Vec<_> = parsed.entries.into_iter().map(|entry| entry.title.unwrap().content).collect();
    assert_eq!(titles, list.texts(".entries h3"));
}
