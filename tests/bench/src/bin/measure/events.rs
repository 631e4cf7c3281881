//! The measured events, as API Gateway and the table's stream send them.

use crate::Outcome;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_dynamo::Item;
use serde_json::{Value, json};
use shared::application::history::Hash;
use shared::clock::Clock;
use shared::staff::PersonId;
use test_support::answers;
use test_support::events::{GET_PAGE, POST_FORM, SUBMITTED, with};

/// Returns a browser's GET under the `number`th host name, accepting compressed pages.
pub fn get(target: &str, number: usize) -> String {
    get_with(target, number, None)
}

/// Returns such a GET with another value for one header, given by its JSON pointer.
pub fn get_with(target: &str, number: usize, header: Option<(&str, &str)>) -> String {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let site = format!("{number}.example.org");
    let changes = [
        ("/rawPath", path),
        ("/requestContext/http/path", path),
        ("/rawQueryString", query),
        ("/headers/host", &site),
        ("/requestContext/domainName", &site),
    ];
    let changes = changes.into_iter().chain(header).map(|(pointer, value)| (pointer, json!(value)));
    with(GET_PAGE, &changes.collect::<Vec<_>>())
}

/// Returns the path of the `number`th application, or of one of its parts.
pub fn application(number: usize, part: &str) -> String {
    format!("/join/{number:026}/{part}").trim_end_matches('/').to_owned()
}

/// Returns a form posted by the `number`th applicant, from a separate network.
pub fn post(number: usize, part: &str, form: &[(&str, String)]) -> String {
    let body = answers::encoded(form);
    let path = application(number, part);
    let source = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
    let changes = [
        ("/rawPath", json!(path)),
        ("/requestContext/http/path", json!(path)),
        ("/requestContext/http/sourceIp", json!(source)),
        ("/headers/content-length", json!(body.len().to_string())),
        ("/body", json!(BASE64_STANDARD.encode(body))),
    ];
    with(POST_FORM, &changes)
}

/// Returns the stream record of the `number`th submission. No two are look-alikes.
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
    with(SUBMITTED, &changes)
}

/// Returns the item of the `number`th application.
pub fn stored(number: usize) -> Outcome<Vec<Item>> {
    let mut event: Value = serde_json::from_str(&submitted(number))?;
    let image = event.pointer_mut("/Records/0/dynamodb/NewImage").map(Value::take);
    Ok(vec![serde_json::from_value(image.unwrap_or_default())?])
}

/// The token of the session that is measured.
const TOKEN: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// Returns a request for the queue by somebody who is signed in.
pub fn queue(_: usize) -> String {
    let changes = [
        ("/rawPath", json!("/staff")),
        ("/requestContext/http/path", json!("/staff")),
        ("/rawQueryString", json!("")),
        ("/cookies", json!([format!("__Host-session={TOKEN}")])),
    ];
    with(GET_PAGE, &changes)
}

/// Returns the items of that session and of its person.
pub fn session(_: usize) -> Outcome<Vec<Item>> {
    let (person, now) = (PersonId::of("https://issuer.example", "ada"), Clock::system().now());
    let ends = (now.unix() + 1_800).to_string();
    let items = [
        json!({
            "pk": {"S": format!("session#{}", Hash::of(TOKEN.as_bytes()))}, "sk": {"S": "session"},
            "person": {"S": person.as_str()}, "authenticated_at": {"S": now.to_string()},
            "started_at": {"S": now.to_string()}, "seen_at": {"S": now.to_string()}, "expires_at": {"N": ends},
        }),
        json!({
            "pk": {"S": format!("person#{person}")}, "sk": {"S": "person"}, "display_name": {"S": "Ada"},
            "staff_role": {"S": "reviewer"}, "signed_in_at": {"S": now.to_string()},
        }),
    ];
    Ok(items.into_iter().map(serde_json::from_value).collect::<Result<_, _>>()?)
}
