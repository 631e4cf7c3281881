//! Actions of staff that meet others, or whose responses are lost.

use crate::support::store::{
    assert_counters_are_exact, assert_history_is_intact, change_to, id, move_to, person, store, submitted, terms,
};
use crate::support::wire::{Fault, Faults, planned};
use crate::support::{items, start_applied};
use local::Stack;
use shared::application::Status;
use shared::clock::Clock;
use std::sync::Arc;
use store::{ActOutcome, StaffChange, Store};

#[tokio::test(flavor = "multi_thread")]
async fn of_50_concurrent_decisions_one_wins() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    let (store, read) = (store(&stack), submitted(&stack, &address).await);
    let deciding = (0..50).map(|number| {
        let (store, read) = (store.clone(), read.clone());
        let to = if number % 2 == 0 { Status::Accepted } else { Status::Declined };
        tokio::spawn(async move { (to, store.act(&read, &person("Ada"), change_to(to), terms()).await.unwrap()) })
    });
    let (mut done, mut seen) = (Vec::new(), Vec::new());
    for decided in futures::future::join_all(deciding).await {
        match decided.unwrap() {
            (to, ActOutcome::Done(_)) => done.push(to),
            (_, ActOutcome::Rejected(Some(now))) => seen.push(now.status()),
            (_, ActOutcome::Rejected(None)) => panic!("it is gone"),
        }
    }
    let [won] = done[..] else { panic!("{done:?} were done") };
    assert_eq!(submitted(&stack, &address).await.status, won);
    assert_eq!(seen, [won; 49], "the others see what changed");
    assert_eq!(items(&stack, "history").await.len(), 3);
    assert_history_is_intact(&stack, &address).await;
    assert_counters_are_exact(&stack).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_notes_are_all_kept() {
    let (stack, _visitor, address) = start_applied().await;
    let store = store(&stack);
    let noting = (0..4).map(|number| {
        let (store, id) = (store.clone(), id(&address));
        tokio::spawn(async move {
            store.add_note(&id, &person("Ada"), &format!("note {number}"), Clock::system().now()).await
        })
    });
    for noted in futures::future::join_all(noting).await {
        assert!(noted.unwrap().unwrap());
    }
    let reference = submitted(&stack, &address).await.reference;
    let file = store.file(&reference, Clock::system().now()).await.unwrap().unwrap();
    let mut notes: Vec<_> = file.notes.into_iter().map(|note| note.text).collect();
    notes.sort();
    assert_eq!(notes, ["note 0", "note 1", "note 2", "note 3"]);
    assert_history_is_intact(&stack, &address).await;
}

/// Returns a store whose requests fail as planned.
fn faulty(stack: &Stack, faults: &Faults) -> Store {
    let client = planned(stack.client().config().to_builder(), Arc::new(faults.clone()));
    Store::new(client, stack.table_name())
}

#[tokio::test]
async fn an_action_is_done_once_if_its_response_is_lost() {
    let (stack, _visitor, address) = start_applied().await;
    let faults = Faults::none();
    let store = faulty(&stack, &faults);
    let read = submitted(&stack, &address).await;
    faults.lose("TransactWriteItems", 1);
    let taken = store.act(&read, &person("Ada"), StaffChange::Take, terms()).await.unwrap();
    assert!(matches!(taken, ActOutcome::Done(_)));
    faults.lose("TransactWriteItems", 1);
    assert!(store.add_note(&read.id, &person("Ada"), "once", Clock::system().now()).await.unwrap());
    assert_eq!((items(&stack, "history").await.len(), items(&stack, "note").await.len()), (3, 1));
    assert_history_is_intact(&stack, &address).await;
    assert_counters_are_exact(&stack).await;
}

/// All applications share the counters, so transactions about different ones meet there.
#[tokio::test]
async fn a_transaction_that_meets_another_is_tried_again() {
    let (stack, _visitor, address) = start_applied().await;
    let faults = Faults::at(0, Fault::Conflict(2));
    let store = faulty(&stack, &faults);
    let read = submitted(&stack, &address).await;
    let taken = store.act(&read, &person("Ada"), StaffChange::Take, terms()).await.unwrap();
    assert!(matches!(taken, ActOutcome::Done(_)));
    assert_counters_are_exact(&stack).await;
}
