//! Arbitrary bodies, posted to the API.

use crate::association::{JOIN, JoinFunction};
use crate::html::Page;
use crate::table::Writes;
use serde_json::{Map, Value};

/// A refused body gets a problem document (RFC 9457) that names fields. An accepted one is stored as sent, and the
/// stored answers are accepted again.
pub fn api(data: &[u8]) {
    JOIN.with(|function| {
        function.table.set(None, Writes::Done);
        let response = function.post("/api/applications", "application/json", data, &[201, 400, 413, 422]);
        let members = serde_json::from_slice::<Map<String, Value>>(data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data));
        if response.status != 201 {
            assert_eq!(response.header("content-type"), "application/problem+json");
            let problem = response.json();
            assert_eq!(problem["status"], response.status);
            assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
            // Our parser accepts the same JSON as serde_json, except duplicate members.
            let twice = problem["detail"] == "An object has two members of the same name.";
            assert!(twice || (response.status == 400) == members.is_err(), "{problem}");
            let errors = problem["errors"].as_array().map_or(&[][..], Vec::as_slice);
            assert_eq!(errors.is_empty(), response.status != 422, "{problem}");
            assert!(errors.iter().all(|error| error["detail"].as_str().is_some_and(|detail| !detail.is_empty())));
            return;
        }
        assert!(members.is_ok());
        let id = response.header("location").strip_prefix("/api/applications/").unwrap();
        for path in [format!("/join/{id}"), format!("/join/{id}/copy")] {
            Page::read(function.get(&path).text()).assert_harmless();
        }
        function.get(&format!("/api/applications/{id}"));
        let stored = stored_answers(function, id);
        let again = Value::from(stored.clone()).to_string();
        function.post("/api/applications", "application/json", again.as_bytes(), &[201]);
        assert_eq!(stored_answers(function, id), stored);
    });
}

/// Returns an application's stored answers as a body.
fn stored_answers(function: &JoinFunction, id: &str) -> Map<String, Value> {
    let response = function.get(&format!("/join/{id}/data"));
    let mut stored = Map::new();
    for section in response.json()["answers"].as_object().unwrap().values() {
        stored.extend(section.as_object().unwrap().clone());
    }
    stored.retain(|field, _| !matches!(field.as_str(), "privacy_notice_version" | "privacy_notice_at"));
    stored
}
