//! Histories record every status change and reveal tampering.

use crate::support::store::{assert_history_is_intact, history, move_to, person, submitted};
use crate::support::{Visitor, items, start_applied, table, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::history::{Actor, HistoryError, verify};
use shared::application::{Action, Status};

async fn reviewed() -> (Stack, Visitor, String) {
    let (stack, visitor, address) = start_applied().await;
    for to in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        move_to(&stack, &address, to).await;
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
    use Action::{Accept, Answer, Ask, Submit, Take};
    let actions: Vec<_> = entries.iter().map(|entry| entry.action.unwrap()).collect();
    assert_eq!(actions, [Submit, Take, Ask, Answer, Accept]);
    for entry in &entries {
        let by_staff = (entry.by == Actor::Staff).then(|| person("Ada").id);
        assert_eq!(entry.person, by_staff, "{entry:?}");
    }
    assert_history_is_intact(&stack, &address).await;
    assert_eq!(visitor.get(&address).await.title(), "Your application was accepted");
}

#[tokio::test]
async fn a_removed_or_altered_history_entry_is_detected() {
    let (stack, _visitor, address) = reviewed().await;
    let application = submitted(&stack, &address).await;
    let last = items(&stack, "history").await.into_iter().max_by_key(|item| text(item, "sk").to_owned()).unwrap();
    let verified = async || verify(&application.reference, &history(&stack, &address).await, &application.history);
    let other = person("Bob");
    for (name, value) in [("to", "declined"), ("action", "note"), ("person", other.id.as_str())] {
        let mut altered = last.clone();
        assert!(altered.insert(name.to_owned(), AttributeValue::S(value.to_owned())).is_some(), "{name}");
        table::put(&stack, altered).await;
        assert_eq!(verified().await, Err(HistoryError::Altered(5)), "{name}");
    }
    for name in ["action", "person"] {
        let mut altered = last.clone();
        altered.remove(name);
        table::put(&stack, altered).await;
        assert_eq!(verified().await, Err(HistoryError::Altered(5)), "{name}");
    }
    table::delete(&stack, &last).await;
    assert_eq!(verified().await, Err(HistoryError::Missing(5)));
}
