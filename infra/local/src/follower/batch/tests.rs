use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::*;

/// Returns the names in each batch that a function gets. `respond` gets them too, and the number of earlier batches.
async fn delivered(
    mapping: Mapping,
    records: Vec<Record>,
    respond: impl Fn(&str, usize) -> Value + Send + Sync + 'static,
) -> Vec<String> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (log, respond) = (Arc::clone(&seen), Arc::new(respond));
    let handler = Handler::events(move |event: Value| {
        let (log, respond) = (Arc::clone(&log), Arc::clone(&respond));
        async move {
            let name = |record: &Value| record["name"].as_str().unwrap().to_owned();
            let names: String = event["Records"].as_array().unwrap().iter().map(name).collect();
            let before = log.lock().unwrap().len();
            log.lock().unwrap().push(names.clone());
            Ok::<_, std::convert::Infallible>(respond(&names, before))
        }
    });
    hand_over(&mapping, &handler, records).await;
    seen.lock().unwrap().clone()
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

fn position(number: u8) -> String {
    format!("{number:021}")
}

/// Records called `a`, `b` and so on, with sequence numbers from 0.
fn records(count: u8) -> Vec<Record> {
    let record = |number| Record {
        position: position(number),
        made_at: OffsetDateTime::now_utc().unix_timestamp(),
        json: json!({"name": char::from(b'a' + number).to_string()}),
    };
    (0..count).map(record).collect()
}

fn failed(number: u8) -> Value {
    json!({"batchItemFailures": [{"itemIdentifier": position(number)}]})
}

/// Responds to the first batch, and processes the others.
fn first(response: Value) -> impl Fn(&str, usize) -> Value {
    move |_, before| if before == 0 { response.clone() } else { json!({}) }
}

#[tokio::test]
async fn a_handled_batch_is_not_retried() {
    for response in [json!(null), json!({}), json!({"batchItemFailures": null}), json!({"batchItemFailures": []})] {
        assert_eq!(delivered(mapping(), records(3), move |_, _| response.clone()).await, ["abc"]);
    }
}

#[tokio::test]
async fn a_failed_record_is_retried_with_all_later_ones() {
    assert_eq!(delivered(mapping(), records(4), first(failed(2))).await, ["abcd", "cd"]);
}

#[tokio::test]
async fn retries_start_at_the_first_of_several_failures() {
    let several = json!({"batchItemFailures": [failed(3)["batchItemFailures"][0], failed(1)["batchItemFailures"][0]]});
    assert_eq!(delivered(mapping(), records(4), first(several)).await, ["abcd", "bcd"]);
}

#[tokio::test]
async fn a_malformed_report_fails_the_whole_batch() {
    for nonsense in [json!({"batchItemFailures": [{"itemIdentifier": "7"}]}), json!({"batchItemFailures": [{}]})] {
        assert_eq!(delivered(mapping(), records(2), first(nonsense)).await, ["ab", "a", "b"]);
    }
}

#[tokio::test]
async fn a_crashing_batch_is_halved_until_only_the_bad_record_is_given_up() {
    let crashing = |names: &str, _| {
        assert!(!names.contains('c'), "this one crashes it");
        json!({})
    };
    assert_eq!(delivered(mapping(), records(4), crashing).await, ["abcd", "ab", "cd", "c", "c", "d"]);
}

#[tokio::test]
async fn a_record_is_given_up_after_its_retries() {
    let twice = Mapping { retries: 2, ..mapping() };
    assert_eq!(delivered(twice, records(1), |_, _| panic!("it always crashes")).await, ["a", "a", "a"]);
}

#[tokio::test]
async fn progress_resets_the_retry_count() {
    let progress = |_: &str, before| if before < 2 { failed(u8::try_from(before).unwrap()) } else { json!({}) };
    assert_eq!(delivered(mapping(), records(2), progress).await, ["ab", "ab", "b"]);
}

#[tokio::test]
async fn records_that_are_too_old_are_given_up() {
    let mut records = records(2);
    records[0].made_at -= 61;
    assert_eq!(delivered(mapping(), records, |_, _| json!({})).await, ["b"]);
}

#[tokio::test]
async fn only_records_that_match_a_filter_are_delivered() {
    for (filters, expected) in [(["b", "d"], &["bd"][..]), (["x", "y"], &[])] {
        let filters = filters.map(|name| json!({"name": [name]})).to_vec();
        assert_eq!(delivered(Mapping { filters, ..mapping() }, records(4), |_, _| json!({})).await, expected);
    }
}
