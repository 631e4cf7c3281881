//! Search over everything.

use crate::support::{Page, start};
use reqwest::StatusCode;

fn found(page: &Page) -> Vec<String> {
    page.attributes(".entries h2 a", "href")
}

#[tokio::test]
async fn a_page_is_found_by_its_title_first() {
    let (_stack, visitor) = start().await;
    for (asked, expected) in [
        ("our+mission", "/our-mission"),
        ("privacy+notice", "/privacy"),
        ("code+of+ethics", "/code-of-ethics"),
        ("alliances", "/alliances"),
    ] {
        assert_eq!(found(&visitor.get(&format!("/search?q={asked}")).await).first().unwrap(), expected);
    }
}

#[tokio::test]
async fn case_accents_and_plurals_do_not_matter() {
    let (_stack, visitor) = start().await;
    let expected = found(&visitor.get("/search?q=trial").await);
    assert!(!expected.is_empty());
    for asked in ["Trials", "TRIAL", "tr%C3%AFals", "++trials++"] {
        assert_eq!(found(&visitor.get(&format!("/search?q={asked}")).await), expected, "{asked}");
    }
}

#[tokio::test]
async fn hits_are_marked_in_an_excerpt() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/search?q=biologics").await;
    assert!(page.texts("mark").iter().all(|hit| hit.to_lowercase().starts_with("biologic")));
    assert!(page.count("mark") > 0);
}

#[tokio::test]
async fn letters_and_news_are_found_too() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/search?q=extrapolation").await;
    assert!(found(&page).iter().any(|path| path.starts_with("/comment-letters/")));
    assert!(found(&visitor.get("/search?q=roundtables").await).iter().any(|path| path.starts_with("/news/")));
}

#[tokio::test]
async fn any_question_gets_an_answer() {
    let (_stack, visitor) = start().await;
    let long = "trials+".repeat(2000);
    for asked in [
        "",
        "+",
        "zebra",
        "%00",
        "%ff",
        "%3Cscript%3Ealert(1)%3C/script%3E",
        "%22%27",
        "....",
        long.as_str(),
        "a%CC%81%CC%81",
    ] {
        let page = visitor.get(&format!("/search?q={asked}")).await;
        assert_eq!(page.status, StatusCode::OK, "{asked}");
        assert_eq!(page.count("main script"), 0);
    }
    assert!(
        visitor.get(&format!("/search?q={long}")).await.count(".entries > li") > 0,
        "a long question is cut, not dropped"
    );
    assert!(visitor.get("/search?q=zebra").await.text("main").contains("Nothing was found for “zebra”"));
    assert_eq!(visitor.get("/search?q=zebra").await.attribute("meta[name=robots]", "content"), "noindex");
}

#[tokio::test]
async fn an_address_that_leads_nowhere_suggests_what_may_have_been_meant() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/about/mission-statement").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(page.attributes("main a", "href").contains(&"/our-mission".to_owned()));
}
