//! Requests and capacity units per visit. Only one test counts sources, because the local stack has no source limit by
//! default.

use crate::staff::desk::{Desk, reference};
use crate::support::answers::{good, with};
use crate::support::meter::{Call, Metered, start_metered};
use crate::support::outbox::outbox;
use crate::support::table::{Item, scan};
use crate::support::{answers, options};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Options;
use shared::staff::Role;
use toml::{Table, Value};

fn names(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| call.name.as_str()).collect()
}

/// Sums the units read, and the units written.
fn units(calls: &[Call]) -> (f64, f64) {
    (calls.iter().map(|call| call.read).sum(), calls.iter().map(|call| call.write).sum())
}

#[tokio::test]
async fn each_step_of_an_application_is_one_request() {
    let site = start_metered(options()).await;
    let address = site.visitor.start_application().await;
    assert_eq!(names(&site.visits.take()), [""; 0], "minting a link makes no request");
    for section in answers::SECTIONS {
        let path = format!("{address}/{section}");
        let version = site.visitor.get(&path).await.version();
        assert_eq!(names(&site.visits.take()), ["GetItem application"], "questions: {section:?}");
        site.visitor.post(&path, &with(good(section), "version", &version)).await;
        let saved = match section {
            // Checks that no history of an earlier application remains at this link.
            "organization" => "TransactWriteItems application application",
            _ => "UpdateItem application",
        };
        assert_eq!(names(&site.visits.take()), [saved], "answers: {section:?}");
    }
    let check = site.visitor.get(&address).await;
    assert_eq!(names(&site.visits.take()), ["GetItem application"], "check");
    site.visitor.send(&check).await;
    let sent = ["UpdateItem form", "TransactWriteItems application reference application counters counters"];
    assert_eq!(names(&site.visits.take()), sent, "submission, the first with this form");
    site.visitor.send(&check).await;
    assert_eq!(names(&site.visits.take()), sent[1..], "again");
    site.visitor.get(&address).await;
    assert_eq!(names(&site.visits.take()), ["GetItem application"], "status");
}

#[tokio::test]
async fn counting_a_source_costs_one_request_and_one_for_the_daily_salt() {
    let options = Options { source_limit: 200, ..options() };
    let site = start_metered(options).await;
    let address = site.visitor.start_application().await;
    let expected = ["UpdateItem salt", "UpdateItem source", "TransactWriteItems application application"];
    site.visitor.fill_in_section(&address, "organization").await;
    assert_eq!(names(&site.visits.take())[1..], expected);
    site.visitor.fill_in_section(&address, "profile").await;
    assert_eq!(names(&site.visits.take())[1..], ["UpdateItem source", "UpdateItem application"]);
}

#[tokio::test]
async fn pages_makes_no_request_to_the_table() {
    let site = start_metered(options()).await;
    for address in site.visitor.addresses().await {
        site.visitor.get(&address).await;
    }
    for path in ["/search?q=telescopes", "/nothing-here", "/join/start", "/news/feed.xml", "/favicon.ico"] {
        site.visitor.get(path).await;
    }
    assert_eq!(site.visits.take(), []);
}

/// Applies. What follows from a page happens before the next one is saved, as with a person who types: checking a draft
/// costs less than checking an application.
async fn apply(site: &Metered) -> String {
    let address = site.visitor.start_application().await;
    for section in answers::SECTIONS {
        site.visitor.fill_in_section(&address, section).await;
        site.stack.drained().await;
    }
    let check = site.visitor.get(&address).await;
    assert_eq!(site.visitor.send(&check).await.location(), address);
    address
}

/// Writing an item below 1 KB, such as a new draft, costs one unit, or two in a transaction. An application of nearly 2
/// KB that is in the index costs four. The first application with a form also stores the form's definition, once.
#[tokio::test]
async fn a_complete_application_costs_98_units() {
    let site = start_metered(options()).await;
    let address = apply(&site).await;
    site.visitor.get(&address).await;
    site.stack.drained().await;
    let mut visits = site.visits.take();
    visits.retain(|call| call.name != "UpdateItem form");
    assert_eq!(units(&visits), (6.0, 21.0), "four pages, check, submission and status");
    let messages = site.messages.take();
    let each: Vec<_> = messages.iter().map(|call| (&call.name, call.read, call.write)).collect();
    assert_eq!(
        units(&messages),
        (7.0, 64.0),
        "look-alikes, the contact, and messages to applicant and staff: {each:#?}"
    );
}

/// docs/cost.md computes with these figures. The source limit is on, as deployed.
#[tokio::test]
async fn an_application_costs_what_the_cost_page_computes_with() {
    let site = start_metered(Options { source_limit: 200, ..options() }).await;
    let desk = Desk::of(&site.stack, "reviewer", Role::Reviewer).await;
    let address = apply(&site).await;
    site.visitor.get(&address).await;
    site.stack.drained().await;
    let reference = reference(&site.stack, &address).await;
    desk.open("/staff").await;
    for action in ["take", "accept"] {
        desk.act(&reference, action, &[]).await;
    }
    let messages = outbox(&site.stack).await.len();

    let mut measured = Table::new();
    for (function, meter) in [("join", &site.visits), ("notify", &site.messages), ("review", &site.staff)] {
        let mut calls = meter.take();
        // Once for all applications with this form, once a day, and the queue of decisions.
        let elsewhere = ["UpdateItem form", "UpdateItem salt", "SendMessage"];
        calls.retain(|call| !elsewhere.iter().any(|name| call.name.starts_with(name)));
        let (read, write) = units(&calls);
        let figures = [("calls", whole(calls.len())), ("read", read.into()), ("write", write.into())];
        measured.insert(
            function.to_owned(),
            Value::Table(figures.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()),
        );
    }
    measured.insert("messages".to_owned(), whole(messages));
    let stored: usize = scan(&site.stack).await.iter().map(stored_bytes).sum();

    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/cost.toml");
    let mut expected: Table = toml::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let Some(Value::Table(mut expected)) = expected.remove("application") else { panic!("no figures in {file}") };
    let expected_bytes = expected.remove("stored_bytes").unwrap().as_integer().unwrap();
    assert_eq!(
        expected, measured,
        "in docs/cost.toml; then .ci/cost.py --write. Measured:\n{measured}\n{stored} bytes"
    );
    let ratio = stored as f64 / expected_bytes as f64;
    assert!((0.9..1.1).contains(&ratio), "stored_bytes in docs/cost.toml: measured {stored}");
}

fn whole(number: usize) -> Value {
    Value::Integer(number.try_into().unwrap())
}

/// Returns the bytes for which an item [is
/// charged](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html), twice if it
/// is in the index, each with the 100 bytes that [DynamoDB
/// adds](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.StorageConsiderations).
fn stored_bytes(item: &Item) -> usize {
    let bytes: usize = item.iter().map(|(name, value)| name.len() + value_bytes(value)).sum();
    (bytes + 100) * if item.contains_key("status_group") { 2 } else { 1 }
}

fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        AttributeValue::N(digits) => digits.len().div_ceil(2) + 1,
        AttributeValue::B(bytes) => bytes.as_ref().len(),
        AttributeValue::Bool(_) | AttributeValue::Null(_) => 1,
        AttributeValue::L(list) => 3 + list.iter().map(|value| 1 + value_bytes(value)).sum::<usize>(),
        AttributeValue::M(map) => {
            3 + map.iter().map(|(name, value)| 1 + name.len() + value_bytes(value)).sum::<usize>()
        }
        AttributeValue::Ss(texts) => texts.iter().map(String::len).sum(),
        other => panic!("no item has {other:?}"),
    }
}
