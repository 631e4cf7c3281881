//! A form submitted any number of times creates one application, one reference and one history.

use crate::support::functions::with_equal_references;
use crate::support::{
    Wiring, answers, count, items, only_application, options, start, start_filled_in, start_with_draft, text,
};
use futures::future::join_all;
use reqwest::StatusCode;
use shared::clock::Clock;
use shared::timestamp::Timestamp;

#[tokio::test]
async fn resubmitting_changes_nothing() {
    let (stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    assert_eq!(visitor.send(&check).await.location(), address);
    let sent = only_application(&stack).await;
    for _ in 0..3 {
        assert_eq!(visitor.send(&check).await.location(), address);
    }
    assert_eq!(visitor.get(&format!("{address}/submit")).await.location(), address);
    assert_eq!(only_application(&stack).await, sent);
    assert_eq!((count(&stack, "reference").await, count(&stack, "history").await), (1, 1));
}

#[tokio::test]
async fn fifty_concurrent_submissions_create_one_application() {
    let (stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    let pages = join_all((0..50).map(|_| visitor.send(&check))).await;
    assert!(pages.iter().all(|page| page.location() == address));
    assert_eq!(text(&only_application(&stack).await, "status"), "received");
    assert_eq!((count(&stack, "reference").await, count(&stack, "history").await), (1, 1));
}

#[tokio::test]
async fn a_double_click_on_save_is_one_change() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let path = format!("{address}/organization");
    let clicks = (0..10).map(|_| visitor.post_version(&path, answers::good("organization"), "0"));
    for page in join_all(clicks).await {
        assert_eq!(page.location(), format!("{address}/profile"));
    }
    assert_eq!(only_application(&stack).await["version"].as_n().unwrap(), "1");
}

#[tokio::test]
async fn answers_changed_after_the_check_page_are_checked_again() {
    let (stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    let changed = answers::changed("organization", "legal_name", "Changed meanwhile");
    visitor.fill_in(&address, "organization", changed).await;

    let refused = visitor.send(&check).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("Changed meanwhile"));
    assert_eq!(text(&only_application(&stack).await, "status"), "draft");
    assert_eq!(visitor.send(&refused).await.location(), address);
    assert_eq!(text(&only_application(&stack).await, "status"), "received");
}

#[tokio::test]
async fn an_unfinished_application_cannot_be_submitted() {
    let (stack, visitor, address) = start_with_draft().await;
    let refused = visitor.post_field(&format!("{address}/submit"), "version", "1").await;
    assert_eq!(refused.location(), address);
    assert_eq!(text(&only_application(&stack).await, "status"), "draft");
    let nothing = visitor.post_field(&format!("/join/{}/submit", "0".repeat(26)), "version", "1").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(nothing.title(), "There is no application at this link");
    assert_eq!(count(&stack, "application").await, 1);
}

/// The second application first draws the reference of the first.
#[tokio::test]
async fn a_taken_reference_is_not_reused() {
    let clock = Clock::new(|| Timestamp::from_unix(1_795_500_000));
    let wiring = Wiring { clock, entropy: with_equal_references(), ..Wiring::default() };
    let (stack, visitor) = wiring.start(options()).await;
    visitor.apply().await;
    visitor.apply().await;
    let applications = items(&stack, "application").await;
    assert_eq!(applications.len(), 2);
    assert_ne!(text(&applications[0], "reference"), text(&applications[1], "reference"));
    assert_eq!(count(&stack, "reference").await, 2);
}
