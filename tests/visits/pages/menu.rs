//! The second level of the menu, and ways to reach the association.

use crate::support::start;

#[tokio::test]
async fn each_entry_with_a_second_level_has_a_button_that_opens_it() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/people/ada-visser").await;
    let buttons = page.attributes("#menu .more", "popovertarget");
    assert_eq!(buttons.len(), 2);
    for target in &buttons {
        assert_eq!(page.count(&format!("#menu .submenu[popover][id='{target}']")), 1);
    }
    assert_eq!(page.attributes("#menu .more", "aria-label"), ["More in About the league", "More in News"]);
    assert_eq!(page.attributes("#menu .submenu a", "href"), ["/people", "/publications", "/events"]);
    assert_eq!(page.attribute("#menu .submenu a[aria-current=true]", "href"), "/people");
}

#[tokio::test]
async fn every_page_says_how_to_reach_the_association() {
    let (_stack, visitor) = start().await;
    for path in ["/about", "/search", "/membership", "/members"] {
        let page = visitor.get(path).await;
        assert!(page.text("footer").contains("Sonnenborgh 1, 3512 LA Utrecht"), "{path}");
        let links = page.attributes("footer a[href^='tel:'], footer a[href^='mailto:']", "href");
        assert_eq!(links, ["tel:+31-30-555-0123", "mailto:press@observatories.example"], "{path}");
    }
}

#[tokio::test]
async fn search_engines_learn_how_to_reach_the_association() {
    let (_stack, visitor) = start().await;
    let organization = visitor.get("/about").await.linked_data()[0].take();
    assert_eq!(organization["sameAs"][0], "https://social.example/@observatories");
    assert_eq!(organization["address"], "Sonnenborgh 1, 3512 LA Utrecht");
    assert_eq!(organization["contactPoint"][0]["telephone"], "+31 30 555 0123");
    assert_eq!(organization["contactPoint"][1]["email"], "press@observatories.example");
}
