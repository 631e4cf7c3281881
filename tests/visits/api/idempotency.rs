//! Idempotency keys: one key, one application.

use crate::support::api::{application, with};
use crate::support::functions::with_equal_references;
use crate::support::time::Time;
use crate::support::{
    Item, Page, Visitor, Wiring, count, items, only_application, options, scan, start, start_lossy, text,
};
use futures::future::join_all;
use local::{Options, Stack};
use serde_json::json;
use shared::application::history::Hash;
use shared::clock::Clock;

const KEY: &[(&str, &str)] = &[("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];

fn receipt(page: &Page) -> (String, serde_json::Value) {
    (page.received(), page.json())
}

async fn assert_stored_once(stack: &Stack) -> Vec<Item> {
    for kind in ["application", "reference", "history"] {
        assert_eq!(count(stack, kind).await, 1, "{kind}");
    }
    scan(stack).await
}

#[tokio::test]
async fn repeating_a_key_and_body_returns_the_same_response_and_writes_nothing() {
    let (stack, visitor) = start().await;
    let first = visitor.post_json(application(), KEY).await;
    let stored = assert_stored_once(&stack).await;
    for key in [KEY, &[("idempotency-key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"")]] {
        let again = visitor.post_json(application(), key).await;
        assert_eq!(receipt(&again), receipt(&first));
    }
    // Some programs write a byte order mark.
    let again = visitor.post_json(format!("\u{feff}{}", application()), KEY).await;
    assert_eq!(receipt(&again), receipt(&first));
    assert_eq!(assert_stored_once(&stack).await.len(), stored.len());
}

/// The key may identify its sender, and a leaked list of stored keys must not help to guess keys.
#[tokio::test]
async fn a_stored_key_cannot_be_read_or_guessed_without_the_secret() {
    let (stack, visitor) = start().await;
    visitor.post_json(application(), KEY).await.received();
    let [stored] = items(&stack, "idempotency").await.try_into().unwrap();
    assert_eq!(text(&stored, "sk"), "idempotency");
    let (all, (_, key)) = (format!("{stored:?}"), KEY[0]);
    assert!(!all.contains(key) && !all.contains(Hash::of(key.as_bytes()).as_str()), "{all}");
    assert!(!all.contains(Hash::of(application().to_string().as_bytes()).as_str()), "{all}");
    assert_eq!(count(&stack, "secret").await, 1, "the secret is created once and stored in the table");
}

#[tokio::test]
async fn reusing_a_key_with_another_body_is_refused() {
    let (stack, visitor) = start().await;
    visitor.post_json(application(), KEY).await.received();
    let problem = visitor.post_json(with("legal_name", json!("Another")), KEY).await.problem(422);
    assert_eq!(problem["title"], "The Idempotency-Key is taken");
    assert_eq!(problem.get("errors"), None);
    assert_stored_once(&stack).await;
}

#[tokio::test]
async fn the_same_body_without_the_key_is_another_application() {
    let (stack, visitor) = start().await;
    let keys: [&[(&str, &str)]; 4] = [KEY, &[], &[], &[("idempotency-key", "another")]];
    for key in keys {
        visitor.post_json(application(), key).await.received();
    }
    assert_eq!(count(&stack, "application").await, 4);
    assert_eq!(count(&stack, "idempotency").await, 2);
}

#[tokio::test]
async fn a_refused_request_claims_no_key() {
    let (stack, visitor) = start().await;
    visitor.post_json("{}", KEY).await.problem(422);
    visitor.post_json("{", KEY).await.problem(400);
    assert!(items(&stack, "idempotency").await.is_empty());
    visitor.post_json(application(), KEY).await.received();
    assert_stored_once(&stack).await;
}

#[tokio::test]
async fn the_key_of_a_deleted_application_names_no_application() {
    let (_stack, visitor) = start().await;
    let address = visitor.post_json(application(), KEY).await.received();
    for ending in ["withdraw", "erase"] {
        visitor.press(&format!("{address}/{ending}")).await.location();
    }
    let response = visitor.post_json(application(), KEY).await;
    let problem = response.problem(410);
    assert!(problem["detail"].as_str().unwrap().contains("deleted"), "{problem}");
    assert!(!response.body.contains(&address), "{}", response.body);
}

#[tokio::test]
async fn twenty_concurrent_posts_with_one_key_create_one_application() {
    let (stack, visitor) = start().await;
    let pages = join_all((0..20).map(|_| visitor.post_json(application(), KEY))).await;
    for page in &pages {
        assert_eq!(receipt(page), receipt(&pages[0]));
    }
    assert_stored_once(&stack).await;
}

#[tokio::test]
async fn only_one_of_two_concurrent_bodies_with_one_key_is_received() {
    let (stack, visitor) = start().await;
    let bodies = ["Even", "Odd"].into_iter().cycle().map(|name| with("legal_name", json!(name)));
    let pages = join_all(bodies.take(20).map(|body| visitor.post_json(body, KEY))).await;
    let (received, refused): (Vec<_>, Vec<_>) = pages.into_iter().partition(|page| page.status == 201);
    assert_eq!((received.len(), refused.len()), (10, 10));
    assert!(received.iter().all(|page| receipt(page) == receipt(&received[0])));
    assert!(refused.iter().all(|page| page.problem(422)["title"] == "The Idempotency-Key is taken"));
    assert_stored_once(&stack).await;
}

#[tokio::test]
async fn an_invalid_key_is_refused() {
    let (stack, visitor) = start().await;
    for key in ["", "\"\"", "clé", "a\tb", &"k".repeat(256)] {
        let problem = visitor.post_json(application(), &[("idempotency-key", key)]).await.problem(400);
        assert_eq!(problem["title"], "The Idempotency-Key can't be used", "{key}");
    }
    assert!(scan(&stack).await.is_empty());
    visitor.post_json(application(), &[("idempotency-key", &"k".repeat(255))]).await.received();
}

/// After three losses the client gives up although everything was written.
#[tokio::test]
async fn lost_responses_from_the_table_create_one_application() {
    for (key, losses) in [(KEY, 1), (&[], 1), (KEY, 3), (&[], 3)] {
        let (stack, visitor) = start_lossy("TransactWriteItems", losses).await;
        let created = visitor.post_json(application(), key).await;
        assert_eq!(visitor.get(&created.received()).await.status, 200);
        assert_eq!(created.json()["reference"], text(&only_application(&stack).await, "reference"));
        assert_stored_once(&stack).await;
    }
}

/// The function was killed after the write, or its response was lost.
#[tokio::test]
async fn resubmitting_returns_the_same_reference() {
    let (stack, visitor) = start().await;
    let sender = visitor.clone();
    let call = tokio::spawn(async move { sender.post_json(application(), KEY).await });
    while count(&stack, "application").await == 0 {
        tokio::task::yield_now().await;
    }
    call.abort();
    let stored = items(&stack, "application").await.remove(0);
    let again = visitor.post_json(application(), KEY).await;
    assert_eq!(again.json()["reference"], text(&stored, "reference"));
    assert_stored_once(&stack).await;
}

/// Starts a stack with this clock, whose first two references are the same.
async fn start_at(clock: Clock) -> (Stack, Visitor) {
    Wiring { clock, entropy: with_equal_references(), ..Wiring::default() }.start(options()).await
}

#[tokio::test]
async fn a_key_expires_after_a_day_even_if_its_item_remains() {
    // The database removes expired items by the real clock, so this one is ahead of it.
    let time = Time::at(4_000_000_000);
    let (stack, visitor) = start_at(time.clock()).await;
    let first = visitor.post_json(application(), KEY).await;
    time.pass(86_399);
    assert_eq!(receipt(&visitor.post_json(application(), KEY).await), receipt(&first));
    time.pass(1);
    let other = visitor.post_json(with("legal_name", json!("Another")), KEY).await;
    assert_ne!(other.received(), first.received());
    assert_eq!(count(&stack, "application").await, 2);
    assert_eq!(count(&stack, "idempotency").await, 1);
    let again = visitor.post_json(with("legal_name", json!("Another")), KEY).await;
    assert_eq!(receipt(&again), receipt(&other));
}

#[tokio::test]
async fn a_program_never_gets_a_taken_reference() {
    let (stack, visitor) = start_at(Time::at(1_795_500_000).clock()).await;
    let first = visitor.post_json(application(), &[]).await;
    let second = visitor.post_json(application(), KEY).await;
    assert_ne!(first.json()["reference"], second.json()["reference"]);
    assert_eq!(count(&stack, "reference").await, 2);
}

#[tokio::test]
async fn a_source_over_its_limit_gets_429_but_can_repeat_earlier_requests() {
    let options = Options { source_limit: 2, ..options() };
    let clock = Time::at(1_795_564_770).clock();
    let (stack, visitor) = Wiring { clock, ..Wiring::default() }.start(options).await;
    let first = visitor.post_json(application(), KEY).await;
    visitor.post_json("{}", &[]).await.problem(422);
    visitor.post_json(application(), &[]).await.received();
    let response = visitor.post_json(application(), &[]).await;
    response.problem(429);
    assert_eq!(response.header("retry-after"), "30");
    assert_eq!(receipt(&visitor.post_json(application(), KEY).await), receipt(&first));
    assert_eq!(count(&stack, "application").await, 2);
}
