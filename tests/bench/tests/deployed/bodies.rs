//! Bodies as API Gateway encodes them: forms in base64, JSON as text, and the other way round.

use crate::support::table::only_application;
use crate::support::{answers, api, events, start};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use shared::fields::Section;

const ID: &str = "0123456789abcdefghjkmnpqrs";

fn form() -> String {
    let answers = answers::with(answers::good(Section::Organization), "version", "0");
    reqwest::Client::new()
        .post("http://localhost")
        .form(&answers)
        .build()
        .unwrap()
        .body()
        .unwrap()
        .as_bytes()
        .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
        .unwrap()
}

fn event(path: &str, media_type: &str, body: Value, in_base64: bool) -> String {
    events::with(
        events::POST_FORM,
        &[
            ("/rawPath", json!(path)),
            ("/requestContext/http/path", json!(path)),
            ("/headers/accept", json!("*/*")),
            ("/headers/content-type", json!(media_type)),
            ("/headers/origin", json!("https://www.example.org")),
            ("/body", body),
            ("/isBase64Encoded", json!(in_base64)),
        ],
    )
}

#[tokio::test]
async fn a_form_is_accepted_in_base64_and_as_text() {
    const TYPE: &str = "application/x-www-form-urlencoded";
    let path = format!("/join/{ID}/organization");
    for (body, in_base64) in [(BASE64_STANDARD.encode(form()), true), (form(), false)] {
        let site = start().await;
        let join = site.function("join");
        join.configure(|launch| launch.with("SITE_URL", "https://www.example.org")).await;
        let response = join.invoke(event(&path, TYPE, json!(body), in_base64)).await.unwrap();
        let response: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(response["statusCode"], 303, "{response}");
        assert_eq!(response["headers"]["location"], format!("/join/{ID}/profile"));
        let stored = only_application(site.stack()).await;
        assert_eq!(stored["legal_name"].as_s().unwrap(), "Müller & Sons <Clinical> GmbH");
    }
}

#[tokio::test]
async fn json_is_accepted_in_base64_and_as_text() {
    let body = api::application().to_string();
    for (body, in_base64) in [(BASE64_STANDARD.encode(&body), true), (body, false)] {
        let site = start().await;
        let event = event("/api/applications", "application/json", json!(body), in_base64);
        let response = site.function("join").invoke(event).await.unwrap();
        let response: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(response["statusCode"], 201, "{response}");
        assert_eq!(only_application(site.stack()).await["legal_name"].as_s().unwrap(), "Müller & Sons <Clinical> GmbH");
    }
}

#[tokio::test]
async fn bytes_that_are_not_utf_8_are_refused_and_nothing_is_stored() {
    let site = start().await;
    let bytes = BASE64_STANDARD.encode([0x00, 0xff, 0xfe, 0x80, b'=', 0xc0]);
    for (media_type, path) in [
        ("application/x-www-form-urlencoded", format!("/join/{ID}/organization")),
        ("application/octet-stream", format!("/join/{ID}/organization")),
        ("application/json", "/api/applications".to_owned()),
    ] {
        let response = site.function("join").invoke(event(&path, media_type, json!(bytes), true)).await.unwrap();
        let response: Value = serde_json::from_slice(&response.body).unwrap();
        assert!([400, 403, 415, 422].contains(&response["statusCode"].as_u64().unwrap()), "{response}");
    }
    assert!(crate::support::table::scan(site.stack()).await.is_empty());
}
