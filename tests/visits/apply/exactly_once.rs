//! A form submitted any number of times creates one application, one reference and one history.

use crate::support::{Wiring, answers, items, only_application, start, text};
use futures::future::join_all;
use local::Options;
use reqwest::StatusCode;
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::fields::Section;
use shared::timestamp::Timestamp;
use std::sync::atomic::{AtomicU8, Ordering};

#[tokio::test]
async fn resubmitting_changes_nothing() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    assert_eq!(visitor.send(&check).await.location(), address);
    let sent = only_application(&stack).await;
    for _ in 0..3 {
        assert_eq!(visitor.send(&check).await.location(), address);
    }
    assert_eq!(visitor.get(&format!("{address}/submit")).await.location(), address);
    assert_eq!(only_application(&stack).await, sent);
    assert_eq!(items(&stack, "reference").await.len(), 1);
    assert_eq!(items(&stack, "history").await.len(), 1);
}

#[tokio::test]
async fn fifty_concurrent_submissions_create_one_application() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    let pages = join_all((0..50).map(|_| visitor.send(&check))).await;
    assert!(pages.iter().all(|page| page.location() == address));
    assert_eq!(text(&only_application(&stack).await, "status"), "received");
    assert_eq!(items(&stack, "reference").await.len(), 1);
    assert_eq!(items(&stack, "history").await.len(), 1);
}

#[tokio::test]
async fn a_double_click_on_save_is_one_change() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let path = format!("{address}/organization");
    let typed = answers::with(answers::good(Section::Organization), "version", "0");
    for page in join_all((0..10).map(|_| visitor.post(&path, &typed))).await {
        assert_eq!(page.location(), format!("{address}/profile"));
    }
    assert_eq!(only_application(&stack).await["version"].as_n().unwrap(), "1");
}

#[tokio::test]
async fn answers_changed_after_the_check_page_are_checked_again() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    let changed = answers::with(answers::good(Section::Organization), "legal_name", "Changed meanwhile");
    visitor.fill_in(&address, Section::Organization, changed).await;

    let refused = visitor.send(&check).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("Changed meanwhile"));
    assert_eq!(text(&only_application(&stack).await, "status"), "draft");
    assert_eq!(visitor.send(&refused).await.location(), address);
    assert_eq!(text(&only_application(&stack).await, "status"), "received");
}

#[tokio::test]
async fn an_unfinished_application_cannot_be_submitted() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    visitor.fill_in(&address, Section::Organization, answers::good(Section::Organization)).await;
    let refused = visitor.post(&format!("{address}/submit"), &vec![("version", "1".to_owned())]).await;
    assert_eq!(refused.location(), address);
    assert_eq!(text(&only_application(&stack).await, "status"), "draft");
    let nothing = visitor.post(&format!("/join/{}/submit", "0".repeat(26)), &vec![("version", "1".to_owned())]).await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
    assert_eq!(nothing.title(), "There is no application at this link");
    assert_eq!(items(&stack, "application").await.len(), 1);
}

/// The second application first draws the reference of the first.
#[tokio::test]
async fn a_taken_reference_is_not_reused() {
    let calls = AtomicU8::new(0);
    let clock = Clock::new(|| Timestamp::from_unix(1_795_500_000));
    let entropy = Entropy::new(move |bytes| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        // Ids take 26 bytes, references 16: the first two references are the same.
        bytes.fill(if bytes.len() == 16 && call < 4 { 0 } else { call });
        Ok(())
    });
    let (stack, visitor) = Wiring { clock, entropy, ..Wiring::default() }.start(Options::default()).await;
    visitor.apply().await;
    visitor.apply().await;
    let applications = items(&stack, "application").await;
    assert_eq!(applications.len(), 2);
    assert_ne!(text(&applications[0], "reference"), text(&applications[1], "reference"));
    assert_eq!(items(&stack, "reference").await.len(), 2);
}
