//! Search.

use crate::support::{Page, own_site, start};
use reqwest::StatusCode;
use shared::site::terms::{Language, term, words};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

fn hits(page: &Page) -> Vec<String> {
    page.attributes(".entries h2 a", "href")
}

#[tokio::test]
async fn title_matches_come_first() {
    let (_stack, visitor) = start().await;
    for (query, expected) in [
        ("about+the+league", "/about"),
        ("privacy+notice", "/privacy"),
        ("code+of+conduct", "/code-of-conduct"),
        ("priorities", "/priorities"),
    ] {
        assert_eq!(hits(&visitor.get(&format!("/search?q={query}")).await).first().unwrap(), expected);
    }
}

#[tokio::test]
async fn case_accents_and_plurals_make_no_difference() {
    let (_stack, visitor) = start().await;
    let expected = hits(&visitor.get("/search?q=telescope").await);
    assert!(!expected.is_empty());
    for query in ["Telescopes", "TELESCOPE", "t%C3%A9lescopes", "++telescopes++"] {
        assert_eq!(hits(&visitor.get(&format!("/search?q={query}")).await), expected, "{query}");
    }
}

#[tokio::test]
async fn spelling_and_hyphens_make_no_difference() {
    let (_stack, visitor) = start().await;
    for spellings in [
        &["email", "e-mail", "E%E2%80%91mails"][..],
        &["organisation", "organization", "organisations"],
        &["decentralised", "decentralized"],
        &["post-authorisation", "post-authorization"],
        &["harmonization", "harmonisation"],
        &["optimisation", "optimization"],
        &["pediatric", "paediatric", "p%C3%A6diatric"],
        &["programme", "program"],
        &["co-signatory", "cosignatory"],
    ] {
        let expected = hits(&visitor.get(&format!("/search?q={}", spellings[0])).await);
        assert!(!expected.is_empty(), "{spellings:?}");
        for query in spellings {
            let page = visitor.get(&format!("/search?q={query}")).await;
            assert_eq!(hits(&page), expected, "{query}");
            assert!(page.count("mark") > 0, "{query}");
        }
    }
    // The word after a prefix is indexed too.
    let both = ["co-signatory", "signatory"].map(|query| format!("/search?q={query}"));
    let (one, other) = (hits(&visitor.get(&both[0]).await), hits(&visitor.get(&both[1]).await));
    assert!(one.iter().all(|address| other.contains(address)), "{one:?} {other:?}");
}

/// Returns the text of all Markdown files in a directory.
fn texts(directory: &Path) -> String {
    let paths = std::fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    let read = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => texts(&path),
        Some(extension) if extension == "md" => std::fs::read_to_string(path).unwrap(),
        _ => String::new(),
    };
    paths.map(read).collect()
}

fn is_plural(word: &str, of: &str) -> bool {
    let of_y = word.strip_suffix("ies").is_some_and(|stem| of.strip_suffix('y') == Some(stem));
    of_y || word == format!("{of}s") || word == format!("{of}es")
}

#[test]
fn words_with_one_search_term_are_spellings_of_one_word() {
    // The documentation is English whatever the site's language.
    let text = texts(&own_site::directory("site/content")) + &texts(&own_site::directory("../docs"));
    let mut spellings: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for word in words(&text).filter(|word| word.text.is_ascii()) {
        spellings.entry(term(word.text, Language::English)).or_default().insert(word.text.to_lowercase());
    }
    assert!(spellings.len() > 1_000);
    for words in spellings.values_mut() {
        let all = words.clone();
        words.retain(|word| !all.iter().any(|other| is_plural(word, other)));
    }
    spellings.retain(|_, words| words.len() > 1);
    let groups: Vec<Vec<&str>> = spellings.values().map(|words| words.iter().map(String::as_str).collect()).collect();
    let known = "anonymise anonymize, authorisation authorization, catalogs catalogues, decentralised decentralized, e-mail email, harmonisation harmonization, optimisation optimization, organisation organization, paediatric pediatric, program programme";
    let known: Vec<Vec<&str>> = known.split(", ").map(|words| words.split(' ').collect()).collect();
    assert!(groups.len() > 1 && groups.iter().all(|words| known.contains(words)), "{groups:?}");
}

#[tokio::test]
async fn letters_and_news_are_found_too_and_matches_are_marked() {
    let (_stack, visitor) = start().await;
    for (word, within) in [("biologics", "/"), ("extrapolation", "/letters/"), ("roundtables", "/news/")] {
        let page = visitor.get(&format!("/search?q={word}")).await;
        assert!(hits(&page).iter().any(|path| path.starts_with(within)), "{word}");
        let (marks, singular) = (page.texts("mark"), word.trim_end_matches('s'));
        assert!(!marks.is_empty() && marks.iter().all(|mark| mark.to_lowercase().starts_with(singular)), "{marks:?}");
    }
}

#[tokio::test]
async fn every_query_gets_a_page() {
    let (_stack, visitor) = start().await;
    let long = "telescopes+".repeat(800);
    let short = ["", "+", "zebra", "%00", "%ff", "%22%27", "....", "a%CC%81%CC%81"];
    for query in short.into_iter().chain(["%3Cscript%3Ealert(1)%3C/script%3E", &long]) {
        let page = visitor.get(&format!("/search?q={query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(page.count("main script"), 0);
    }
    let long = visitor.get(&format!("/search?q={long}")).await;
    assert!(long.count(".entries > li") > 0, "a long query is truncated, not ignored");
    let nothing = visitor.get("/search?q=zebra").await;
    assert!(nothing.text("main").contains("No results for “zebra”"));
    assert_eq!(nothing.attribute("meta[name=robots]", "content"), "noindex");
}

#[tokio::test]
async fn a_missing_page_suggests_others() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/who/about-us").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.attributes("main a", "href").contains(&"/about".to_owned()));
}
