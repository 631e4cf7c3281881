//! Look-alikes: applications that may come from the same organization are linked for staff.

use crate::support::changes::{Changes, apply_with, fill_in_with, hand_over, start_held_back};
use crate::support::store::{id, store, submitted, withdraw};
use crate::support::{Item, Visitor, count, items, only_application, scan, start, table, text};
use aws_sdk_dynamodb::types::AttributeValue;
use futures::future::join;
use local::Stack;
use shared::application::{ApplicationId, Holder, Reference, Submitted};
use shared::clock::Clock;
use shared::timestamp::Timestamp;
use std::collections::BTreeSet;
use store::{ApplicationRef, EraseOutcome, MatchKind};

const ACME: [(&str, &str); 4] = [
    ("legal_name", "Acme Trials Limited"),
    ("public_name", ""),
    ("website", "https://www.acme.example/"),
    ("contact_email", "ada@acme.example"),
];

/// Returns another organization's answers, with these changes.
fn other(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut answers = vec![
        ("legal_name", "Borealis Research AB"),
        ("public_name", ""),
        ("website", "https://borealis.example/"),
        ("contact_email", "bo@borealis.example"),
    ];
    answers.retain(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    answers.extend(changes);
    answers
}

/// Returns why one application is linked to another.
async fn reasons(stack: &Stack, from: &str, to: &str) -> Option<Vec<String>> {
    let (from, to) = (from.replace("/join/", "application#"), submitted(stack, to).await.reference);
    let links = items(stack, "look_alike").await;
    let link = links.into_iter().find(|link| text(link, "pk") == from && text(link, "reference") == to.as_str())?;
    assert_eq!(text(&link, "sk"), format!("look_alike#{to}"));
    let mut reasons = link["reasons"].as_ss().unwrap().clone();
    reasons.sort();
    Some(reasons)
}

/// Returns why two applications are linked, asserting that both sides agree.
async fn linked(stack: &Stack, one: &str, other: &str) -> Option<Vec<String>> {
    let reasons = (reasons(stack, one, other).await, reasons(stack, other, one).await);
    assert_eq!(reasons.0, reasons.1);
    reasons.0
}

/// Submits two applications, the second with these answers.
async fn apply_twice(changes: &[(&'static str, &'static str)]) -> (Stack, [String; 2]) {
    let (stack, visitor) = start().await;
    let first = apply_with(&visitor, &ACME).await;
    let second = apply_with(&visitor, &other(changes)).await;
    stack.drained().await;
    (stack, [first, second])
}

/// Starts a stack with two look-alikes whose records are held back.
async fn two_held_back() -> (Stack, Visitor, Changes, [String; 2]) {
    let (stack, visitor, changes) = start_held_back().await;
    let addresses = [apply_with(&visitor, &ACME).await, apply_with(&visitor, &ACME).await];
    stack.drained().await;
    (stack, visitor, changes, addresses)
}

#[tokio::test]
async fn names_and_domains_match_despite_spelling_and_legal_form() {
    for (changes, expected) in [
        (&[("legal_name", "ACME TRIALS")][..], &["same_name"][..]),
        (&[("legal_name", "Acmé Trials, Ltd.")], &["same_name"]),
        (&[("legal_name", "acme-trials GmbH & Co. KG")], &["same_name"]),
        (&[("legal_name", "Acme   Trials S.r.l.")], &["same_name"]),
        (&[("public_name", "Acme Trials")], &["same_name"]),
        (&[("website", "http://trials.acme.example/about")], &["same_domain"]),
        (&[("contact_email", "bo@mail.acme.example")], &["same_domain"]),
        (&ACME, &["same_domain", "same_name"]),
        (&[], &[]),
    ] {
        let (stack, [one, other]) = apply_twice(changes).await;
        assert_eq!(linked(&stack, &one, &other).await.unwrap_or_default(), expected, "{changes:?}");
        let items = if expected.is_empty() { 0 } else { 2 };
        assert_eq!(count(&stack, "look_alike").await, items, "one link with all reasons: {changes:?}");
    }
}

#[tokio::test]
async fn free_mailboxes_and_hosted_pages_match_nothing() {
    let (stack, visitor) = start().await;
    for (name, email, website) in [
        ("Acme Trials", "acme@gmail.com", "https://www.linkedin.com/company/acme"),
        ("Borealis", "borealis@gmail.com", "https://www.linkedin.com/company/borealis"),
    ] {
        apply_with(&visitor, &other(&[("legal_name", name), ("contact_email", email), ("website", website)])).await;
    }
    assert_eq!(count(&stack, "look_alike").await, 0);
}

#[tokio::test]
async fn concurrent_look_alikes_are_linked_both_ways() {
    let (stack, visitor, changes) = start_held_back().await;
    let one = fill_in_with(&visitor, &ACME).await;
    let two = fill_in_with(&visitor, &ACME).await;
    let checks = join(visitor.get(&one), visitor.get(&two)).await;
    join(visitor.send(&checks.0), visitor.send(&checks.1)).await;
    stack.drained().await;
    let records = (changes.of(&one), changes.of(&two));
    let answers = join(hand_over(&stack, stack.client(), &records.0), hand_over(&stack, stack.client(), &records.1));
    assert_eq!(answers.await, (None, None));
    assert_eq!(linked(&stack, &one, &two).await.unwrap(), ["same_domain", "same_name"]);
    assert_eq!(count(&stack, "look_alike").await, 2);
}

/// The name may match before the domain is indexed.
#[tokio::test]
async fn later_matches_are_added() {
    let (stack, _visitor, _changes, [one, two]) = two_held_back().await;
    let application_ref = |submitted: Submitted| ApplicationRef { id: submitted.id, reference: submitted.reference };
    let first = application_ref(submitted(&stack, &one).await);
    let second = application_ref(submitted(&stack, &two).await);
    let (store, now) = (store(&stack), Timestamp::from_unix(1_900_000_000));
    let (name, both) = ([MatchKind::Name], [MatchKind::Domain, MatchKind::Name]);
    for (alike_in, changed) in [(&name[..], true), (&both, true), (&both[..1], false)] {
        assert_eq!(store.link_related(&first, &second, alike_in, now).await.unwrap(), changed);
    }
    assert_eq!(linked(&stack, &one, &two).await.unwrap(), ["same_domain", "same_name"]);
}

#[tokio::test]
async fn at_most_twenty_look_alikes_are_linked() {
    let (stack, visitor, changes) = start_held_back().await;
    let first = apply_with(&visitor, &ACME).await;
    stack.drained().await;
    let sent = changes.of(&first).pop().unwrap().to_string();
    let (application, reference) = (only_application(&stack).await, submitted(&stack, &first).await.reference);
    for number in 1..=23 {
        let (id, other) = (ApplicationId::from_random([number; 26]), Reference::from_random([number; 16]));
        let mut copy = application.clone();
        copy.extend([("pk", format!("application#{}", id.as_str())), ("reference", other.to_string())].map(attribute));
        table::put(&stack, copy).await;
        let sent = sent.replace(&first.replace("/join/", ""), id.as_str()).replace(reference.as_str(), other.as_str());
        assert_eq!(hand_over(&stack, stack.client(), &[serde_json::from_str(&sent).unwrap()]).await, None);
    }
    // Each is linked with at most twenty earlier ones, and a link is two items.
    let pairs: usize = (0..23).map(|before: usize| before.min(20)).sum();
    assert_eq!(count(&stack, "look_alike").await, 2 * pairs);
}

#[tokio::test]
async fn applicants_see_no_look_alikes_and_neither_answers_nor_versions_change() {
    let (stack, visitor, changes, [one, two]) = two_held_back().await;
    let stored = async || {
        let both = [submitted(&stack, &one).await, submitted(&stack, &two).await];
        // The signs of spam are noted for staff.
        both.map(|stored| Submitted { suspicion: Vec::new(), ..stored })
    };
    let shown = async || [visitor.get(&one).await.body, visitor.get(&two).await.body];
    let before = (stored().await, shown().await);
    for address in [&one, &two] {
        assert_eq!(hand_over(&stack, stack.client(), &changes.of(address)).await, None);
    }
    assert!(linked(&stack, &one, &two).await.is_some());
    assert_eq!((stored().await, shown().await), before);
}

/// Returns the match keys and links that name an application.
async fn traces(stack: &Stack, address: &str, reference: &str) -> Vec<Item> {
    let key = address.replace("/join/", "application#");
    let mut traces = items(stack, "likeness").await;
    traces.extend(items(stack, "look_alike").await);
    traces.retain(|item| {
        [text(item, "pk"), text(item, "sk")].contains(&key.as_str()) || text(item, "reference") == reference
    });
    traces
}

#[tokio::test]
async fn deleting_an_application_removes_its_links_on_both_sides() {
    let (stack, [one, other]) = apply_twice(&ACME).await;
    let reference = submitted(&stack, &one).await.reference;
    assert!(!traces(&stack, &one, reference.as_str()).await.is_empty());
    withdraw(&stack, &one).await;
    let erased = store(&stack).erase(&Holder::of_original(id(&one)), Clock::system().now()).await.unwrap();
    assert!(matches!(erased, EraseOutcome::Erased));
    stack.drained().await;
    assert_eq!(traces(&stack, &one, reference.as_str()).await, []);
    let reference = submitted(&stack, &other).await.reference;
    let remaining = traces(&stack, &other, reference.as_str()).await;
    assert!(!remaining.is_empty());
    assert!(remaining.iter().all(|item| text(item, "entity_type") == "likeness"), "{remaining:?}");
}

#[tokio::test]
async fn expiry_removes_the_links_too() {
    let (stack, [one, other]) = apply_twice(&ACME).await;
    for address in [one, other] {
        table::delete(&stack, &table::application(&stack, &address).await).await;
    }
    stack.drained().await;
    let left: BTreeSet<_> = scan(&stack).await.iter().map(|item| text(item, "entity_type").to_owned()).collect();
    let of_the_stack = ["arrivals", "counters", "form", "mailbox", "outbound", "secret"];
    let left: Vec<_> = left.iter().map(String::as_str).filter(|kind| !of_the_stack.contains(kind)).collect();
    assert_eq!(left, ["history", "notice", "reference"]);
}

fn attribute((name, value): (&str, String)) -> (String, AttributeValue) {
    (name.to_owned(), AttributeValue::S(value))
}

#[tokio::test]
async fn a_record_processed_after_the_deletion_stores_nothing() {
    let (stack, _visitor, changes, [one, two]) = two_held_back().await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&one)).await, None);
    let late = changes.of(&two);
    table::delete(&stack, &table::application(&stack, &two).await).await;
    let before = scan(&stack).await;
    assert_eq!(hand_over(&stack, stack.client(), &late).await, None);
    assert_eq!(scan(&stack).await, before);
}
