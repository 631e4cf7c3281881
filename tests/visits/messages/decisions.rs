//! Messages about decisions wait until the decisions can't be undone.

use crate::support::changes::hand_over_to;
use crate::support::outbox::deliveries;
use crate::support::post::{ADA, PostOffice, crashes};
use crate::support::store::{act, move_to, person, set, store};
use crate::support::wire::{Fault, Faults};
use crate::support::{Visitor, log, options};
use aws_sdk_dynamodb::types::AttributeValue;
use local::{Options, Stack};
use notify::Notify;
use serde_json::{Value, json};
use shared::application::Status;
use shared::timestamp::Timestamp;
use std::time::Duration;
use store::{ActOutcome, StaffChange};
use test_support::events::DECISION;

/// Opens an office with an application that was accepted. Returns its private path, and the record of the decision.
async fn accepted() -> (PostOffice, String, Vec<Value>) {
    let (office, address) = PostOffice::with_application().await;
    office.deliver(&address).await;
    for status in [Status::InReview, Status::Accepted] {
        move_to(&office.stack, &address, status).await;
    }
    let decision = office.records(&address).await.pop().unwrap();
    (office, address, vec![decision])
}

/// Returns how many messages about an acceptance were sent.
fn sent(office: &PostOffice) -> usize {
    sent_about(office, "accepted")
}

/// Returns how many messages about such a decision were sent.
fn sent_about(office: &PostOffice, decision: &str) -> usize {
    let subject = format!("Your application was {decision}");
    office.mails_to(ADA).iter().filter(|mail| mail.subject.starts_with(&subject)).count()
}

/// Takes a decision back.
async fn undo(office: &PostOffice, address: &str) {
    let outcome = act(&office.stack, address, StaffChange::Undo).await;
    assert!(matches!(outcome, ActOutcome::Done(_)), "{outcome:?}");
}

/// Processes the last change of an application, and returns the messages that are queued because of it.
async fn queued_after_last_change(office: &PostOffice, address: &str) -> Vec<Value> {
    let last = office.records(address).await.pop().unwrap();
    assert_eq!(office.process(&[last]).await, None);
    office.queued().await
}

/// Processes messages of the queue. Returns the ids of those to retry.
async fn process_queued(notify: &Notify, records: &[Value]) -> Vec<String> {
    let response = notify.handle(serde_json::from_value(json!({ "Records": records })).unwrap()).await;
    let response = serde_json::to_value(response.unwrap()).unwrap();
    let failures = response["batchItemFailures"].as_array().unwrap().iter();
    failures.map(|failed| failed["itemIdentifier"].as_str().unwrap().to_owned()).collect()
}

fn id(record: &Value) -> String {
    record["messageId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_decision_is_mailed_after_the_undo_window() {
    let stack = Stack::start(Options { undo_seconds: 1, ..options() }).await.unwrap();
    let address = Visitor::to(&stack.site_url()).apply().await;
    for status in [Status::InReview, Status::Accepted] {
        move_to(&stack, &address, status).await;
    }
    let about = |mails: Vec<(String, String)>| mails.iter().filter(|(_, subject)| subject.contains("accepted")).count();
    assert_eq!(about(deliveries(&stack).await), 0, "it can still be undone");
    while about(deliveries(&stack).await) == 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_undone_decision_sends_nothing() {
    let (office, address, decision) = accepted().await;
    office.process(&decision).await;
    let queued = office.queued().await;
    undo(&office, &address).await;
    assert!(queued_after_last_change(&office, &address).await.is_empty());
    assert!(process_queued(&office.notify, &queued).await.is_empty());
    assert_eq!(sent(&office), 0);
    assert!(log::logged().contains("decision was undone"));

    move_to(&office.stack, &address, Status::Declined).await;
    let other = queued_after_last_change(&office, &address).await;
    assert!(process_queued(&office.notify, &[queued, other].concat()).await.is_empty());
    assert_eq!((sent(&office), sent_about(&office, "declined")), (0, 1));
}

#[tokio::test]
async fn a_decision_that_is_made_again_waits_again() {
    let (office, address, decision) = accepted().await;
    office.process(&decision).await;
    let first = office.queued().await;
    undo(&office, &address).await;
    move_to(&office.stack, &address, Status::Accepted).await;
    let second = queued_after_last_change(&office, &address).await;
    process_queued(&office.notify, &first).await;
    assert_eq!(sent(&office), 0, "the second decision can still be undone");
    process_queued(&office.notify, &second).await;
    assert_eq!(sent(&office), 1);
}

#[tokio::test]
async fn a_note_does_not_hold_up_the_message() {
    let (office, address, decision) = accepted().await;
    office.process(&decision).await;
    let id = office.submitted(&address).await.id;
    let at = Timestamp::from_unix(1_900_000_001);
    assert!(store(&office.stack).add_note(&id, &person("Ada"), "Well done.", at).await.unwrap());
    process_queued(&office.notify, &office.queued().await).await;
    assert_eq!(sent(&office), 1);
}

#[tokio::test]
async fn a_decision_is_mailed_once_however_often_it_is_queued_and_delivered() {
    let (office, _address, decision) = accepted().await;
    for _ in 0..3 {
        assert_eq!(office.process(&decision).await, None);
    }
    assert_eq!(sent(&office), 0);
    let queued = office.queued().await;
    assert_eq!(queued.len(), 3);
    for _ in 0..2 {
        assert!(process_queued(&office.notify, &queued).await.is_empty());
        office.time.pass(24 * 60 * 60);
    }
    assert_eq!(sent(&office), 1);
}

#[tokio::test]
async fn a_decision_is_mailed_despite_crashes_at_every_call() {
    let (office, _address, decision) = accepted().await;
    let mut faults = Faults::at(0, Fault::KILLED_BEFORE);
    let mut call = 0;
    while crashes(&office.failing(&faults, false), &faults, &decision).await {
        office.time.pass(91);
        call += 1;
        faults = Faults::at(call, Fault::KILLED_BEFORE);
    }
    let queued = office.queued().await;
    assert!(!queued.is_empty());
    (call, faults) = (0, Faults::at(0, Fault::KILLED_BEFORE));
    while crashes(&office.failing(&faults, false), &faults, &queued).await {
        office.time.pass(91);
        call += 1;
        faults = Faults::at(call, Fault::KILLED_BEFORE);
    }
    assert!(call > 5, "{call}");
    // Only a crash between sending and recording sends it twice.
    assert!((1..=2).contains(&sent(&office)), "{}", sent(&office));
    assert_eq!(office.state("accepted").await, "sent");
}

#[tokio::test]
async fn a_lost_response_from_the_queue_or_the_table_duplicates_no_message() {
    let (office, _address, decision) = accepted().await;
    let notify = office.failing(&Faults::at(0, Fault::LOST_RESPONSE), true);
    assert_eq!(hand_over_to(&notify, &decision).await, None);
    let queued = office.queued().await;
    assert_eq!(queued.len(), 2, "the client has repeated the request");
    // Read the reference, the application and the history, then claim.
    for call in 0..4 {
        let notify = office.failing(&Faults::at(call, Fault::LOST_RESPONSE), true);
        assert!(process_queued(&notify, &queued).await.is_empty(), "call {call}");
        assert_eq!(sent(&office), 1, "call {call}");
    }
}

#[tokio::test]
async fn a_decision_that_the_queue_does_not_take_is_retried() {
    let (office, _address, decision) = accepted().await;
    let notify = office.failing(&Faults::at(0, Fault::Reset { done: false }), false);
    let sequence = decision[0]["dynamodb"]["SequenceNumber"].as_str();
    assert_eq!(hand_over_to(&notify, &decision).await.as_deref(), sequence);
    assert!(log::logged().contains("decision not queued, will retry"));
    assert_eq!(office.process(&decision).await, None);
    assert_eq!(office.queued().await.len(), 1);
}

#[tokio::test]
async fn a_message_that_fails_holds_up_no_other() {
    let (office, _address, decision) = accepted().await;
    office.process(&decision).await;
    let [queued] = &office.queued().await[..] else { panic!("one decision") };
    let mut unreadable = queued.clone();
    unreadable["body"] = json!("ada@example.com");
    let mut of_nobody = queued.clone();
    of_nobody["body"] = json!(r#"{"reference": "ZZZZZZZZ", "history_length": 3}"#);
    office.post.refusals.lock().unwrap().push((500, "InternalFailure"));
    let batch = [unreadable, queued.clone(), of_nobody];
    assert_eq!(process_queued(&office.notify, &batch).await, [id(queued)]);
    assert_eq!(sent(&office), 0);
    assert!(process_queued(&office.notify, &batch).await.is_empty());
    assert_eq!(sent(&office), 1);
    let log = log::logged();
    assert!(log.contains("skipping unreadable message") && !log.contains("ada@example.com"), "{log}");
}

#[tokio::test]
async fn the_sample_event_is_one_of_the_queue() {
    let (office, _address, decision) = accepted().await;
    office.process(&decision).await;
    let [queued] = &office.queued().await[..] else { panic!("one decision") };
    let sample: Value = serde_json::from_str(DECISION).unwrap();
    let names = |record: &Value| record.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    // The local stack's digest is missing: the SDK does not check it.
    let mut expected = names(&sample["Records"][0]);
    expected.retain(|name| name != "md5OfBody");
    assert_eq!(names(queued), expected);
    let fields = |record: &Value| names(&serde_json::from_str(record["body"].as_str().unwrap()).unwrap());
    assert_eq!(fields(queued), fields(&sample["Records"][0]));
    assert!(office.notify.handle(serde_json::from_str(DECISION).unwrap()).await.is_ok());
}

#[tokio::test]
async fn a_removed_application_gets_no_message() {
    let (office, address, decision) = accepted().await;
    office.process(&decision).await;
    let queued = office.queued().await;
    let past = AttributeValue::N("1".to_owned());
    set(&office.stack, &address, &[("expires_at", past)]).await;
    assert!(process_queued(&office.notify, &queued).await.is_empty());
    assert_eq!(sent(&office), 0);
}
