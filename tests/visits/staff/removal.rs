//! Anonymizing and erasing, through the pages.

use super::desk::{Desk, apply, counts, listed};
use crate::support::store::{assert_counters_are_exact, assert_history_is_intact, history, id, submitted};
use crate::support::{Item, scan, start, text};
use shared::application::history::{Hash, Head, verify};
use shared::staff::Role::{Administrator, Reviewer};

const PERSONAL: [&str; 4] = ["Evelyn Example", "evelyn@gone.example", "Gone Association", "Knows Evelyn."];

const ANSWERS: [(&str, &str); 4] = [
    ("legal_name", "Gone Association"),
    ("public_name", "Gone Association"),
    ("contact_name", "Evelyn Example"),
    ("contact_email", "evelyn@gone.example"),
];

#[tokio::test]
async fn an_administrator_removes_what_identifies_people_and_a_reviewer_can_not() {
    let (stack, visitor) = start().await;
    let eve = Desk::of(&stack, "Eve", Administrator).await;
    let ada = Desk::of(&stack, "Ada", Reviewer).await;
    for (removal, lists) in [("anonymise", [0, 0, 0, 0, 0, 1, 0]), ("erase", [0, 0, 0, 0, 0, 1, 0])] {
        let (address, reference) = apply(&stack, &visitor, &ANSWERS).await;
        eve.act(&reference, "take", &[]).await;
        eve.act(&reference, "note", &[("note", "Knows Evelyn.")]).await;
        stack.drained().await;
        assert_eq!(listed(&eve.open("/staff/search?q=gone").await), [reference.as_str()]);

        let path = format!("/staff/applications/{reference}/{removal}");
        assert!(!ada.file(&reference).await.body.contains(&path), "a reviewer is not offered it");
        assert_eq!(ada.get(&path).await.status, 403);
        let page = eve.open(&path).await;
        assert_eq!(ada.submit(&page, removal, &[]).await.status, 403);

        // Somebody acts meanwhile, so it asks again.
        eve.act(&reference, "note", &[("note", "Asked to be forgotten.")]).await;
        assert_eq!(eve.submit(&page, removal, &[]).await.status, 200);
        let length = submitted(&stack, &address).await.history.length;
        assert_eq!(length, 4);

        let removed = eve.submit(&eve.open(&path).await, removal, &[]).await;
        stack.drained().await;
        assert_eq!(listed(&eve.open("/staff/search?q=gone").await), [""; 0], "{removal}");
        assert_eq!(counts(&eve.open("/staff").await), lists, "{removal}");
        let page = eve.get(&format!("/staff/applications/{reference}")).await;
        if removal == "anonymise" {
            assert_eq!(removed.location(), format!("/staff/applications/{reference}"));
            assert!(page.text("main").contains("Anonymized on"), "{}", page.body);
            assert!(page.text("main").contains("The history is intact."));
            assert!(eve.open(&path).await.text("main").contains("already anonymized"));
            assert_history_is_intact(&stack, &address).await;
        } else {
            assert_eq!(removed.location(), "/staff");
            assert_eq!(page.status, 404);
            let claim = claim(scan(&stack).await, &reference);
            let hash: Hash = serde_json::from_value(text(&claim, "history_hash").into()).unwrap();
            let head = Head { length: claim["history_length"].as_n().unwrap().parse().unwrap(), hash };
            let entries = history(&stack, &address).await;
            assert_eq!(verify(&reference.parse().unwrap(), &entries, &head), Ok(()));
            assert_eq!(head.length, length + 1);
        }
        let id = id(&address);
        for word in PERSONAL {
            assert!(!page.body.contains(word), "{removal}: {word}");
            let left = scan(&stack).await.into_iter().map(|item| format!("{item:?}"));
            let left: Vec<_> = left.filter(|item| item.contains(id.as_str()) && item.contains(word)).collect();
            assert!(left.is_empty(), "{removal}: {word} in {left:?}");
        }
    }
    assert_counters_are_exact(&stack).await;
}

fn claim(items: Vec<Item>, reference: &str) -> Item {
    let mut claims = items.into_iter().filter(|item| text(item, "entity_type") == "reference");
    claims.find(|item| format!("{item:?}").contains(reference)).unwrap()
}
