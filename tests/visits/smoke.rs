//! `cargo run -- smoke`, against the local stack.

use crate::beekeepers::BEEKEEPERS;
use crate::support::outbox::outbox;
use crate::support::{OWN_SITE, Wiring, items, options, start_built};
use local::{BuiltSite, Handler, Stack, smoke};
use serde_json::Value;
use shared::application::ApplicationId;
use shared::env::Environment;
use std::sync::Arc;

/// Checks a site, and returns the summary or the error, and the lines.
async fn check(site: &str) -> (Result<String, String>, String) {
    let mut lines = Vec::new();
    let result = smoke::run(site, &Environment::default(), &mut lines).await;
    let lines = String::from_utf8(lines).unwrap();
    let mut words = lines.split(|c: char| !c.is_ascii_alphanumeric());
    assert!(words.all(|word| word.parse::<ApplicationId>().is_err()), "a private link: {lines}");
    (result.map_err(|error| error.to_string()), lines)
}

/// Starts a stack in which `change` may change each response of a function, given the event.
async fn start_changed(function: &'static str, change: fn(&Value, &mut Value)) -> Stack {
    let stack = Stack::start_with(options(), move |environments| async move {
        let mut handlers = Wiring::default().handlers(environments);
        let inner = handlers[function].clone();
        let changed = Handler::program(move |event| {
            let inner = inner.clone();
            async move {
                let mut response = serde_json::from_str(&inner.call(event.clone()).await?).unwrap();
                change(&serde_json::from_str(&event).unwrap(), &mut response);
                Ok(response.to_string())
            }
        });
        handlers.insert(function.to_owned(), changed);
        Ok(handlers)
    });
    stack.await.unwrap()
}

async fn assert_nothing_is_left(stack: &Stack) {
    stack.drained().await;
    assert_eq!(items(stack, "application").await, []);
    assert_eq!(outbox(stack).await, []);
}

#[tokio::test]
async fn any_site_passes_and_nothing_is_left() {
    for site in [Arc::new(BuiltSite::embedded().unwrap()), Arc::clone(&OWN_SITE), Arc::clone(&BEEKEEPERS)] {
        let (stack, _) = start_built(&site).await;
        let (result, lines) = check(&stack.site_url()).await;
        assert_eq!(result, Ok("17 checks passed".to_owned()), "{lines}");
        assert!(lines.lines().all(|line| line.starts_with("ok    ")) && lines.lines().count() == 17, "{lines}");
        assert_nothing_is_left(&stack).await;
    }
}

#[tokio::test]
async fn a_missing_header_is_named_with_the_page_that_lacks_it() {
    let stack = start_changed("pages", |event, response| {
        if event["rawPath"] == "/robots.txt" {
            response["headers"].as_object_mut().unwrap().remove("strict-transport-security");
        }
    })
    .await;
    let (result, lines) = check(&stack.site_url()).await;
    assert_eq!(result, Err("1 of 17 checks failed".to_owned()), "{lines}");
    let line = "FAIL  headers of every response: /robots.txt: expected strict-transport-security with a max-age of a \
        year or more, got none";
    assert_eq!(lines.lines().last(), Some(line));
}

#[tokio::test]
async fn a_draft_is_erased_even_if_its_page_fails() {
    let stack = start_changed("join", |event, response| {
        let path = event["rawPath"].as_str().unwrap();
        if event["routeKey"] == "ANY /join/{id}" && path != "/join/start" && response["statusCode"] == 303 {
            response["statusCode"] = 500.into();
        }
    })
    .await;
    let (result, lines) = check(&stack.site_url()).await;
    assert_eq!(result, Err("1 of 17 checks failed".to_owned()), "{lines}");
    let line = "FAIL  draft begun and erased: /join/…: expected the draft that was saved, got 500";
    assert!(lines.lines().any(|found| found == line), "{lines}");
    assert_nothing_is_left(&stack).await;
}

#[tokio::test]
async fn a_server_that_is_not_there_fails_every_check() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let (result, lines) = check(&address).await;
    assert_eq!(result, Err("17 of 17 checks failed".to_owned()));
    assert!(lines.starts_with("FAIL  sitemap: /sitemap.xml: no connection\n"), "{lines}");
}
