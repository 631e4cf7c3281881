//! Each stream record takes effect once, even after repetitions, crashes and outages.

use crate::support::changes::{
    Changes, apply_with, fill_in_with, hand_over, hand_over_to, notify_with, start_held_back,
};
use crate::support::log::ThreadLog;
use crate::support::time::Time;
use crate::support::wire::{Faults, planned};
use crate::support::{Item, Visitor, count, items, scan, table, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use local::Stack;
use notify::Mailer;
use serde_json::{Value, json};
use std::collections::BTreeSet;
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
    let notify = notify_with(stack, breaking(stack, calls), mailer, time.clock());
    hand_over_to(&notify, records).await.is_none()
}

/// Tries again with one more request each time, until that is enough.
async fn try_until_done(stack: &Stack, time: &Time, records: &[Value]) {
    let mut calls = 0;
    while !try_again(stack, calls, time, records).await {
        calls += 1;
    }
    assert!(calls > 3, "{calls}");
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
    assert_eq!(count(&stack, "look_alike").await, 2);
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
    let time = Time::new();
    try_until_done(&stack, &time, &sent).await;
    let whole = state(&stack).await;
    assert_eq!(hand_over(&stack, stack.client(), &sent).await, None);
    assert_eq!(state(&stack).await, whole);
    assert_eq!(count(&stack, "look_alike").await, 2);

    let deleted = table::application(&stack, &two).await;
    table::delete(&stack, &deleted).await;
    stack.drained().await;
    try_until_done(&stack, &time, &changes.of(&two).split_off(sent.len())).await;
    assert_eq!((count(&stack, "look_alike").await, count(&stack, "application").await), (0, 1));
    let is_of_deleted = |item: &Item| text(item, "reference") == text(&deleted, "reference");
    assert!(!items(&stack, "likeness").await.iter().any(is_of_deleted));
}

#[tokio::test]
async fn without_the_table_the_first_record_with_effects_is_retried() {
    let (stack, _visitor, changes, [one, _]) = two_alike().await;
    let records = changes.of(&one);
    // The earlier records have no effects, except the one with which the draft gets its main contact.
    let has_contact = |record: &&Value| record["dynamodb"]["NewImage"].get("contact_email").is_some();
    let first = records.iter().find(has_contact).unwrap()["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &records).await.as_deref(), Some(first));
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
    let key = one.replace("/join/", "application#");
    assert!(items(&stack, "likeness").await.iter().any(|item| text(item, "sk") == key));
}

#[tokio::test]
async fn changes_to_a_draft_have_no_effects_until_it_has_a_main_contact() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = fill_in_with(&visitor, &[]).await;
    stack.drained().await;
    let before = scan(&stack).await;
    let mut records = changes.of(&address);
    records.retain(|record| record["dynamodb"]["NewImage"].get("contact_email").is_none());
    assert!(!records.is_empty());
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &records).await, None);
    assert_eq!(scan(&stack).await, before);

    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&address)).await, None);
    let kinds: BTreeSet<_> = scan(&stack).await.iter().map(|item| text(item, "entity_type").to_owned()).collect();
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["application", "likeness", "secret"]);
}
