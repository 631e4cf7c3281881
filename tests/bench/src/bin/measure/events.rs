//! What the functions are asked, as API Gateway and the table's stream ask.

use crate::Outcome;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_dynamo::Item;
use serde_json::{Value, json};

const GET_PAGE: &str = include_str!("../../../../../infra/events/get-page.json");
const POST_FORM: &str = include_str!("../../../../../infra/events/post-form.json");
const SUBMITTED: &str = include_str!("../../../../../infra/events/stream-submitted.json");

/// A visitor of the `number`th site opens a page, with a browser that takes compressed ones.
pub fn get(path: &str, number: usize) -> String {
    changed(GET_PAGE, &opening(path, number))
}

/// The same, and has the page already, as its tag says.
pub fn get_again(path: &str, number: usize, tag: &str) -> String {
    let mut changes = opening(path, number);
    changes.push(("/headers/if-none-match", json!(tag)));
    changed(GET_PAGE, &changes)
}

/// The same, with a program that takes nothing compressed.
pub fn get_plain(path: &str, number: usize) -> String {
    let mut changes = opening(path, number);
    changes.push(("/headers/accept-encoding", json!("identity")));
    changed(GET_PAGE, &changes)
}

/// A visitor searches.
pub fn search(words: &str, number: usize) -> String {
    let mut changes = opening("/search", number);
    changes.push(("/rawQueryString", json!(format!("q={words}"))));
    changed(GET_PAGE, &changes)
}

/// The address of the `number`th application, or of one of its parts.
pub fn application(number: usize, part: &str) -> String {
    format!("/join/{number:026}/{part}").trim_end_matches('/').to_owned()
}

/// The `number`th applicant, each in a network of its own, posts a form.
pub fn post(number: usize, part: &str, form: &[(&str, String)]) -> String {
    let body = reqwest::Url::parse_with_params("https://www.example.org/", form);
    let body = body.ok().and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
    let path = application(number, part);
    let source = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
    let changes = [
        ("/rawPath", json!(path)),
        ("/requestContext/http/path", json!(path)),
        ("/requestContext/http/sourceIp", json!(source)),
        ("/headers/content-length", json!(body.len().to_string())),
        ("/body", json!(BASE64_STANDARD.encode(body))),
    ];
    changed(POST_FORM, &changes)
}

/// The stream says that the `number`th application was sent. No two look like the same organization's.
pub fn submitted(number: usize) -> String {
    let mut changes = vec![("/Records/0/eventID".to_owned(), json!(format!("{number:032x}")))];
    for image in ["Keys", "OldImage", "NewImage"] {
        let mut change = |name, value: String| {
            changes.push((format!("/Records/0/dynamodb/{image}/{name}"), json!({ "S": value })));
        };
        change("pk", format!("application#{number:026}"));
        if image != "Keys" {
            change("legal_name", format!("O'Brien & Côé {number} Ltd"));
            change("website", format!("https://www.obrien-{number}.example/"));
            change("contact_email", format!("ada@obrien-{number}.example"));
            change("representative_email", format!("hikaru@obrien-{number}.example"));
        }
    }
    let changes: Vec<_> = changes.iter().map(|(pointer, value)| (pointer.as_str(), value.clone())).collect();
    changed(SUBMITTED, &changes)
}

/// What the table has of that application.
pub fn stored(number: usize) -> Outcome<Item> {
    let mut event: Value = serde_json::from_str(&submitted(number))?;
    let image = event.pointer_mut("/Records/0/dynamodb/NewImage").map(Value::take);
    Ok(serde_json::from_value(image.unwrap_or_default())?)
}

fn opening(path: &str, number: usize) -> Vec<(&'static str, Value)> {
    let site = json!(format!("{number}.example.org"));
    vec![
        ("/rawPath", json!(path)),
        ("/requestContext/http/path", json!(path)),
        ("/headers/host", site.clone()),
        ("/requestContext/domainName", site),
    ]
}

/// A sample event with other values.
fn changed(sample: &str, changes: &[(&str, Value)]) -> String {
    let mut event: Value = serde_json::from_str(sample).unwrap_or_default();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
        if let Some(parent) = event.pointer_mut(parent).and_then(Value::as_object_mut) {
            parent.insert(name.to_owned(), value.clone());
        }
    }
    event.to_string()
}
