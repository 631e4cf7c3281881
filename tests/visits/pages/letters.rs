//! The library of comment letters.

use crate::support::start;
use reqwest::StatusCode;

const LETTERS: &str = "/letters";

#[tokio::test]
async fn every_letter_is_listed_and_has_a_page() {
    let (_stack, visitor) = start().await;
    let list = visitor.get(LETTERS).await;
    let links = list.attributes(".entries h2 a", "href");
    assert_eq!(links.len(), 14);
    assert_eq!(list.text("main strong"), "14 letters");
    for (link, title) in links.iter().zip(list.texts(".entries h2")) {
        let letter = visitor.get(link).await;
        assert_eq!(letter.status, StatusCode::OK);
        assert_eq!(letter.text("h1"), title);
        for label in ["Sent to", "Region", "Date"] {
            assert!(letter.texts("dt").contains(&label.to_owned()), "{link}: {label}");
        }
        let sources = letter.attributes(".rail a", "href");
        assert!(sources.iter().any(|source| source.starts_with("http") || source.ends_with(".pdf")), "{link}");
    }
}

#[tokio::test]
async fn filters_can_be_combined_and_bookmarked() {
    let (_stack, visitor) = start().await;
    for (query, expected) in [
        ("?region=EU&year=2020", 2),
        ("?region=UK", 3),
        ("?agency=Night+Sky+Office", 2),
        ("?region=International&agency=Lighting+Commission+%28ISO+consultation%29", 3),
        ("?q=gdpr", 2),
        ("?q=DATA%20protection", 2),
        ("?q=observatory", 5),
        // A word in a letter's text, not in its title or summary.
        ("?q=docket", 2),
        ("?region=EU&year=2020&q=moths", 1),
        ("?region=EU&agency=&year=&q=", 5),
    ] {
        let list = visitor.get(&format!("{LETTERS}{query}")).await;
        assert_eq!(list.status, StatusCode::OK);
        assert_eq!(list.count(".entries > li"), expected, "{query}");
    }
}

#[tokio::test]
async fn each_choice_shows_how_many_letters_match() {
    let (_stack, visitor) = start().await;
    let list = visitor.get(&format!("{LETTERS}?region=EU")).await;
    assert_eq!(list.attribute("#region option[selected]", "value"), "EU");
    for (select, name) in [("#agency", "agency"), ("#year", "year"), ("#region", "region")] {
        let options = format!("{select} option");
        let choices = list.attributes(&options, "value").into_iter().zip(list.texts(&options));
        for (value, words) in choices.filter(|(value, _)| !value.is_empty()) {
            let path = if name == "region" { LETTERS.to_owned() } else { format!("{LETTERS}?region=EU") };
            let address =
                reqwest::Url::parse_with_params(&format!("http://localhost{path}"), [(name, &value)]).unwrap();
            let narrowed = visitor.get(&format!("{LETTERS}?{}", address.query().unwrap())).await;
            assert_eq!(words, format!("{value} ({})", narrowed.count(".entries > li")));
        }
    }
}

#[tokio::test]
async fn a_list_without_matches_says_so() {
    let (_stack, visitor) = start().await;
    for query in ["?region=EU&year=1999", "?q=zebra", "?region=%3Cscript%3E", "?q=%E2%80%A6", "?agency=Nobody&page=7"] {
        let list = visitor.get(&format!("{LETTERS}{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}");
        assert!(list.text("main").contains("No letters match"), "{query}");
        assert_eq!(list.count("script:not([type='application/ld+json'])"), 0);
    }
}

#[tokio::test]
async fn every_query_gets_a_valid_feed() {
    let (_stack, visitor) = start().await;
    for address in
        ["/letters/feed.xml?q=a%01%00b%1f", "/news/feed.xml?year=%EF%BF%BE%3C%26%22", "/news/feed.xml?year=2025"]
    {
        let feed = visitor.get(address).await;
        assert!(feed_rs::parser::parse(feed.body.as_bytes()).is_ok(), "{address}: {}", feed.body);
    }
}

#[tokio::test]
async fn every_filter_has_a_feed() {
    let (stack, visitor) = start().await;
    let list = visitor.get(&format!("{LETTERS}?region=EU&year=2020")).await;
    let address = list.attribute("link[type='application/atom+xml']", "href");
    let feed = visitor.get(&address).await;
    assert_eq!(feed.header("content-type"), "application/atom+xml; charset=utf-8");
    let parsed = feed_rs::parser::parse(feed.body.as_bytes()).unwrap();
    assert_eq!(parsed.entries.len(), 2);
    assert!(parsed.title.unwrap().content.contains("EU, 2020"));
    assert!(parsed.links.iter().any(|link| link.href == format!("{}{address}", stack.site_url())));
    for entry in parsed.entries {
        let path = entry.links[0].href.strip_prefix(&stack.site_url()).unwrap().to_owned();
        assert_eq!(visitor.get(&path).await.status, StatusCode::OK);
        assert!(entry.updated.is_some() && entry.summary.is_some());
    }
}
