//! People: the list by group, and their pages.

use crate::support::{SiteCopy, start};
use reqwest::StatusCode;
use std::fs;

#[tokio::test]
async fn people_are_in_groups_and_in_their_order() {
    let (_stack, visitor) = start().await;
    let list = visitor.get("/people").await;
    assert_eq!(list.texts("main h2"), ["Board", "Office"]);
    let people = list.attributes(".people a", "href");
    assert_eq!(people, ["/people/mara-okafor", "/people/jonas-berg", "/people/ada-visser"]);
    assert_eq!(list.count(".people"), 2);
    assert_eq!(list.texts(".people span.badge"), ["JB", "AV"], "initials in place of a photo");
    assert!(list.attribute(".people img.badge", "src").starts_with("/assets/mara-okafor-"));
}

#[tokio::test]
async fn a_person_has_a_page_for_readers_and_for_search_engines() {
    let (_stack, visitor) = start().await;
    let mara = visitor.get("/people/mara-okafor").await;
    assert_eq!(mara.text(".kicker"), "Chair · Board");
    assert_eq!(mara.attribute("img.badge", "alt"), "Mara Okafor");
    let person = mara.linked_data()[3].take();
    assert_eq!(
        (&person["@type"], &person["name"], &person["jobTitle"]),
        (&"Person".into(), &"Mara Okafor".into(), &"Chair".into())
    );
    let call = visitor.get("/people/ada-visser").await.attribute("main a[href^='tel:']", "href");
    assert_eq!(call, "tel:+31-30-555-0123");
}

#[tokio::test]
async fn people_are_no_news() {
    let (_stack, visitor) = start().await;
    assert_eq!(visitor.get("/people").await.count("a[href$='feed.xml'], link[type='application/atom+xml']"), 0);
    assert_eq!(visitor.get("/people/feed.xml").await.status, StatusCode::NOT_FOUND);
}

#[test]
fn mistakes_in_a_person_have_a_line() {
    for (from, to, expected) in [
        ("role = \"Chair\"\n", "", "6: missing field `role`"),
        ("role = \"Chair\"", "role = \"\"", "7: role is empty"),
        ("order = 1", "order = \"first\"", "9: invalid type"),
        (
            "\"mara-okafor.png\"",
            "\"mara.png\"",
            "10: photo shows mara.png, which is neither beside the page nor in assets/",
        ),
        ("\"mara-okafor.png\"", "\"site.css\"", "10: photo shows site.css, which is no picture"),
    ] {
        let copy = SiteCopy::new();
        copy.replace("content/people/mara-okafor.md", from, to);
        let mistakes = copy.diagnostics();
        assert_eq!(mistakes.len(), 1, "{expected}: {mistakes:?}");
        assert!(mistakes[0].starts_with(&format!("content/people/mara-okafor.md:{expected}")), "{}", mistakes[0]);
    }
}

#[test]
fn a_telephone_link_has_the_country() {
    for (number, is_valid) in [
        ("+12025550123", true),
        ("+1-(202)-555.0123", true),
        ("2025550123", false),
        ("+1 202", false),
        ("+call-us-now", false),
        ("+1234567890123456", false),
    ] {
        let copy = SiteCopy::new();
        let page = fs::read_to_string(copy.path("content/contact.md")).unwrap();
        fs::write(copy.path("content/contact.md"), format!("{page}\n[Call us](<tel:{number}>)\n")).unwrap();
        let mistakes = copy.diagnostics().join("\n");
        assert_eq!(mistakes.is_empty(), is_valid, "{number}: {mistakes}");
        assert!(is_valid || mistakes.contains("must be a number with its country, such as tel:+12025550123"));
    }
}
