//! Policy pages, and the topics that connect them with letters and news.

use crate::support::site_copy::start_site;
use crate::support::time::Time;
use crate::support::{SiteCopy, start};

#[tokio::test]
async fn policies_are_listed_in_their_order_with_what_they_ask() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/positions").await;
    assert_eq!(list.texts(".asks h2"), ["Archives", "Dark skies"]);
    assert_eq!(
        list.texts(".asks p"),
        ["Pay for the scanning of old plates.", "Give every town one hour without lamps."]
    );
    assert_eq!(list.texts(".asks small"), ["Asked since 2012"]);
    let home = visitor.get("/").await;
    assert_eq!(home.attributes(".hero .now a", "href"), ["/positions/dark-skies"], "the first is in the head");
    assert_eq!(home.attributes(".asks a", "href"), ["/positions/archives"]);
}

#[tokio::test]
async fn notes_follow_what_was_done() {
    let copy = SiteCopy::new();
    let page = std::fs::read_to_string(copy.path("content/positions/dark-skies.md")).unwrap();
    std::fs::write(
        copy.path("content/positions/dark-skies.md"),
        page + "\nLamps cost money.[^lamps]\n\n[^lamps]: Our census.\n",
    )
    .unwrap();
    let (_stack, visitor) = start_site(&copy, &Time::at(0)).await;
    let page = visitor.get("/positions/dark-skies").await;
    assert_eq!(page.count(".prose > section:has(.timeline) ~ .footnotes"), 1);
}

#[tokio::test]
async fn policies_with_groups_are_listed_under_them() {
    let copy = SiteCopy::new();
    copy.replace("content/positions/archives.md", "order = 1", "order = 3\ngroup = \"Old skies\"");
    copy.replace("content/positions/dark-skies.md", "order = 2", "order = 2\ngroup = \"New skies\"");
    let page = std::fs::read_to_string(copy.path("content/positions/archives.md")).unwrap();
    let plates = page.replace("Archives", "Plates").replace("order = 3", "order = 1");
    std::fs::write(copy.path("content/positions/plates.md"), plates).unwrap();
    let (_stack, visitor) = start_site(&copy, &Time::at(0)).await;
    let list = visitor.get("/positions").await;
    assert_eq!(list.texts(".group-of > h2"), ["Old skies", "New skies"], "in the order of their first policies");
    assert_eq!(list.texts(".group-of .asks h3"), ["Plates", "Archives", "Dark skies"]);
}

#[tokio::test]
async fn what_others_have_yet_to_decide_is_listed_first_and_shown_with_the_ask() {
    let (_stack, visitor) = start().await;
    assert_eq!(visitor.get("/positions").await.count(".pending"), 0);
    let copy = SiteCopy::new();
    copy.replace("content/positions/archives.md", "order = 1", "order = 1\npending = \"A budget, by the towns.\"");
    let (_stack, visitor) = start_site(&copy, &Time::at(0)).await;
    let list = visitor.get("/positions").await;
    assert_eq!(list.attributes(".pending a", "href"), ["/positions/archives"]);
    assert_eq!(list.texts(".pending li span"), ["A budget, by the towns."]);
    assert_eq!(list.count("details:has(.pending) ~ .group-of"), 1);
    let page = visitor.get("/positions/archives").await;
    assert!(page.text(".ask .pending").contains("A budget, by the towns."));
    assert_eq!(visitor.get("/positions/dark-skies").await.count(".pending"), 0);
}

#[tokio::test]
async fn the_home_page_ends_with_a_call_and_the_steps_beside_it() {
    let (_stack, visitor) = start().await;
    let home = visitor.get("/").await;
    assert_eq!(home.text(".closing h2"), "Turn the lamps off");
    assert_eq!(home.texts(".closing .steps h4"), ["Write to us", "Open your dome"]);
    assert_eq!(home.count(".steps"), 1);
}

#[tokio::test]
async fn a_policy_shows_its_ask_what_was_done_and_what_was_published_latest_first() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/positions/dark-skies").await;
    assert_eq!(page.text(".ask p"), "Give every town one hour without lamps.");
    let done = page.attributes(".timeline a", "href");
    let expected = [
        "/letters/2026-lamps-in-parks",
        "/news/2025-lamp-survey",
        "/letters/2020-lamps-beside-domes",
        "/news/2019-lamp-survey",
    ];
    assert_eq!(done, expected);
    assert_eq!(page.attributes(".published a", "href"), ["/publications/2025-lamps-beside-domes"]);
    assert_eq!(visitor.get("/positions/archives").await.count(".timeline"), 0);
}

#[tokio::test]
async fn a_letter_shows_its_position_and_leads_to_its_topic_and_to_related_letters() {
    let (_stack, visitor) = start().await;
    let letter = visitor.get("/letters/2026-lamps-in-parks").await;
    assert_eq!(letter.texts(".ask li"), ["Every park should have a dark corner.", "Lamps should go out at ten."]);
    assert!(letter.text(".ask .source").ends_with("not from this letter"));
    assert_eq!(letter.text(".ask .source a"), "our policy on dark skies");
    assert_eq!(letter.attribute(".ask a", "href"), "/positions/dark-skies");
    assert_eq!(letter.text(".official cite"), "Consultation on the lighting of municipal parks and gardens");
    assert!(letter.texts("dd").contains(&"MC-2026-17".to_owned()));
    assert_eq!(
        letter.attributes(".rail section a:not(.button)", "href"),
        ["/positions/dark-skies", "/letters/2020-lamps-beside-domes"]
    );
    let citation = letter.text(".citation");
    assert!(citation.contains("“Consultation on the lighting of municipal parks and gardens.”"), "{citation}");
    let pdf = visitor.get(&letter.attribute(".page-head .button", "href")).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
}

#[tokio::test]
async fn a_letter_without_a_position_shows_its_question_on_its_page_and_in_lists() {
    let (_stack, visitor) = start().await;
    let question = "Which lamps should go out in October?";
    let letter = visitor.get("/letters/2020-migrating-birds").await;
    assert_eq!(letter.text(".ask.pale h2"), "The question");
    assert_eq!(letter.text(".ask.pale p"), question);
    let list = visitor.get("/letters?year=2020").await;
    assert!(list.texts(".entries li > p").contains(&question.to_owned()), "{:?}", list.texts(".entries li > p"));
}

#[test]
fn mistakes_in_topics_and_policies_are_reported() {
    for (file, from, to, expected) in [
        ("content/news/2019-lamp-survey.md", "\"lamps\"", "\"lamsp\"", "tags has lamsp, which is no policy page"),
        ("content/index.md", "\"dark-skies\"", "\"dark-sky\"", "positions must name policy pages, unlike dark-sky"),
        ("content/letters/2026-lamps-in-parks.md", "lamps-in-parks.pdf", "lamps.svg", "pdf must be the name of a PDF"),
        (
            "content/letters/2026-lamps-in-parks.md",
            "position = [",
            "position = [\"a\", \"b\", ",
            "position has more than 3",
        ),
        (
            "content/letters/2026-lamps-in-parks.md",
            "position = [\"Every park should have a dark corner.\", \"Lamps should go out at ten.\"]",
            "",
            "position_source needs a position",
        ),
        (
            "content/letters/2026-lamps-in-parks.md",
            "position = [",
            "question = \"Which lamps?\"\nposition = [",
            "question is for a letter without a position",
        ),
        (
            "content/letters/2026-lamps-in-parks.md",
            "source = \"https://observatories.example/2026-lamps-in-parks\"\n\n[letter]",
            "[letter]\nsource_label = \"Open the docket\"",
            "source_label needs a source",
        ),
        (
            "content/letters/2026-lamps-in-parks.md",
            "path = \"/positions/dark-skies\"",
            "path = \"/positions/dark\"",
            "/positions/dark",
        ),
    ] {
        let copy = SiteCopy::new();
        copy.replace(file, from, to);
        let found = copy.diagnostics();
        assert!(found.iter().any(|mistake| mistake.starts_with(file) && mistake.contains(expected)), "{found:?}");
    }
}

#[test]
fn phrases_of_voice_txt_are_refused_everywhere() {
    let copy = SiteCopy::new();
    std::fs::write(copy.path("voice.txt"), "# phrases\nneedn't worry\n").unwrap();
    copy.replace("content/positions/archives.md", "is gone", "is gone; you Needn’t worry");
    copy.replace("site.toml", "\"Lamps\"", "\"Needn't worry\"");
    let found = copy.diagnostics();
    let refusal = "has “needn't worry”, which voice.txt keeps out of the site: say it another way";
    let page = "content/positions/archives.md:13: ".to_owned() + refusal;
    assert!(
        found.len() == 2 && found.contains(&page) && found.iter().any(|it| it.starts_with("site.toml:")),
        "{found:?}"
    );
}
