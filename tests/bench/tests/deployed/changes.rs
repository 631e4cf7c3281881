//! Stream records sent directly to the `notify` program: once, repeated and out of order.

use crate::support::table::{Item, items, only_application, scan, text};
use crate::support::{Site, log, logged, staff, start_held_back};
use aws_sdk_dynamodb::types::AttributeValue;
use bench::{Failure, StatusCode};
use local::Stack;
use serde_json::{Value, json};
use shared::application::{Application, Retention, Status};
use shared::staff::{Person, PersonId, Role};
use shared::timestamp::Timestamp;
use std::collections::BTreeMap;
use store::{ActOutcome, ActTerms, StaffChange, Store};

/// Delivers a batch, and returns the sequence numbers to retry.
async fn deliver(site: &Site, records: &[Value]) -> Vec<String> {
    deliver_as(site, "c6af9ac6-7b61-11e6-9a41-93e8deadbeef", records).await
}

async fn deliver_as(site: &Site, request_id: &str, records: &[Value]) -> Vec<String> {
    let sandbox = site.function("notify").sandbox().await.unwrap();
    let response = sandbox.invoke_as(request_id, json!({ "Records": records }).to_string()).await.unwrap();
    let response = response.json().unwrap();
    let failed = response["batchItemFailures"].as_array().unwrap().iter();
    failed.map(|failed| failed["itemIdentifier"].as_str().unwrap().to_owned()).collect()
}

fn number(record: &Value) -> String {
    record["dynamodb"]["SequenceNumber"].as_str().unwrap().to_owned()
}

/// Returns the recipients of messages, in order.
fn recipients(site: &Site) -> Vec<String> {
    site.mail().sent().into_iter().flat_map(|sent| sent.to).collect()
}

async fn table(stack: &Stack) -> BTreeMap<[String; 2], Item> {
    let key = |item: &Item| ["pk", "sk"].map(|name| text(item, name).to_owned());
    // The directory is published anew each time.
    let items = scan(stack).await.into_iter().filter(|item| text(item, "pk") != "directory");
    items.map(|item| (key(&item), item)).collect()
}

/// Changes an application's status as staff do.
async fn move_to(site: &Site, address: &str, to: Status) {
    let store = Store::new(site.stack().client(), site.stack().table_name());
    let id = address.strip_prefix("/join/").unwrap().parse().unwrap();
    let Ok(Some(Application::Submitted(application))) = store.application(&id, Timestamp::from_unix(0)).await else {
        panic!("the application is not submitted")
    };
    let retention = Retention { draft_days: 30, suspect_days: 30, closed_days: 180, undecided_days: 730 };
    let change = match to {
        Status::InReview => StaffChange::Take,
        Status::Accepted => StaffChange::Accept { facets: Vec::new(), renews: false },
        _ => panic!("no test needs {to:?}"),
    };
    let person = Person { id: PersonId::of("issuer", "ada"), name: "Ada".to_owned(), role: Role::Reviewer };
    let terms = ActTerms { at: Timestamp::from_unix(1_900_000_000), retention, undo_seconds: 0 };
    let outcome = store.act(&application, &person, change, terms).await.unwrap();
    assert!(matches!(outcome, ActOutcome::Done(_)));
}

#[tokio::test]
async fn an_unreadable_record_is_skipped_and_the_others_are_processed() {
    let site = start_held_back().await;
    site.visitor.apply().await;
    let good = site.changes().await;
    let [mut newer, mut torn, mut without_images] = [(); 3].map(|()| good.last().unwrap().clone());
    newer["dynamodb"]["NewImage"]["status"]["S"] = json!("from a later version");
    torn["dynamodb"]["NewImage"]["legal_name"] = json!({"X": "ada@example.com"});
    without_images["dynamodb"].as_object_mut().unwrap().retain(|name, _| !name.ends_with("Image"));
    let poison = [newer, torn, without_images, json!({}), json!(null), json!("ada@example.com")];
    let batch: Vec<_> = poison.iter().flat_map(|poison| [vec![poison.clone()], good.clone()].concat()).collect();
    assert_eq!(deliver(&site, &batch).await, Vec::<String>::new());
    assert_eq!(recipients(&site), ["ada@example.com", &staff()]);
    let log = logged(site.function("notify"));
    assert_eq!(log.iter().filter(|line| *line == "skipping unreadable stream record").count(), poison.len());
    assert_eq!(site.function("notify").starts(), 1);
}

#[tokio::test]
async fn a_repeated_invocation_sends_and_writes_nothing() {
    let site = start_held_back().await;
    site.visitor.apply().await;
    let records = site.changes().await;
    deliver_as(&site, "aa7f0a2e-0000-4000-8000-000000000001", &records).await;
    let before = table(site.stack()).await;
    for request_id in ["aa7f0a2e-0000-4000-8000-000000000001", "aa7f0a2e-0000-4000-8000-000000000002"] {
        assert_eq!(deliver_as(&site, request_id, &records).await, Vec::<String>::new());
    }
    assert_eq!(recipients(&site).len(), 2, "applicant and staff");
    assert_eq!(table(site.stack()).await, before);
}

#[tokio::test]
async fn records_out_of_order_send_nothing_twice() {
    let site = start_held_back().await;
    let address = site.visitor.apply().await;
    let sent = site.changes().await;
    move_to(&site, &address, Status::InReview).await;
    move_to(&site, &address, Status::Accepted).await;
    let later = site.changes().await.split_off(sent.len());
    assert_eq!(deliver(&site, &later).await, Vec::<String>::new());
    let decision = site.changes().await.split_off(sent.len() + later.len());
    assert_eq!((recipients(&site).len(), decision.len()), (0, 1), "the decision can still be undone");
    assert_eq!(deliver(&site, &decision).await, Vec::<String>::new());
    assert_eq!(recipients(&site), ["ada@example.com"], "only the latest status is announced");
    assert_eq!(deliver(&site, &sent).await, Vec::<String>::new());
    assert_eq!(recipients(&site).len(), 3);
    let before = table(site.stack()).await;
    assert_eq!(text(&only_application(site.stack()).await, "status"), "accepted", "old records change nothing");
    let backwards: Vec<_> = [sent, later, decision].concat().into_iter().rev().collect();
    assert_eq!(deliver(&site, &backwards).await, Vec::<String>::new());
    assert_eq!((recipients(&site).len(), table(site.stack()).await), (3, before));
}

#[tokio::test]
async fn a_message_that_ses_throttles_is_retried_and_sent_once() {
    let site = start_held_back().await;
    site.visitor.apply().await;
    let records = site.changes().await;
    let sent = records.last().unwrap();
    for code in ["TooManyRequestsException", "AccountSuspendedException"] {
        // One refusal for each attempt of the client.
        for _ in 0..2 {
            site.mail().refuse_next(StatusCode::TOO_MANY_REQUESTS, code);
        }
    }
    assert_eq!(deliver(&site, &records).await, [number(sent)]);
    assert_eq!(recipients(&site).len(), 0);
    while !deliver(&site, &records).await.is_empty() {}
    assert_eq!(recipients(&site), ["ada@example.com", &staff()]);
}

#[tokio::test]
async fn a_permanently_refused_message_does_not_block_others() {
    let site = start_held_back().await;
    site.visitor.apply().await;
    site.mail().refuse_next(StatusCode::BAD_REQUEST, "MessageRejected");
    let records = site.changes().await;
    assert_eq!(deliver(&site, &records).await, Vec::<String>::new());
    assert_eq!(recipients(&site), [staff()]);
    assert!(logged(site.function("notify")).contains(&"message refused".to_owned()));
    assert_eq!(log::personal(&site.function("notify").stdout()), None);
}

/// The only case in which a message may be sent twice: the first attempt's outcome is unknown.
#[tokio::test]
async fn after_a_kill_a_message_is_sent_again_once_its_claim_expires() {
    let site = start_held_back().await;
    site.visitor.apply().await;
    let records = site.changes().await;
    let sandbox = site.function("notify").sandbox().await.unwrap();
    site.mail().be_silent(true);
    let killing = async {
        while site.mail().sent().is_empty() {
            tokio::task::yield_now().await;
        }
        sandbox.kill().await
    };
    let (response, _) = tokio::join!(sandbox.invoke(json!({ "Records": records }).to_string()), killing);
    assert!(matches!(response, Err(Failure::Ended(_))), "{response:?}");
    site.mail().be_silent(false);

    assert_eq!(deliver(&site, &records).await, [number(records.last().unwrap())]);
    assert_eq!(recipients(&site), ["ada@example.com"], "the claim still holds");
    let claim = items(site.stack(), "notice").await.remove(0);
    age(site.stack(), &claim).await;
    assert_eq!(deliver(&site, &records).await, Vec::<String>::new());
    assert_eq!(recipients(&site), ["ada@example.com", "ada@example.com", &staff()]);
}

/// Makes a claim look old.
async fn age(stack: &Stack, claim: &Item) {
    let update = stack.client().update_item().table_name(stack.table_name());
    let update = update.key("pk", claim["pk"].clone()).key("sk", claim["sk"].clone());
    let then = AttributeValue::S("2026-01-01T00:00:00Z".to_owned());
    let update = update.update_expression("SET claimed_at = :then").expression_attribute_values(":then", then);
    update.send().await.unwrap();
}
