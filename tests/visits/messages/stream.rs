//! Each stream record takes effect once, even after repetitions, crashes and outages.

use crate::support::changes::{
    Changes, apply_with, fill_in_with, hand_over, hand_over_to, notify_with, start_held_back,
};
use crate::support::log::ThreadLog;
use crate::support::time::Time;
use crate::support::wire::{Faults, planned};
use crate::support::{Item, Visitor, scan, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use local::Stack;
use notify::Mailer;
use serde_json::{Value, json};
use std::sync::Arc;
use store::CLAIM_SECONDS;

/// Returns a client that loses the table after this many requests.
fn breaking(stack: &Stack, requests: u32) -> Client {
    let faults = Faults::none();
    faults.cut_off_after(requests);
    planned(stack.client().config().to_builder().retry_config(RetryConfig::disabled()), Arc::new(faults))
}

/// Processes records with this many requests to the table, after earlier claims have expired. Returns whether that was
/// enough.
async fn try_again(stack: &Stack, calls: u32, time: &Time, records: &[Value]) -> bool {
    time.pass(CLAIM_SECONDS + 1);
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    hand_over_to(&notify_with(stack.table_name(), breaking(stack, calls), mailer, time.clock()), records)
        .await
        .is_none()
}

/// Returns the table's items without the time at which links were match_keys.
async fn state(stack: &Stack) -> Vec<Item> {
    let mut items = scan(stack).await;
    items.iter_mut().for_each(|item| drop(item.remove("found_at")));
    items.sort_by_key(|item| (text(item, "pk").to_owned(), text(item, "sk").to_owned()));
    items
}

/// Starts a stack with two look-alikes whose records are held back.
async fn two_alike() -> (Stack, Visitor, Changes, [String; 2]) {
    let (stack, visitor, changes) = start_held_back().await;
    let addresses = [apply_with(&visitor, &[]).await, apply_with(&visitor, &[]).await];
    stack.drained().await;
    (stack, visitor, changes, addresses)
}

#[tokio::test]
async fn a_repeated_record_changes_nothing() {
    let (stack, _visitor, changes, [one, two]) = two_alike().await;
    let records = [changes.of(&one), changes.of(&two)].concat();
    assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
    let before = scan(&stack).await;
    assert_eq!(before.iter().filter(|item| text(item, "entity_type") == "look_alike").count(), 2);
    for _ in 0..2 {
        assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
        assert_eq!(scan(&stack).await, before);
    }
}

#[tokio::test]
async fn a_retry_completes_the_work_after_a_crash_at_any_call() {
    let (stack, _visitor, changes, [one, two]) = two_alike().await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&one)).await, None);
    let sent = changes.of(&two);
    // Each attempt may make one more call, until it succeeds.
    let (mut calls, time) = (0, Time::new());
    while !try_again(&stack, calls, &time, &sent).await {
        calls += 1;
    }
    assert!(calls > 3, "{calls}");
    let whole = state(&stack).await;
    assert_eq!(hand_over(&stack, stack.client(), &sent).await, None);
    assert_eq!(state(&stack).await, whole);
    assert_eq!(whole.iter().filter(|item| text(item, "entity_type") == "look_alike").count(), 2);

    let key = |item: &Item| ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone())).into_iter().collect();
    let address = two.replace("/join/", "application#");
    let deleted = whole.iter().find(|item| text(item, "pk") == address && text(item, "sk") == "application").unwrap();
    stack.client().delete_item().table_name(stack.table_name()).set_key(Some(key(deleted))).send().await.unwrap();
    stack.drained().await;
    let removed = changes.of(&two).split_off(sent.len());
    calls = 0;
    while !try_again(&stack, calls, &time, &removed).await {
        calls += 1;
    }
    assert!(calls > 3, "{calls}");
    let left = state(&stack).await;
    let kinds = |kind: &str| left.iter().filter(|item| text(item, "entity_type") == kind).count();
    assert_eq!((kinds("look_alike"), kinds("application")), (0, 1));
    let reference = text(deleted, "reference");
    let about = |item: &&Item| text(item, "entity_type") == "likeness" && text(item, "reference") == reference;
    assert_eq!(left.iter().filter(about).count(), 0);
}

#[tokio::test]
async fn without_the_table_the_first_record_with_effects_is_retried() {
    let (stack, _visitor, changes, [one, _]) = two_alike().await;
    let records = changes.of(&one);
    // The earlier records are a draft's, and have no effects.
    let sent = records.last().unwrap()["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &records).await.as_deref(), Some(sent));
}

#[tokio::test]
async fn an_unreadable_record_does_not_block_the_others() {
    let (stack, _visitor, changes, [one, two]) = two_alike().await;
    let sent = changes.of(&one).pop().unwrap();
    let mut broken = changes.of(&two).pop().unwrap();
    broken["dynamodb"]["NewImage"]["legal_name"] = json!({"N": "7"});
    let mut unknown = broken.clone();
    unknown["dynamodb"]["NewImage"]["status"] = json!({"S": "dancing"});
    let records =
        [json!(null), json!({"dynamodb": {}}), json!({"dynamodb": {"SequenceNumber": "1"}}), unknown, broken, sent];
    let log = ThreadLog::start();
    assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
    assert_eq!(log.count("skipping unreadable stream record"), 5);
    let match_keys = scan(&stack).await.into_iter().filter(|item| text(item, "entity_type") == "likeness");
    let key = one.replace("/join/", "application#");
    assert!(match_keys.filter(|item| text(item, "sk") == key).count() > 0);
}

#[tokio::test]
async fn changes_to_a_draft_have_no_effects() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = fill_in_with(&visitor, &[]).await;
    stack.drained().await;
    let before = scan(&stack).await;
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &changes.of(&address)).await, None);
    assert_eq!(scan(&stack).await, before);
}
