//! Bodies as API Gateway encodes them: forms in base64, JSON as text, and the other way round.

use crate::support::events::{POST_FORM, with};
use crate::support::table::{only_application, scan, text};
use crate::support::{Site, answers, api, start};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use shared::fields::Section;

const FORM: &str = "application/x-www-form-urlencoded";

/// The path of a section of an application that has none yet.
const ORGANIZATION: &str = "/join/0123456789abcdefghjkmnpqrs/organization";

/// Returns the response of `join` to a posted body, which may be in base64.
async fn post(site: &Site, path: &str, media_type: &str, (body, in_base64): (String, bool)) -> Value {
    let changes = [
        ("/rawPath", json!(path)),
        ("/requestContext/http/path", json!(path)),
        ("/headers/accept", json!("*/*")),
        ("/headers/content-type", json!(media_type)),
        ("/body", json!(body)),
        ("/isBase64Encoded", json!(in_base64)),
    ];
    let join = site.function("join");
    join.configure(|launch| launch.with("SITE_URL", "https://www.example.org")).await;
    join.invoke(with(POST_FORM, &changes)).await.unwrap().json().unwrap()
}

#[tokio::test]
async fn a_form_is_accepted_in_base64_and_as_text() {
    let form = answers::encoded(&answers::with(answers::good(Section::Organization), "version", "0"));
    for body in [(BASE64_STANDARD.encode(&form), true), (form, false)] {
        let site = start().await;
        let response = post(&site, ORGANIZATION, FORM, body).await;
        assert_eq!(response["statusCode"], 303, "{response}");
        assert_eq!(response["headers"]["location"], ORGANIZATION.replace("organization", "profile"));
        assert_eq!(text(&only_application(site.stack()).await, "legal_name"), "Müller & Sons <Clinical> GmbH");
    }
}

#[tokio::test]
async fn json_is_accepted_in_base64_and_as_text() {
    let json = api::application().to_string();
    for body in [(BASE64_STANDARD.encode(&json), true), (json, false)] {
        let site = start().await;
        let response = post(&site, "/api/applications", "application/json", body).await;
        assert_eq!(response["statusCode"], 201, "{response}");
        assert_eq!(text(&only_application(site.stack()).await, "legal_name"), "Müller & Sons <Clinical> GmbH");
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_refused_and_nothing_is_stored() {
    let site = start().await;
    let bytes = BASE64_STANDARD.encode([0x00, 0xff, 0xfe, 0x80, b'=', 0xc0]);
    for (media_type, path) in
        [(FORM, ORGANIZATION), ("application/octet-stream", ORGANIZATION), ("application/json", "/api/applications")]
    {
        let response = post(&site, path, media_type, (bytes.clone(), true)).await;
        assert!([400, 415, 422].contains(&response["statusCode"].as_u64().unwrap()), "{response}");
    }
    assert!(scan(site.stack()).await.is_empty());
}
