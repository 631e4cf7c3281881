//! Histories record every status change and reveal tampering.

use crate::support::store::{assert_history_is_intact, by_staff, history, move_to, store, submitted};
use crate::support::{Visitor, count, items, only_application, start_applied, table, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::history::{HistoryError, verify};
use shared::application::{Application, Status};
use store::StatusChangeOutcome;

async fn reviewed() -> (Stack, Visitor, String) {
    let (stack, visitor, address) = start_applied().await;
    for to in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        assert!(matches!(move_to(&stack, &address, to).await, StatusChangeOutcome::Changed(_)), "{to:?}");
    }
    (stack, visitor, address)
}

#[tokio::test]
async fn every_status_change_has_a_history_entry() {
    let (stack, visitor, address) = reviewed().await;
    let entries = history(&stack, &address).await;
    let moves: Vec<_> = entries.iter().map(|entry| (entry.from, entry.to)).collect();
    use Status::{Accepted, Draft, InReview, MoreInformation, Received};
    let expected = [
        (Draft, Received),
        (Received, InReview),
        (InReview, MoreInformation),
        (MoreInformation, InReview),
        (InReview, Accepted),
    ];
    assert_eq!(moves, expected);
    assert_history_is_intact(&stack, &address).await;
    assert_eq!(visitor.get(&address).await.title(), "Your application was accepted");
}

#[tokio::test]
async fn a_removed_or_altered_history_entry_is_detected() {
    let (stack, _visitor, address) = reviewed().await;
    let application = submitted(&stack, &address).await;
    let last = items(&stack, "history").await.into_iter().max_by_key(|item| text(item, "sk").to_owned()).unwrap();
    let mut altered = last.clone();
    altered.insert("to".to_owned(), AttributeValue::S("declined".to_owned()));
    table::put(&stack, altered).await;
    let verified = async || verify(&application.reference, &history(&stack, &address).await, &application.history);
    assert_eq!(verified().await, Err(HistoryError::Altered(5)));
    table::delete(&stack, &last).await;
    assert_eq!(verified().await, Err(HistoryError::Missing(5)));
}

#[tokio::test]
async fn a_repeated_or_stale_status_change_is_refused() {
    let (stack, _visitor, address) = start_applied().await;
    let read = submitted(&stack, &address).await;
    let change = by_staff(Status::InReview);
    let store = store(&stack);
    assert!(matches!(store.change_status(&read, change).await.unwrap(), StatusChangeOutcome::Changed(_)));
    let again = store.change_status(&read, change).await.unwrap();
    let StatusChangeOutcome::Rejected(Some(Application::Submitted(now))) = again else { panic!("{again:?}") };
    assert_eq!((now.status, now.history.length), (Status::InReview, 2));
    let back = store.change_status(&now, by_staff(Status::Received)).await.unwrap();
    assert!(matches!(back, StatusChangeOutcome::Rejected(Some(_))));
    assert_eq!(count(&stack, "history").await, 2);
}

#[tokio::test]
async fn only_one_of_concurrent_status_changes_succeeds() {
    let (stack, _visitor, address) = start_applied().await;
    let read = submitted(&stack, &address).await;
    let store = store(&stack);
    let moves = (0..20).map(|number| {
        let to = if number % 2 == 0 { Status::InReview } else { Status::Withdrawn };
        store.change_status(&read, by_staff(to))
    });
    let outcomes = futures::future::join_all(moves).await;
    let succeeded = outcomes.iter().filter(|outcome| matches!(outcome, Ok(StatusChangeOutcome::Changed(_)))).count();
    assert_eq!(succeeded, 1);
    assert_history_is_intact(&stack, &address).await;
    assert_eq!(only_application(&stack).await["history_length"].as_n().unwrap(), "2");
}
