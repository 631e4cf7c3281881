//! The library of comment letters.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{SiteCopy, start};
use reqwest::StatusCode;
use std::collections::BTreeSet;
use std::fs;

const LETTERS: &str = "/letters";

#[tokio::test]
async fn every_letter_is_listed_and_has_a_page() {
    let (_stack, visitor) = start().await;
    let list = visitor.get(LETTERS).await;
    let links = list.attributes(".entries h3 a", "href");
    assert_eq!(links.len(), 14);
    assert_eq!(list.text("main h2.count"), "14 letters");
    for (link, title) in links.iter().zip(list.texts(".entries h3")) {
        let letter = visitor.get(link).await;
        assert_eq!(letter.status, StatusCode::OK);
        assert_eq!(letter.text("h1"), title);
        for label in ["Sent to", "Region", "Date"] {
            assert!(letter.texts("dt").contains(&label.to_owned()), "{link}: {label}");
        }
        let sources = letter.attributes(".page-head .actions a", "href");
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
        // The beginnings of words.
        ("?q=observ", 5),
        ("?q=dat+prot", 2),
        ("?q=gd", 0),
        // A word in a letter's text, not in its title or summary.
        ("?q=docket", 2),
        ("?region=EU&year=2020&q=moths", 1),
        ("?region=EU&agency=&year=&q=", 5),
    ] {
        let list = visitor.open(&format!("{LETTERS}{query}")).await;
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
async fn letters_are_grouped_by_year() {
    let (_stack, visitor) = start().await;
    let list = visitor.get(LETTERS).await;
    let years = list.texts("main h2:not(.count)");
    assert!(years.len() > 8 && years.windows(2).all(|pair| pair[0] > pair[1]), "{years:?}");
    let dates = list.attributes(".entries time", "datetime");
    assert!(dates.len() > 3 && dates.iter().all(|date| date.len() > 4), "the year alone is the heading: {dates:?}");
    let mut of_dates: Vec<_> = dates.iter().map(|date| date[..4].to_owned()).collect();
    of_dates.dedup();
    let with_dates: Vec<_> = years.iter().filter(|year| of_dates.contains(year)).collect();
    assert_eq!(with_dates, of_dates.iter().collect::<Vec<_>>());
    // An address begins with the year, whether the entry has a date or not.
    let addresses = list.attributes(".entries a", "href");
    let mut of_addresses: Vec<_> =
        addresses.iter().map(|address| address["/letters/".len()..][..4].to_owned()).collect();
    of_addresses.dedup();
    assert_eq!(years, of_addresses);
    assert_eq!(list.count("h2:not(.count) + .entries"), years.len());
}

#[tokio::test]
async fn a_long_list_has_pages() {
    let copy = SiteCopy::new();
    let letter = fs::read_to_string(copy.path("content/letters/2022-school-groups.md")).unwrap();
    for number in 0..20 {
        let text = letter.replacen("title = \"", &format!("title = \"Copy {number} of "), 1);
        fs::write(copy.path(&format!("content/letters/copy-{number}.md")), text).unwrap();
    }
    let (_stack, visitor) = start_site(&copy, &Time::at(0)).await;
    let first = visitor.get(LETTERS).await;
    assert_eq!((first.text("h2.count").as_str(), first.count(".entries > li")), ("34 letters", 25));
    let second = visitor.get(&first.attribute("a[rel=next]", "href")).await;
    assert_eq!((second.text("h2.count").as_str(), second.count(".entries > li")), ("34 letters", 9));
    assert!(second.title().ends_with("(page 2 of 2)"), "{}", second.title());
    assert_eq!(second.attribute("a[rel=prev]", "href"), LETTERS);
    let titles = [first.texts(".entries h3"), second.texts(".entries h3")].concat();
    assert_eq!(titles.iter().collect::<BTreeSet<_>>().len(), 34);
}

#[tokio::test]
async fn the_count_and_the_filters_are_in_the_title() {
    let (_stack, visitor) = start().await;
    let list = visitor.get(&format!("{LETTERS}?region=EU&year=2020&q=moths")).await;
    assert_eq!(list.text("h2.count"), "1 letter for EU, 2020 and “moths”");
    assert!(list.title().ends_with(": EU, 2020 and “moths” (1)"), "{}", list.title());
    assert_eq!(list.text("details > summary"), "Filter by topic, agency or year (3)");
    let removals = ["?year=2020&q=moths", "?region=EU&q=moths", "?region=EU&year=2020", ""];
    let links = list.attributes(".choices a", "href");
    assert_eq!(links, removals.map(|query| format!("{LETTERS}{query}")));
    assert_eq!(list.texts(".choices a"), ["Remove EU", "Remove 2020", "Remove “moths”", "Show all letters"]);
}

#[tokio::test]
async fn letters_and_news_are_filtered_by_topic() {
    let (_stack, visitor) = start().await;
    let title = visitor.get("/positions/dark-skies").await.text("h1");
    let list = visitor.get(LETTERS).await;
    assert_eq!(list.attributes("#topic option", "value"), ["", "dark-skies", "lamps"]);
    assert_eq!(list.texts("#topic option"), ["All topics", &format!("{title} (2)"), "Lamps (1)"]);
    let found = visitor.get(&format!("{LETTERS}?topic=dark-skies")).await;
    assert_eq!(found.text("h2.count"), format!("2 letters for {title}"));
    let links = found.attributes(".entries h3 a", "href");
    assert_eq!(links, ["/letters/2026-lamps-in-parks", "/letters/2020-lamps-beside-domes"]);

    let news = visitor.get("/news?year=2025").await;
    assert_eq!(news.attributes("#topic option", "value"), ["", "dark-skies", "lamps"]);
    assert_eq!(news.attribute("#year option[selected]", "value"), "2025");
    let found = visitor.get("/news?topic=lamps&year=2025").await;
    assert_eq!(found.text("h2.count"), "1 item for Lamps and 2025");
    assert_eq!(found.attributes("#year option", "value"), ["", "2025", "2019"]);
    let unknown = visitor.get(&format!("{LETTERS}?topic=zebras")).await;
    assert_eq!(unknown.text("h2.count + p"), "We have no letters about zebras.");
    let feed = feed_rs::parser::parse(visitor.get("/news/feed.xml?topic=lamps").await.body.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 2);
}

#[tokio::test]
async fn a_list_without_matches_names_the_filters_and_how_to_remove_them() {
    let (_stack, visitor) = start().await;
    for (query, expected, unknown) in [
        ("?region=EU&year=2004", "No letters match EU and 2004", vec![]),
        ("?q=zebra", "No letters match “zebra”", vec![]),
        ("?q=%E2%80%A6", "No letters match “…”", vec![]),
        ("?region=%3Cscript%3E", "No letters match <script>", vec!["We have no letters about <script>."]),
        ("?agency=Nobody&page=7", "No letters match Nobody", vec!["We have no letters to Nobody."]),
        (
            "?region=EU&agency=Nobody&year=1999",
            "No letters match EU, Nobody and 1999",
            vec!["We have no letters to Nobody.", "We have no letters from 1999."],
        ),
    ] {
        let list = visitor.get(&format!("{LETTERS}{query}")).await;
        assert_eq!(list.status, StatusCode::OK, "{query}");
        assert_eq!(list.text("h2.count"), expected, "{query}");
        assert_eq!(list.texts("h2.count ~ p:not(.note)"), unknown, "{query}");
        assert_eq!(list.attributes(".choices a", "href").last().unwrap(), LETTERS);
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
    assert!(parsed.title.unwrap().content.contains("EU and 2020"));
    assert!(parsed.links.iter().any(|link| link.href == format!("{}{address}", stack.site_url())));
    for entry in parsed.entries {
        let path = entry.links[0].href.strip_prefix(&stack.site_url()).unwrap().to_owned();
        assert_eq!(visitor.get(&path).await.status, StatusCode::OK);
        assert!(entry.updated.is_some() && entry.summary.is_some());
    }
}
