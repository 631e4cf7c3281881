//! Expired items count as absent, even before DynamoDB removes them.

use crate::support::store::{id, set, store};
use crate::support::{answers, scan, start_applied, start_filled_in, table, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use reqwest::StatusCode;
use shared::clock::Clock;

/// Lets the application expire without removing it.
async fn expire(stack: &Stack, address: &str) {
    let now = Clock::system().now().unix();
    set(stack, address, &[("expires_at", AttributeValue::N(now.to_string()))]).await;
}

#[tokio::test]
async fn an_expired_draft_is_not_shown_saved_sent_or_mailed() {
    let (stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    expire(&stack, &address).await;
    let before = scan(&stack).await;
    for part in ["", "/profile", "/copy", "/data", "/erase", "/link", "/replace"] {
        let page = visitor.get(&format!("{address}{part}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{part}");
        assert!(!page.body.contains("Müller"), "{part}");
    }
    let saved = visitor.post_version(&format!("{address}/profile"), answers::good("profile"), "1").await;
    assert_eq!(saved.status, StatusCode::CONFLICT);
    assert_eq!(visitor.send(&check).await.status, StatusCode::NOT_FOUND);
    let link = visitor.request_link(&address, "ada@example.com").await;
    assert_eq!(link.status, StatusCode::NOT_FOUND);
    visitor.get(&address.replace("/join/", "/api/applications/")).await.problem(404);
    let mut after = scan(&stack).await;
    // The definition of the form is stored before it is known that nothing can be sent.
    after.retain(|item| text(item, "entity_type") != "form");
    assert_eq!(after, before);
}

#[tokio::test]
async fn saving_an_expired_draft_starts_a_new_one_and_loses_nothing() {
    let (stack, visitor, address) = start_filled_in().await;
    expire(&stack, &address).await;
    let typed = answers::good("organization");
    let mut page = visitor.post_version(&format!("{address}/organization"), typed.clone(), "1").await;
    for _ in 0..2 {
        if page.status == StatusCode::CONFLICT {
            assert_eq!(page.typed("legal_name"), ["Müller & Sons <Clinical> GmbH"]);
            page = visitor.answer(&page, typed.clone()).await;
        }
    }
    let fresh = page.location().strip_suffix("/profile").unwrap().to_owned();
    assert_ne!(fresh, address);
    let new = table::application(&stack, &fresh).await;
    assert!(!new.contains_key("profile_version"), "the new draft has no old answers");
}

#[tokio::test]
async fn an_expired_application_is_not_found() {
    let (stack, visitor, address) = start_applied().await;
    expire(&stack, &address).await;
    for part in ["", "/copy", "/data", "/withdraw", "/confirm"] {
        assert_eq!(visitor.get(&format!("{address}{part}")).await.status, StatusCode::NOT_FOUND, "{part}");
    }
    let withdrawn = visitor.press(&format!("{address}/withdraw")).await;
    assert_eq!(withdrawn.status, StatusCode::NOT_FOUND);
    let read = store(&stack).application(&id(&address), Clock::system().now()).await.unwrap();
    assert!(read.is_none());
}
