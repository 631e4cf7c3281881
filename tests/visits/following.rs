//! What follows from a change follows once: after a repetition, a crash and an outage too.

use crate::support::changes::{
    Changes, apply_with, fill_in_with, hand_over, hand_over_to, notify_with, start_held_back,
};
use crate::support::time::Time;
use crate::support::{Item, Visitor, log, scan, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use local::Stack;
use notify::Mailer;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::CLAIM_SECONDS;

/// A way to the table that breaks after some calls.
#[derive(Debug, Clone)]
struct Breaking {
    inner: SharedHttpConnector,
    left: Arc<AtomicU32>,
}

impl HttpConnector for Breaking {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        match self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(_) => self.inner.call(request),
            Err(_) => HttpConnectorFuture::ready(Err(ConnectorError::io("the table is gone".into()))),
        }
    }
}

/// A client of a stack's table that reaches it so many times.
fn breaking(stack: &Stack, calls: u32) -> Client {
    let inner: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    let left = Arc::new(AtomicU32::new(calls));
    let http_client = http_client_fn(move |settings, components| {
        let inner = inner.http_connector(settings, components);
        SharedHttpConnector::new(Breaking { inner, left: Arc::clone(&left) })
    });
    let config = stack.client().config().to_builder().retry_config(RetryConfig::disabled());
    Client::from_conf(config.http_client(http_client).build())
}

/// Hands records over when whoever tried before has surely ended, on a way to the table that breaks after some calls;
/// whether they were enough.
async fn try_again(stack: &Stack, calls: u32, time: &Time, records: &[Value]) -> bool {
    time.pass(CLAIM_SECONDS + 1);
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    hand_over_to(&notify_with(stack.table_name(), breaking(stack, calls), mailer, time.clock()), records)
        .await
        .is_none()
}

/// What is in the table, without the time at which links were found.
async fn state(stack: &Stack) -> Vec<Item> {
    let mut items = scan(stack).await;
    items.iter_mut().for_each(|item| drop(item.remove("found_at")));
    items.sort_by_key(|item| (text(item, "pk").to_owned(), text(item, "sk").to_owned()));
    items
}

/// A stack with two applications that look alike, nothing of which was followed yet.
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
async fn a_crash_between_any_two_calls_is_made_good_by_the_next_attempt() {
    let (stack, _visitor, changes, [one, two]) = two_alike().await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&one)).await, None);
    let sent = changes.of(&two);
    // With ever more calls, until they are enough: each attempt ends where the next one has to go on.
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
    let gone = whole.iter().find(|item| text(item, "pk") == address && text(item, "sk") == "application").unwrap();
    stack.client().delete_item().table_name(stack.table_name()).set_key(Some(key(gone))).send().await.unwrap();
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
    let reference = text(gone, "reference");
    let about = |item: &&Item| text(item, "entity_type") == "likeness" && text(item, "reference") == reference;
    assert_eq!(left.iter().filter(about).count(), 0);
}

#[tokio::test]
async fn while_the_table_is_gone_the_first_record_that_needs_it_is_asked_for_again() {
    let (stack, _visitor, changes, [one, _]) = two_alike().await;
    let records = changes.of(&one);
    // Before it was sent it was a draft, of which nothing follows.
    let sent = records.last().unwrap()["dynamodb"]["SequenceNumber"].as_str().unwrap();
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &records).await.as_deref(), Some(sent));
}

#[tokio::test]
async fn a_record_that_can_not_be_read_does_not_hold_up_the_others() {
    let (stack, _visitor, changes, [one, two]) = two_alike().await;
    let sent = changes.of(&one).pop().unwrap();
    let mut broken = changes.of(&two).pop().unwrap();
    broken["dynamodb"]["NewImage"]["legal_name"] = json!({"N": "7"});
    let mut unknown = broken.clone();
    unknown["dynamodb"]["NewImage"]["status"] = json!({"S": "dancing"});
    let records =
        [json!(null), json!({"dynamodb": {}}), json!({"dynamodb": {"SequenceNumber": "1"}}), unknown, broken, sent];
    assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
    let log = log::logged();
    let skipped = log.lines().filter(|line| line.contains("skipping unreadable stream record"));
    assert_eq!(skipped.count(), 5, "each is logged once, and by no other test");
    let found = scan(&stack).await.into_iter().filter(|item| text(item, "entity_type") == "likeness");
    let key = one.replace("/join/", "application#");
    assert!(found.filter(|item| text(item, "sk") == key).count() > 0);
}

#[tokio::test]
async fn nothing_follows_from_a_draft() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = fill_in_with(&visitor, &[]).await;
    stack.drained().await;
    let before = scan(&stack).await;
    assert_eq!(hand_over(&stack, breaking(&stack, 0), &changes.of(&address)).await, None);
    assert_eq!(scan(&stack).await, before);
}
