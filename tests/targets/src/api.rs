//! Arbitrary bodies, posted to the API.

use crate::association::Office;
use crate::html::Page;
use crate::table::Writes;
use serde_json::{Map, Value};

thread_local! {
    static OFFICE: Office = Office::open();
}

/// A refused body gets a problem document (RFC 9457) that names fields. An accepted one is stored as sent, and is
/// accepted again.
pub fn api(data: &[u8]) {
    OFFICE.with(|office| {
        office.table.set(None, Writes::Done);
        let answer = office.post("/api/applications", "application/json", data);
        answer.must_be(&[201, 400, 413, 422]);
        let members = serde_json::from_slice::<Map<String, Value>>(data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data));
        if answer.status != 201 {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            let problem = answer.json();
            assert_eq!(problem["status"], answer.status);
            assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
            // We parse all JSON that others parse, except duplicate members.
            let twice = problem["detail"] == "An object has two members of the same name.";
            assert!(twice || (answer.status == 400) == members.is_err(), "{problem}");
            let errors = problem["errors"].as_array().map_or(&[][..], Vec::as_slice);
            assert_eq!(errors.is_empty(), answer.status != 422, "{problem}");
            assert!(errors.iter().all(|error| error["detail"].as_str().is_some_and(|detail| !detail.is_empty())));
            return;
        }
        assert!(members.is_ok());
        let id = answer.header("location").strip_prefix("/api/applications/").unwrap();
        for path in [format!("/join/{id}"), format!("/join/{id}/copy")] {
            let page = office.get(&path);
            page.must_be(&[200]);
            Page::read(page.text()).must_be_harmless();
        }
        office.get(&format!("/api/applications/{id}")).must_be(&[200]);
        let held = held(office, id);
        let again =
            office.post("/api/applications", "application/json", Value::from(held.clone()).to_string().as_bytes());
        again.must_be(&[201]);
        assert_eq!(self::held(office, id), held);
    });
}

/// Returns an application's stored answers as a body.
fn held(office: &Office, id: &str) -> Map<String, Value> {
    let answer = office.get(&format!("/join/{id}/data"));
    answer.must_be(&[200]);
    let mut held = Map::new();
    for section in answer.json()["answers"].as_object().unwrap().values() {
        held.extend(section.as_object().unwrap().clone());
    }
    held.retain(|field, _| !matches!(field.as_str(), "privacy_notice_version" | "privacy_notice_at"));
    held
}
