//! Hostile bodies are refused with a problem document, or stored and shown harmlessly.

mod cases;

use crate::support::api::{application, with};
use crate::support::{Page, Visitor, answers, count, hostile, start};
use serde_json::{Value, json};

/// The required outcome of a request.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Expected {
    /// A problem document with this status.
    Refused(u16),
    /// The application is stored, and the text is shown as sent.
    Shown,
}

use Expected::{Refused, Shown};
use cases::{bodies, headers, names, other_fields, texts, types};

/// A body, and headers that extend or replace the usual ones.
#[derive(Clone)]
struct Case {
    name: &'static str,
    expected: Expected,
    body: Vec<u8>,
    headers: Vec<(&'static str, Vec<u8>)>,
    /// The text in place of the legal name.
    typed: String,
}

fn body(name: &'static str, expected: Expected, body: impl Into<Vec<u8>>) -> Case {
    Case { name, expected, body: body.into(), headers: Vec::new(), typed: answers::good("organization")[0].1.clone() }
}

fn header(name: &'static str, expected: Expected, header: &'static str, value: impl Into<Vec<u8>>) -> Case {
    let mut case = body(name, expected, application().to_string());
    case.headers.push((header, value.into()));
    case
}

/// A case with this legal name, which every page shows.
fn named(name: &'static str, expected: Expected, typed: &str) -> Case {
    let mut case = body(name, expected, with("legal_name", json!(typed)).to_string());
    case.typed = typed.to_owned();
    case
}

fn field(name: &'static str, expected: Expected, field: &str, value: Value) -> Case {
    body(name, expected, with(field, value).to_string())
}

/// The application with unescaped text in place of the legal name's value.
fn raw(name: &'static str, expected: Expected, value: &[u8]) -> Case {
    let text = with("legal_name", json!("HERE")).to_string();
    let (before, after) = text.split_once("\"HERE\"").unwrap();
    body(name, expected, [before.as_bytes(), value, after.as_bytes()].concat())
}

/// The application with additional members before its own.
fn members(name: &'static str, expected: Expected, members: &str) -> Case {
    body(name, expected, application().to_string().replacen('{', &format!("{{{members},"), 1))
}

async fn send(visitor: &Visitor, case: &Case) -> Page {
    let mut request = visitor.request("POST", "/api/applications");
    if case.headers.iter().all(|(name, _)| *name != "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in &case.headers {
        request = request.header(*name, value.as_slice());
    }
    Page::read(request.body(case.body.clone()).send().await.unwrap()).await
}

/// Asserts that the page shows the text, and that the text neither runs nor links elsewhere.
async fn assert_shown(visitor: &Visitor, case: &Case, created: &Page) {
    let page = visitor.get(&created.received()).await;
    assert_eq!(page.status, 200, "{}", case.name);
    assert_eq!(page.title(), "Application received", "{}", case.name);
    assert_eq!(page.text("dl.rows > div dd bdi"), hostile::shown(&case.typed), "{}", case.name);
    assert_eq!(page.count("script, svg, dl img, [onmouseover], [onerror], [onload]"), 0, "{}", case.name);
    let links = page.attributes("main a", "href");
    assert!(links.iter().all(|link| !link.starts_with("javascript")), "{}: {links:?}", case.name);
    assert!(page.headers.get("set-cookie").is_none());
}

#[tokio::test]
async fn hostile_posts_are_refused_or_stored_and_shown_harmlessly() {
    let (stack, visitor) = start().await;
    let cases = [texts(), other_fields(), types(), names(), bodies(), headers()].concat();
    assert!(cases.len() >= 150, "{}", cases.len());
    let mut shown = 0;
    for case in &cases {
        let response = send(&visitor, case).await;
        match case.expected {
            Refused(status) => {
                assert_eq!(response.status, status, "{} {:?}: {}", case.name, case.typed, response.body);
                response.problem(status);
            }
            Shown => {
                assert_eq!(response.status, 201, "{} {:?}: {}", case.name, case.typed, response.body);
                shown += 1;
                assert_shown(&visitor, case, &response).await;
            }
        }
    }
    assert_eq!(count(&stack, "application").await, shown, "refused bodies are not stored");
}
