//! Arbitrary events for the functions behind API Gateway.

use crate::association::{JOIN, PAGES};
use crate::fixtures::wait;
use crate::gateway::{hand_over, is_possible, read};
use crate::html::Page;
use crate::response::ParsedResponse;
use crate::table::Writes;
use serde_json::{Map, Value};

/// Statuses that do not indicate a bug.
const STATUSES: [u16; 13] = [200, 201, 301, 303, 304, 400, 403, 404, 405, 406, 409, 413, 415];

/// No event makes `pages` or `join` fail, whatever the table contains and does. `join` may report an outage of the
/// table.
pub fn event(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(event) = serde_json::from_str::<Value>(text) else { return };
    if !is_possible(&event) {
        return;
    }
    let Some(response) = visit_pages(text) else { return };
    let head = event["requestContext"]["http"]["method"] == "HEAD";
    let response = response.assert_valid(&STATUSES);
    assert!(!head || response.body.is_empty());

    let path = event["rawPath"].as_str().unwrap_or_default();
    JOIN.with(|function| {
        let (application, writes) = table_state(path);
        let down = writes == Writes::Lost;
        function.table.set(application, writes);
        let allowed: Vec<u16> = STATUSES.into_iter().chain([422, 429]).chain(down.then_some(503)).collect();
        let response = function.invoke(text).unwrap().assert_valid(&allowed);
        assert!(!head || response.body.is_empty());
        if response.is_page() {
            Page::read(response.text()).assert_harmless();
        }
    });
}

/// Returns the response of `pages`, asserting that a repeated event gets the same one.
fn visit_pages(event: &str) -> Option<ParsedResponse> {
    PAGES.with(|pages| {
        let first = hand_over(event, |request| pages.handle(request))?;
        for _ in 0..2 {
            let response = ParsedResponse::read(wait(pages.invoke(read(event)?)).unwrap().json());
            assert_eq!(response, first);
        }
        Some(first)
    })
}

/// Returns the table's contents and behavior, which depend on the last character of the application's id.
fn table_state(path: &str) -> (Option<Map<String, Value>>, Writes) {
    let mut segments = path.split('/').skip_while(|segment| !matches!(*segment, "join" | "applications"));
    let id = segments.nth(1).unwrap_or_default();
    let (image, status, writes) = match id.chars().last() {
        Some('0') => ("OldImage", "draft", Writes::Done),
        Some('1') => ("OldImage", "draft", Writes::Refused),
        Some('2') => ("NewImage", "received", Writes::Done),
        Some('3') => ("NewImage", "received", Writes::Refused),
        Some('4') => ("NewImage", "withdrawn", Writes::Done),
        Some('5') => ("NewImage", "more_information", Writes::Done),
        Some('6') => ("NewImage", "accepted", Writes::Refused),
        Some('7') => return (None, Writes::Lost),
        Some('8') => return (None, Writes::Refused),
        _ => return (None, Writes::Done),
    };
    let sample: Value = serde_json::from_str(include_str!("../../../infra/events/stream-submitted.json")).unwrap();
    let mut item = sample["Records"][0]["dynamodb"][image].as_object().unwrap().clone();
    item.insert("pk".to_owned(), serde_json::json!({ "S": format!("application#{id}") }));
    item.insert("status".to_owned(), serde_json::json!({ "S": status }));
    (Some(item), writes)
}
