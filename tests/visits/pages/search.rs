//! Search.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{Page, SiteCopy, own_site, start};
use reqwest::StatusCode;
use shared::site::terms::{Language, term, words};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn hits(page: &Page) -> Vec<String> {
    page.attributes(".entries h3 a", "href")
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
async fn the_name_of_a_kind_and_a_year_find_what_is_of_that_kind_and_year() {
    let (_stack, visitor) = start().await;
    for (query, within) in [
        ("letter+extrapolation", "/letters/"),
        ("comment+letters+extrapolation", "/letters/"),
        ("roundtables+news", "/news/"),
        ("policy+lamps", "/positions/"),
        ("2020+letters", "/letters/2020"),
        ("news+2019", "/news/2019"),
    ] {
        let found = hits(&visitor.get(&format!("/search?q={query}")).await);
        assert!(found.first().is_some_and(|path| path.starts_with(within)), "{query}: {found:?}");
    }
}

#[tokio::test]
async fn every_query_gets_a_page() {
    let (_stack, visitor) = start().await;
    let long = "telescopes+".repeat(800);
    let short = ["zebra", "%ff", "%22%27", "....", "a%CC%81%CC%81"];
    for query in short.into_iter().chain(["%3Cscript%3Ealert(1)%3C/script%3E", &long]) {
        let page = visitor.get(&format!("/search?q={query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert_eq!(page.count("main script"), 0);
    }
    let long = visitor.get(&format!("/search?q={long}")).await;
    assert!(long.count(".entries > li") > 0, "a long query is truncated, not ignored");
    let nothing = visitor.get("/search?q=zebra").await;
    assert_eq!((nothing.text("h2").as_str(), nothing.title()), ("Results for “zebra”", nothing.text("h2")));
    assert_eq!(nothing.attribute("meta[name=robots]", "content"), "noindex");
}

#[tokio::test]
async fn parameters_without_a_value_leave_the_address() {
    let (_stack, visitor) = start().await;
    for (from, to) in [
        ("/search?q=", "/search"),
        ("/search?q=+%00&type=", "/search"),
        ("/search?type=&q=open+night", "/search?q=open+night"),
        ("/letters?region=&agency=Night+Sky+Office&q=", "/letters?agency=Night+Sky+Office"),
        ("/letters?q=%C3%A9t%C3%A9&page=&region", "/letters?q=%C3%A9t%C3%A9"),
        ("/news?year=", "/news"),
    ] {
        let page = visitor.get(from).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::MOVED_PERMANENTLY, to), "{from}");
    }
    assert_eq!(visitor.get("/search").await.count("main h2"), 0, "only the form");
}

#[tokio::test]
async fn the_count_is_a_heading_and_in_the_title() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/search?q=telescopes").await;
    let count = hits(&page).len();
    assert!(count > 1);
    assert_eq!(page.text("main h2"), format!("{count} results for “telescopes”"));
    assert_eq!(page.title(), page.text("main h2"));
    assert_eq!(page.count("main h3"), count);
}

#[tokio::test]
async fn many_results_have_pages() {
    let (_stack, visitor) = start().await;
    let mut page = visitor.get("/search?q=the").await;
    let total: usize = page.text("main h2").split(' ').next().unwrap().parse().unwrap();
    assert!(total > 25, "{total}");
    let mut found = hits(&page);
    assert_eq!(found.len(), 25);
    while page.count(".paging a[rel=next]") > 0 {
        page = visitor.get(&page.attribute(".paging a[rel=next]", "href")).await;
        assert!(page.title().contains("(page "), "{}", page.title());
        found.extend(hits(&page));
    }
    assert_eq!(found.len(), total);
    assert_eq!(found.iter().collect::<std::collections::BTreeSet<_>>().len(), total, "each once");
}

#[tokio::test]
async fn a_search_says_if_no_page_has_all_of_its_words() {
    let (_stack, visitor) = start().await;
    let some = "No page has all of these words. These pages have some of them:";
    let page = visitor.get("/search?q=observatories+zebra").await;
    assert_eq!((page.texts("main p").contains(&some.to_owned()), hits(&page).len()), (true, 10));
    assert_eq!(page.text("main h2"), "10 results for “observatories zebra”");
    let all = visitor.get("/search?q=observatories").await;
    assert!(!all.texts("main p").contains(&some.to_owned()) && hits(&all).len() > 10);
    assert_eq!(hits(&page), hits(&all)[..10], "the best of them");
}

#[tokio::test]
async fn members_are_looked_for_in_the_directory() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/search?q=l%C3%BCnar+%26+co").await;
    assert_eq!(page.attribute(".count + iframe", "src"), "/members/found?q=l%C3%BCnar+%26+co");
}

#[tokio::test]
async fn the_types_of_results_are_facets() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/search?q=observatories").await;
    let links = page.attributes("nav[aria-labelledby=by-type] a", "href");
    let labels = page.texts("nav[aria-labelledby=by-type] a");
    assert!(labels.len() > 2 && labels[0].starts_with("All ("), "{labels:?}");
    let mut total = 0;
    for (link, label) in links.iter().zip(&labels) {
        let page = visitor.get(link).await;
        let shown = page.text("main h2").split(' ').next().unwrap().to_owned();
        assert!(label.ends_with(&format!("({shown})")), "{label}: {shown}");
        assert_eq!(page.text("nav[aria-labelledby=by-type] [aria-current=true]"), *label);
        if link.contains("type=") {
            total += shown.parse::<usize>().unwrap();
        }
    }
    assert!(labels[0].ends_with(&format!("({total})")), "{labels:?}");
    let letters = hits(&visitor.get("/search?q=observatories&type=letter").await);
    assert!(!letters.is_empty() && letters.iter().all(|path| path.starts_with("/letters/")), "{letters:?}");
    let policies = visitor.get("/search?q=lamps&type=policy").await;
    assert!(!hits(&policies).is_empty() && hits(&policies).iter().all(|path| path.starts_with("/positions/")));
    assert!(policies.text("nav[aria-labelledby=by-type] [aria-current=true]").starts_with("Policy priorities ("));
    let unknown = visitor.get("/search?q=observatories&type=zebra").await;
    assert_eq!(unknown.text("main h2"), "Results for “observatories”");
    assert_eq!(unknown.attribute("nav[aria-labelledby=by-type] a", "href"), "/search?q=observatories");
}

#[tokio::test]
async fn a_near_miss_is_suggested() {
    let (_stack, visitor) = start().await;
    for (query, beginning) in
        [("telesocpe", "telescope"), ("obsrvatory", "observator"), ("gpdr", "GDPR"), ("teh lihgting", "the lighting")]
    {
        let page = visitor.get(&format!("/search?q={}", query.replace(' ', "+"))).await;
        let heading = page.text("main h2");
        assert_eq!(heading, format!("Results for “{query}”"));
        let instead = page.text("main h2 ~ p");
        let suggestion = instead.split(['“', '”']).nth(1).unwrap();
        assert!(suggestion.starts_with(beginning), "{query}: {suggestion}");
        assert_eq!(page.title(), heading);
        let meant = hits(&visitor.get(&format!("/search?q={}", suggestion.replace(' ', "+"))).await);
        assert!(!meant.is_empty());
        assert_eq!(hits(&page), meant, "{query}");
    }
    let page = visitor.get("/search?q=lamp+obsrvatory").await;
    assert!(page.text("main h2 ~ p").starts_with("Did you mean lamp observator"), "{}", page.text("main h2 ~ p"));
    assert_ne!(hits(&page), hits(&visitor.get(&page.attribute("main p strong a", "href")).await));
    let page = visitor.get("/search?q=obsrvatory&type=letter").await;
    assert!(!hits(&page).is_empty() && hits(&page).iter().all(|path| path.starts_with("/letters/")));
    // Other words, as words with other endings or another first letter are.
    for query in ["zebra", "telescope", "x", "qqqqqqqqqqqq", "lampo", "zamps"] {
        assert_eq!(visitor.get(&format!("/search?q={query}")).await.count("main p strong"), 0, "{query}");
    }
}

#[tokio::test]
async fn synonyms_find_each_other_and_lead_to_the_best_page() {
    let copy = SiteCopy::new();
    let settings = "[search]\nsynonyms = [[\"dues\", \"cost\", \"annual fee\"], [\"GDPR\", \"data protection\"]]\nbest = [\n  { words = [\"cost\", \"become a member\"], path = \"/join\" },\n  { words = [\"members\"], path = \"/members\", title = \"All members\", summary = \"Who belongs to us.\" },\n  { words = [\"log in\", \"member login\"], path = \"/membership\", title = \"For members\", summary = \"Renew here.\" },\n]\n";
    copy.replace("site.toml", "[members]\n", &format!("{settings}\n[members]\n"));
    let (_stack, visitor) = start_site(&copy, &Time::at(0)).await;
    let found = async |query: &str| hits(&visitor.get(&format!("/search?q={query}")).await);
    for (query, expected) in [
        ("cost", "/join"),
        ("dues", "/join"),
        ("Annual+fees", "/join"),
        ("what+is+the+cost", "/join"),
        ("cost+dues", "/join"),
        ("Become+a+member", "/join"),
        ("how+to+become+a+member", "/join"),
        ("log+in", "/membership"),
        ("members+login", "/membership"),
    ] {
        assert_eq!(found(query).await.first().unwrap(), expected, "{query}");
    }
    let marks = visitor.get("/search?q=become+a+member").await.texts("mark");
    assert!(!marks.iter().any(|mark| mark == "a"), "a stop word of a phrase is not marked: {marks:?}");
    assert_ne!(found("cost+telescope").await.first().unwrap(), "/join", "another word changes what is best");
    let members = visitor.get("/search?q=members").await;
    assert_eq!(
        (hits(&members).remove(0), members.text(".entries h3")),
        ("/members".to_owned(), "All members".to_owned())
    );
    let (gdpr, phrase) = (found("gdpr").await, found("data+protection").await);
    assert!(gdpr.len() > 1 && gdpr.iter().all(|path| phrase.contains(path)), "{gdpr:?} {phrase:?}");
    let marked = visitor.get("/search?q=gdpr").await.texts("mark");
    assert!(marked.iter().any(|mark| mark.eq_ignore_ascii_case("data protection")), "{marked:?}");
}

#[tokio::test]
async fn stop_words_do_not_count_beside_others() {
    let (_stack, visitor) = start().await;
    let found = async |query: &str| hits(&visitor.get(&format!("/search?q={query}")).await);
    assert_eq!(found("the+telescope+of+a").await, found("telescope").await);
    assert!(!found("the").await.is_empty());
}

#[test]
fn mistakes_in_the_settings_of_search_have_a_line() {
    for (settings, expected) in [
        ("synonyms = [[\"a\"]]", "search.synonyms need two words or more in a group, unlike [\"a\"]"),
        ("synonyms = [[]]", "search.synonyms need two words or more in a group, unlike []"),
        ("synonyms = [[\"a\", \"…\"]]", "search.synonyms must have one to 4 words, unlike \"…\""),
        ("synonyms = [[\"a\", \"b c d e f\"]]", "search.synonyms must have one to 4 words, unlike \"b c d e f\""),
        ("synonyms = [[\"a\", \"b\"], [\"c\", \"B\"]]", "search.synonyms have \"B\" in two groups: make them one"),
        ("best = [{ words = [], path = \"/join\" }]", "search.best has no words for /join"),
        (
            "best = [{ words = [\"a b c d e\"], path = \"/join\" }]",
            "search.best must have one to 4 words, unlike \"a b c d e\"",
        ),
        ("best = [{ words = [\"a\"], path = \"/jion\" }]", "search.best links to /jion, which is no page"),
        (
            "best = [{ words = [\"a\"], path = \"https://example.org\" }]",
            "search.best needs the path of a page here, such as /join, not https://example.org",
        ),
        (
            "best = [{ words = [\"a\"], path = \"/join\" }, { words = [\"A\"], path = \"/about\" }]",
            "search.best has two pages for \"A\"",
        ),
        (
            "best = [{ words = [\"a\"], path = \"/members\" }]",
            "search.best needs a title and a summary for /members, which is not in content/",
        ),
        (
            "best = [{ words = [\"a\"], path = \"/join\", title = \"Join\" }]",
            "search.best has a title or a summary for /join, whose file has them",
        ),
        ("stop_words = [\"of the\"]", "search.stop_words must be single words, unlike \"of the\""),
    ] {
        let copy = SiteCopy::new();
        copy.replace("site.toml", "[members]\n", &format!("[search]\n{settings}\n[members]\n"));
        let text = fs::read_to_string(copy.path("site.toml")).unwrap();
        let line = text.lines().position(|line| line == settings).unwrap() + 1;
        assert_eq!(copy.diagnostics(), [format!("site.toml:{line}: {expected}")]);
    }
}

#[tokio::test]
async fn a_missing_page_suggests_others() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/who/about-us").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.attributes("main a", "href").contains(&"/about".to_owned()));
    let nothing = visitor.get("/no-such-zebra").await;
    assert_eq!(nothing.count("main form[action='/search'] input[type=search][name=q]"), 1);
    assert_eq!(nothing.texts("main h2"), ["Other places to start"]);
}
