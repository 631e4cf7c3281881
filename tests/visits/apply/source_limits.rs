//! The hourly limit of requests per source.

use crate::support::time::Time;
use crate::support::{Visitor, Wiring, answers, count, items, options, text};
use local::{Handler, Options, Stack};
use reqwest::StatusCode;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The last second of an hour and of a day.
const BEFORE_MIDNIGHT: i64 = 1_795_564_799;

/// Three requests per hour from each source.
fn limited() -> Options {
    Options { source_limit: 3, ..options() }
}

/// Starts a limited stack, and returns its clock.
async fn start_limited() -> (Stack, Visitor, Time) {
    let time = Time::at(BEFORE_MIDNIGHT);
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(limited()).await;
    (stack, visitor, time)
}

/// Requests alternate between two sandboxes, as on Lambda.
#[tokio::test]
async fn sandboxes_share_one_count_per_source() {
    let clock = Time::at(BEFORE_MIDNIGHT).clock();
    let stack = Stack::start_with(limited(), move |environments| async move {
        let wiring = Wiring { clock, ..Wiring::default() };
        let (mut one, other) = (wiring.handlers(environments.clone()), wiring.handlers(environments));
        let both = [one["join"].clone(), other["join"].clone()];
        let turn = AtomicUsize::new(0);
        let in_turn = Handler::program(move |event| {
            let sandbox = both[turn.fetch_add(1, Ordering::SeqCst) % 2].clone();
            async move { sandbox.call(event).await.map_err(|failed| failed.to_string()) }
        });
        one.insert("join".to_owned(), in_turn);
        Ok(one)
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    let path = format!("{}/organization", visitor.start_application().await);
    for (version, expected) in [(0, 303), (1, 303), (2, 303), (3, 429), (3, 429)] {
        let answers = answers::good("organization");
        assert_eq!(visitor.post_version(&path, answers, &version.to_string()).await.status, expected, "{version}");
    }
    assert_eq!(count(&stack, "salt").await, 1, "the sandboxes share it");
}

#[tokio::test]
async fn a_source_over_its_limit_keeps_the_answers_and_continues_later() {
    let (_stack, visitor, time) = start_limited().await;
    let address = visitor.start_application().await;
    for section in &answers::SECTIONS[..3] {
        visitor.fill_in_section(&address, section).await;
    }
    let declarations = answers::good("declarations");
    let refused = visitor.fill_in(&address, "declarations", declarations.clone()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (StatusCode::TOO_MANY_REQUESTS, "1"));
    assert_eq!(refused.text(".notice h2"), "Your answers are not saved yet");
    assert_eq!(refused.typed("heard_from"), ["A colleague"]);

    time.pass(1);
    assert_eq!(visitor.fill_in(&address, "declarations", declarations).await.location(), address);
    let sent = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(sent.location(), address);
}

#[tokio::test]
async fn reading_and_mistakes_do_not_count() {
    let (stack, visitor, _time) = start_limited().await;
    let address = visitor.start_application().await;
    for _ in 0..5 {
        let wrong = visitor.fill_in(&address, "organization", Vec::new()).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert!(items(&stack, "source").await.is_empty());
    visitor.fill_in_section(&address, "organization").await;
}

#[tokio::test]
async fn submitting_and_withdrawing_count_and_can_be_retried() {
    let (_stack, visitor, time) = start_limited().await;
    let address = visitor.start_application().await;
    for (index, section) in answers::SECTIONS.into_iter().enumerate() {
        if index == 3 {
            time.pass(1);
        }
        visitor.fill_in_section(&address, section).await;
    }
    let mut checks = Vec::new();
    for _ in 0..2 {
        checks.push(visitor.get(&address).await);
        visitor.fill_in_section(&address, "organization").await;
    }
    for check in checks {
        let refused = visitor.send(&check).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(refused.attribute("form", "action"), format!("{address}/submit"));
    }
    let refused = visitor.press(&format!("{address}/erase")).await;
    assert_eq!((refused.status, refused.count("form")), (StatusCode::TOO_MANY_REQUESTS, 1));
}

#[tokio::test]
async fn the_table_does_not_reveal_source_addresses() {
    let (stack, visitor, time) = start_limited().await;
    let address = visitor.start_application().await;
    let path = format!("{address}/organization");
    for version in 0..3 {
        if version == 2 {
            time.pass(1);
        }
        let answers = answers::good("organization");
        visitor.post_version(&path, answers, &version.to_string()).await.location();
    }
    let counts = items(&stack, "source").await;
    let salts = items(&stack, "salt").await;
    assert_eq!((counts.len(), salts.len()), (2, 2), "each day has its own salt");
    assert_ne!(text(&counts[0], "pk"), text(&counts[1], "pk"));
    for item in counts.iter().chain(&salts) {
        assert!(!format!("{item:?}").contains("127.0.0.1") && !format!("{item:?}").contains("::1"));
        let expires: i64 = item["expires_at"].as_n().unwrap().parse().unwrap();
        assert!((1..=2 * 24 * 60 * 60).contains(&(expires - BEFORE_MIDNIGHT)));
    }
}
