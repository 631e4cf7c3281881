//! Lists of applications.

use super::desk::{Desk, LISTS, apply, counts, listed, reference};
use crate::support::start;
use crate::support::store::apply_as_a_program;
use shared::staff::Role::Reviewer;

#[tokio::test]
async fn lists_have_pages_and_every_application_once() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let empty = desk.open("/staff").await;
    assert_eq!((listed(&empty).len(), counts(&empty)), (0, vec![0; 7]));
    let mut expected = Vec::new();
    for _ in 0..53 {
        expected.push(apply(&stack, &visitor, &[]).await.1);
    }
    let suspect = apply_as_a_program(&stack, &visitor).await;
    visitor.fill_in_everything().await;
    desk.act(&expected.remove(0), "take", &[]).await;
    stack.drained().await;
    let (mut path, mut found) = ("/staff?status=received".to_owned(), Vec::new());
    for length in [25, 25, 2] {
        let page = desk.open(&path).await;
        assert_eq!(counts(&page), [52, 1, 0, 0, 0, 0, 1], "{path}");
        assert_eq!(listed(&page).len(), length, "{path}");
        found.extend(listed(&page));
        path = page.attribute("a[rel=next]", "href");
    }
    assert_eq!(path, "", "no page follows");
    found.sort();
    expected.sort();
    assert_eq!(found, expected);
    for list in LISTS {
        let page = desk.open(&format!("/staff?status={list}")).await;
        assert_eq!(page.attributes("nav.tabs a[aria-current=page]", "href").len(), 1, "{list}");
        let text = page.text("nav.tabs a[aria-current=page]");
        let count: usize = text.rsplit(' ').next().unwrap().parse().unwrap();
        assert_eq!(listed(&page).len(), count.min(25), "{list}");
    }
    let suspects = desk.open("/staff?status=suspect").await;
    assert_eq!(listed(&suspects), [reference(&stack, &suspect).await]);
    // The chart is on the first page only.
    let first = desk.open("/staff").await;
    assert_eq!((first.count("svg[role=img]"), first.count("section.months tbody tr")), (1, 12));
    let sums = first.texts("section.months tbody td:nth-of-type(1)");
    assert_eq!(sums.iter().map(|count| count.parse::<u32>().unwrap()).sum::<u32>(), 53, "without what is set aside");
    assert_eq!(suspects.count("svg[role=img]"), 0);
}

#[tokio::test]
async fn every_page_has_the_counts_of_all_lists() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (_, reference) = apply(&stack, &visitor, &[]).await;
    for path in ["/staff", "/staff/search", "/staff/exports", &format!("/staff/applications/{reference}")] {
        assert_eq!(counts(&desk.open(path).await), [1, 0, 0, 0, 0, 0, 0], "{path}");
    }
}

#[tokio::test]
async fn a_list_or_place_that_does_not_exist_is_not_found() {
    let (stack, _) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    for query in [
        "status=draft",
        "status=Received",
        "status=%00",
        "after=x",
        "after=2026-11-24T09:30:00Z",
        "after=2026-11-24T09:30:00Z~",
        "after=2026-11-24T09:30:00Z~../..",
        "after=yesterday~7KQX4M2P",
    ] {
        assert_eq!(desk.get(&format!("/staff?{query}")).await.status, 404, "{query}");
    }
    let end = desk.open("/staff?after=2026-11-24T09:30:00Z~7KQX4M2P").await;
    assert!(end.text("main").contains("no more applications"));
}
