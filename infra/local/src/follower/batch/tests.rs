use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::*;
use crate::stream::Position;

/// A function with a scripted response to each batch.
struct Function {
    handler: Handler,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Function {
    /// `respond` gets the names in the batch and the number of earlier batches.
    fn new(respond: impl Fn(&str, usize) -> Value + Send + Sync + 'static) -> Self {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (log, respond) = (Arc::clone(&seen), Arc::new(respond));
        let handler = Handler::events(move |event: Value| {
            let (log, respond) = (Arc::clone(&log), Arc::clone(&respond));
            async move {
                let names: String = event["Records"].as_array().unwrap().iter().map(name).collect();
                let mut seen = log.lock().unwrap();
                seen.push(names.clone());
                let before = seen.len() - 1;
                drop(seen);
                Ok::<_, std::convert::Infallible>(respond(&names, before))
            }
        });
        Self { handler, seen }
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn name(record: &Value) -> &str {
    record["name"].as_str().unwrap()
}

/// A mapping of every record, with one retry.
fn mapping() -> Mapping {
    Mapping {
        function: "it".to_owned(),
        batch_size: 10,
        retries: 1,
        maximum_age: 60,
        filters: vec![json!({"name": ["a", "b", "c", "d"]})],
    }
}

/// Records called `a`, `b` and so on, with sequence numbers from 0.
fn records(count: u8) -> Vec<Record> {
    let record = |number| Record {
        position: Position::numbered(number),
        made_at: OffsetDateTime::now_utc().unix_timestamp(),
        json: json!({"name": char::from(b'a' + number).to_string()}),
    };
    (0..count).map(record).collect()
}

fn failed(number: u8) -> Value {
    json!({"batchItemFailures": [{"itemIdentifier": Position::numbered(number).as_str()}]})
}

#[tokio::test]
async fn a_handled_batch_is_not_retried() {
    for response in [json!(null), json!({}), json!({"batchItemFailures": null}), json!({"batchItemFailures": []})] {
        let function = Function::new(move |_, _| response.clone());
        hand_over(&mapping(), &function.handler, records(3)).await;
        assert_eq!(function.seen(), ["abc"]);
    }
}

#[tokio::test]
async fn a_failed_record_is_retried_with_all_later_ones() {
    let function = Function::new(|_, before| if before == 0 { failed(2) } else { json!({}) });
    hand_over(&mapping(), &function.handler, records(4)).await;
    assert_eq!(function.seen(), ["abcd", "cd"]);
}

#[tokio::test]
async fn retries_start_at_the_first_of_several_failures() {
    let several = json!({"batchItemFailures": [failed(3)["batchItemFailures"][0], failed(1)["batchItemFailures"][0]]});
    let function = Function::new(move |_, before| if before == 0 { several.clone() } else { json!({}) });
    hand_over(&mapping(), &function.handler, records(4)).await;
    assert_eq!(function.seen(), ["abcd", "bcd"]);
}

#[tokio::test]
async fn a_malformed_report_fails_the_whole_batch() {
    for nonsense in [json!({"batchItemFailures": [{"itemIdentifier": "7"}]}), json!({"batchItemFailures": [{}]})] {
        let function = Function::new(move |_, before| if before == 0 { nonsense.clone() } else { json!({}) });
        hand_over(&mapping(), &function.handler, records(2)).await;
        assert_eq!(function.seen(), ["ab", "a", "b"]);
    }
}

#[tokio::test]
async fn a_crashing_batch_is_halved_until_only_the_bad_record_is_given_up() {
    let function = Function::new(|names, _| {
        assert!(!names.contains('c'), "this one crashes it");
        json!({})
    });
    hand_over(&mapping(), &function.handler, records(4)).await;
    assert_eq!(function.seen(), ["abcd", "ab", "cd", "c", "c", "d"]);
}

#[tokio::test]
async fn a_record_is_given_up_after_its_retries() {
    let function = Function::new(|_, _| panic!("it always crashes"));
    hand_over(&Mapping { retries: 2, ..mapping() }, &function.handler, records(1)).await;
    assert_eq!(function.seen(), ["a", "a", "a"]);
}

#[tokio::test]
async fn progress_resets_the_retry_count() {
    let function =
        Function::new(|_, before| if before < 2 { failed(u8::try_from(before).unwrap()) } else { json!({}) });
    hand_over(&mapping(), &function.handler, records(2)).await;
    assert_eq!(function.seen(), ["ab", "ab", "b"]);
}

#[tokio::test]
async fn records_that_are_too_old_are_given_up() {
    let mut records = records(2);
    records[0].made_at -= 61;
    let function = Function::new(|_, _| json!({}));
    hand_over(&mapping(), &function.handler, records).await;
    assert_eq!(function.seen(), ["b"]);
}

#[tokio::test]
async fn only_records_that_match_a_filter_are_delivered() {
    let only = |name: &str| json!({"name": [name]});
    let function = Function::new(|_, _| json!({}));
    hand_over(&Mapping { filters: vec![only("b"), only("d")], ..mapping() }, &function.handler, records(4)).await;
    hand_over(&Mapping { filters: vec![only("x")], ..mapping() }, &function.handler, records(4)).await;
    assert_eq!(function.seen(), ["bd"]);
}
