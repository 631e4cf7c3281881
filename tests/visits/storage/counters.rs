//! The numbers that staff see.

use crate::support::store::{
    act, acted_at, apply_as_a_program, assert_counters_are_exact, move_to, store, submitted, withdraw,
};
use crate::support::{Item, start, start_applied, table};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::{Group, Holder, Status};
use shared::clock::Clock;
use store::{Mended, Month, StaffChange};

async fn counts(stack: &Stack) -> Vec<(Group, u64)> {
    stack.drained().await;
    let counts = store(stack).counts().await.unwrap();
    Group::ALL.into_iter().map(|group| (group, counts.get(group))).filter(|(_, count)| *count > 0).collect()
}

fn numbers(month: &Month) -> [u64; 3] {
    [month.received, month.accepted, month.declined]
}

async fn this_month(stack: &Stack) -> [u64; 3] {
    numbers(&store(stack).months(1, Clock::system().now()).await.unwrap()[0])
}

async fn decided_month(stack: &Stack) -> [u64; 3] {
    numbers(&store(stack).months(1, acted_at()).await.unwrap()[0])
}

#[tokio::test]
async fn every_step_of_an_application_is_counted() {
    let (stack, visitor, address) = start_applied().await;
    assert_eq!((counts(&stack).await, this_month(&stack).await), (vec![(Group::Received, 1)], [1, 0, 0]));
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    assert_eq!((counts(&stack).await, decided_month(&stack).await), (vec![(Group::Declined, 1)], [0, 0, 1]));
    act(&stack, &address, StaffChange::Undo).await;
    assert_eq!((counts(&stack).await, decided_month(&stack).await), (vec![(Group::InReview, 1)], [0, 0, 0]));
    move_to(&stack, &address, Status::Accepted).await;
    assert_eq!((counts(&stack).await, decided_month(&stack).await), (vec![(Group::Accepted, 1)], [0, 1, 0]));
    visitor.fill_in_everything().await;
    assert_eq!(counts(&stack).await, [(Group::Accepted, 1)], "drafts are not counted");
    let spam = apply_as_a_program(&stack, &visitor).await;
    assert_eq!(counts(&stack).await, [(Group::Accepted, 1), (Group::Suspect, 1)]);
    assert_eq!(this_month(&stack).await, [1, 0, 0], "the chart is without spam");
    act(&stack, &spam, StaffChange::NotSpam).await;
    assert_eq!(
        (counts(&stack).await, this_month(&stack).await[0]),
        (vec![(Group::Received, 1), (Group::Accepted, 1)], 2)
    );
    assert_counters_are_exact(&stack).await;
}

#[tokio::test]
async fn a_removed_application_is_counted_once_however_it_is_removed() {
    let (stack, visitor) = start().await;
    let [erased, expired, spam] =
        [visitor.apply().await, visitor.apply().await, apply_as_a_program(&stack, &visitor).await];
    withdraw(&stack, &erased).await;
    assert_eq!(counts(&stack).await, [(Group::Received, 1), (Group::Withdrawn, 1), (Group::Suspect, 1)]);
    let holder = Holder::of_original(submitted(&stack, &erased).await.id);
    store(&stack).erase(&holder, Clock::system().now()).await.unwrap();
    assert_eq!(counts(&stack).await, [(Group::Received, 1), (Group::Suspect, 1)]);
    // As TTL does.
    for address in [&expired, &spam] {
        let item = table::application(&stack, address).await;
        table::delete(&stack, &item).await;
    }
    assert_eq!((counts(&stack).await, this_month(&stack).await), (Vec::new(), [2, 0, 0]));
    assert_counters_are_exact(&stack).await;
}

fn count(item: &mut Item, name: &str, count: i32) {
    item.insert(name.to_owned(), AttributeValue::N(count.to_string()));
}

#[tokio::test]
async fn counting_again_mends_wrong_and_missing_counters() {
    let (stack, visitor, address) = start_applied().await;
    visitor.apply().await;
    move_to(&stack, &address, Status::InReview).await;
    stack.drained().await;
    for mut item in table::items(&stack, "counters").await {
        if table::text(&item, "sk") == "status" {
            count(&mut item, "received", 7);
            count(&mut item, "suspect", -1);
            table::put(&stack, item).await;
        } else {
            table::delete(&stack, &item).await;
        }
    }
    let mended = store(&stack).recount(acted_at()).await.unwrap();
    let month = Clock::system().now().month();
    let wrong = |counter: &str, before, after| Mended { counter: counter.to_owned(), before, after };
    let expected = [wrong("received", 7, 1), wrong("suspect", -1, 0), wrong(&format!("{month} received"), 0, 2)];
    assert_eq!((mended.applications, mended.mended), (2, expected.to_vec()));
    assert_counters_are_exact(&stack).await;
    assert_eq!(counts(&stack).await, [(Group::Received, 1), (Group::InReview, 1)]);
}

#[tokio::test]
async fn a_table_from_before_there_were_counters_is_counted() {
    let (stack, _visitor, _address) = start_applied().await;
    for item in table::items(&stack, "counters").await {
        table::delete(&stack, &item).await;
    }
    assert_eq!(store(&stack).recount(acted_at()).await.unwrap().mended.len(), 2);
    assert_eq!((counts(&stack).await, this_month(&stack).await), (vec![(Group::Received, 1)], [1, 0, 0]));
}

/// Removed before `notify` hears of it, or restored from a backup afterward.
#[tokio::test]
async fn counting_again_settles_which_applications_exist() {
    let (stack, visitor, address) = start_applied().await;
    visitor.apply().await;
    let item = table::application(&stack, &address).await;
    table::delete(&stack, &item).await;
    assert_eq!(counts(&stack).await, [(Group::Received, 1)]);
    table::put(&stack, item.clone()).await;
    assert_eq!(store(&stack).recount(acted_at()).await.unwrap().mended.len(), 1);
    assert_eq!(counts(&stack).await, [(Group::Received, 2)]);
    table::delete(&stack, &item).await;
    assert_eq!(counts(&stack).await, [(Group::Received, 1)], "its next removal is counted again");
    assert_counters_are_exact(&stack).await;
}

/// The count begins again whenever an application changes meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn counting_while_applications_change_is_safe() {
    let (stack, visitor) = start().await;
    let mut item = table::items(&stack, "counters").await.pop().unwrap_or_default();
    item.insert("pk".to_owned(), AttributeValue::S("counters".to_owned()));
    item.insert("sk".to_owned(), AttributeValue::S("status".to_owned()));
    count(&mut item, "received", 5);
    count(&mut item, "changed", 1);
    table::put(&stack, item).await;
    let recounting = tokio::spawn({
        let store = store(&stack);
        async move { store.recount(acted_at()).await }
    });
    for _ in 0..5 {
        visitor.apply().await;
    }
    recounting.await.unwrap().unwrap();
    assert_counters_are_exact(&stack).await;
    assert_eq!(counts(&stack).await, [(Group::Received, 5)]);
}
