//! Applications and their status over the API.

use crate::support::api::{application, with};
use crate::support::changes::start_held_back_with;
use crate::support::store::{acted_at, move_to, store, submitted};
use crate::support::time::Time;
use crate::support::{Item, Page, Wiring, answers, items, only_application, start, text};
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::application::Status;
use shared::application::history::verify;

#[tokio::test]
async fn an_application_sent_by_a_program_has_a_status_page() {
    let (stack, visitor) = start().await;
    let created = visitor.post_json(application(), &[]).await;
    let address = created.received();
    let stored = only_application(&stack).await;
    let expected = json!({
        "reference": text(&stored, "reference"),
        "status": "received",
        "submitted_at": text(&stored, "submitted_at"),
        "address": format!("{}{address}", stack.site_url()),
    });
    assert_eq!(created.json(), expected);
    let shown = visitor.get(&address).await;
    assert_eq!(shown.title(), "Application received");
    assert_eq!(shown.text(".reference"), text(&stored, "reference"));
    assert_eq!(shown.text("dl.rows > div dd bdi"), "Müller & Sons <Clinical> GmbH");
}

/// The attributes that differ between applications with the same answers.
const VARYING: &str = "pk reference created_at updated_at submitted_at status_since privacy_notice_at history_hash \
    version organization_version profile_version people_version declarations_version";

#[tokio::test]
async fn the_api_stores_the_same_item_as_the_form() {
    // The stream is held back, because `notify` may judge them differently: a form takes time to fill in.
    let clock = Time::new().clock();
    let (stack, visitor, _changes) = start_held_back_with(Wiring { clock, ..Wiring::default() }).await;
    visitor.apply().await;
    let through_form = only_application(&stack).await;
    let reference = text(&through_form, "reference");
    let address = visitor.post_json(application(), &[]).await.received();
    let applications = items(&stack, "application").await;
    let through_api = applications.iter().find(|item| text(item, "reference") != reference).unwrap();

    assert_eq!(text(through_api, "via"), "api");
    for number in VARYING.split(' ').filter(|attribute| attribute.contains("version")) {
        assert_eq!(through_api[number].as_n().unwrap(), "1", "{number}");
    }
    for time in ["created_at", "updated_at", "status_since", "privacy_notice_at"] {
        assert_eq!(text(through_api, time), text(through_api, "submitted_at"), "{time}");
    }
    let comparable = |item: &Item| {
        let mut names: Vec<_> = item.keys().filter(|name| *name != "via").cloned().collect();
        names.sort();
        let mut rest = item.clone();
        rest.retain(|name, _| name != "via" && !VARYING.split(' ').any(|varying| varying == name));
        (names, rest)
    };
    assert_eq!(comparable(through_api), comparable(&through_form));

    let sent = submitted(&stack, &address).await;
    let entries = store(&stack).history(&sent.id).await.unwrap();
    assert_eq!(verify(&sent.reference, &entries, &sent.history), Ok(()));
    let claims = items(&stack, "reference").await;
    assert!(claims.iter().any(|claim| text(claim, "application_id") == sent.id.as_str()));
}

#[tokio::test]
async fn a_contact_who_is_the_representative_is_asked_for_once() {
    let (stack, visitor) = start().await;
    let mut application = with("representative_same", json!(true));
    for field in ["representative_name", "representative_title", "representative_email"] {
        application[field] = Value::Null;
    }
    application["news"] = json!(true);
    visitor.post_json(application, &[]).await.received();
    let stored = only_application(&stack).await;
    assert_eq!(stored["representative_same"].as_bool(), Ok(&true));
    assert_eq!(stored["news"].as_bool(), Ok(&true));
    assert!(!stored.contains_key("representative_name"));
}

#[tokio::test]
async fn all_problems_are_reported_at_once_in_the_forms_words() {
    let (stack, visitor) = start().await;
    let refused = visitor.post_json("{}", &[]).await;
    let required = answers::SECTIONS.into_iter().flat_map(answers::fields).filter(|field| field.required);
    let errors = refused.errors();
    assert!(errors.iter().map(|(field, _)| field.as_str()).eq(required.map(|field| field.name.as_str())), "{errors:?}");
    let address = visitor.start_application().await;
    for section in answers::SECTIONS {
        // The form reports a person who is left out as one mistake, so this one has a title.
        let typed: answers::Answers = match section {
            "people" => vec![("representative_title", "Delegate".to_owned())],
            _ => Vec::new(),
        };
        let page = visitor.fill_in(&address, section, typed.clone()).await;
        let is_missing = |name: &str| typed.iter().all(|(typed, _)| *typed != name);
        for field in answers::fields(section).iter().filter(|field| field.required && is_missing(&field.name)) {
            let (_, detail) = errors.iter().find(|(name, _)| *name == field.name).unwrap();
            assert!(page.texts(".summary a, [role=alert] a, main a").contains(detail), "{detail}");
        }
    }
    assert!(items(&stack, "application").await.is_empty());
}

#[tokio::test]
async fn wrong_types_and_unknown_fields_are_reported_by_field() {
    let (stack, visitor) = start().await;
    let mut application = application();
    for (field, value) in [
        ("legal_name", json!(7)),
        ("services", json!("safety")),
        ("regions", json!(["europe", null])),
        ("code_of_ethics", json!("yes")),
        ("contact_email", json!("nobody")),
        ("Kind", json!("cro")),
    ] {
        application[field] = value;
    }
    let errors = visitor.post_json(application, &[]).await.errors();
    let expected = [
        ("legal_name", "Registered name must be a string"),
        ("services", "What can visitors do? must be an array of strings"),
        ("regions", "Which skies do you look at? must be an array of strings"),
        ("contact_email", "Mailbox of our contact must have an @, as in name@example.com"),
        ("code_of_ethics", "We will follow the code of conduct must be true or false"),
        ("Kind", "There is no such field"),
    ];
    assert_eq!(errors, expected.map(|(field, detail)| (field.to_owned(), detail.to_owned())));
    assert!(items(&stack, "application").await.is_empty());
}

#[tokio::test]
async fn a_program_can_follow_an_application_from_draft_to_decision() {
    let (stack, visitor) = start().await;
    let form = visitor.start_application().await;
    let status_path = form.replace("/join/", "/api/applications/");
    visitor.get(&status_path).await.problem(404);
    visitor.fill_in_section(&form, "organization").await;
    let draft = only_application(&stack).await;
    let expected = json!({
        "status": "draft",
        "created_at": text(&draft, "created_at"),
        "updated_at": text(&draft, "updated_at"),
    });
    assert_eq!(visitor.get(&status_path).await.json(), expected);

    let created = visitor.post_json(application(), &[]).await;
    let address = created.received();
    let location = created.header("location").to_owned();
    let mut expected = json!({
        "reference": created.json()["reference"],
        "status": "received",
        "submitted_at": created.json()["submitted_at"],
        "updated_at": created.json()["submitted_at"],
    });
    assert_eq!(visitor.get(&location).await.json(), expected);
    let life = [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted];
    for to in life {
        move_to(&stack, &address, to).await;
        expected["status"] = json!(to.as_str());
        expected["updated_at"] = json!(acted_at().to_string());
        let page = visitor.get(&location).await;
        assert_eq!((page.status, page.json()), (StatusCode::OK, expected.clone()));
    }
}

#[tokio::test]
async fn unknown_and_malformed_ids_get_the_same_response() {
    let (_stack, visitor) = start().await;
    let unknown = visitor.get(&format!("/api/applications/{}", "0".repeat(26))).await;
    unknown.problem(404);
    for id in ["abc", "%00", "..%2f..", "%ff", "%F0%9F%92%A9", "0123456789ABCDEFGHJKMNPQRS"] {
        let page = visitor.get(&format!("/api/applications/{id}")).await;
        assert_eq!((page.status, &page.body), (unknown.status, &unknown.body), "{id}");
    }
}

#[tokio::test]
async fn an_unsupported_method_gets_405_with_allow() {
    let (_stack, visitor) = start().await;
    let one = format!("/api/applications/{}", "0".repeat(26));
    for (path, allowed, methods) in [
        ("/api/applications", "POST", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]),
        (&one, "GET, HEAD", ["POST", "PATCH", "PUT", "DELETE", "OPTIONS"]),
        ("/api/openapi.json", "GET, HEAD", ["POST", "PATCH", "PUT", "DELETE", "OPTIONS"]),
    ] {
        for method in methods {
            let page = Page::read(visitor.request(method, path).send().await.unwrap()).await;
            assert_eq!((page.status.as_u16(), page.header("allow")), (405, allowed), "{method} {path}");
            if method != "HEAD" {
                page.problem(405);
            }
        }
    }
}

#[tokio::test]
async fn a_client_that_accepts_no_json_gets_406_and_nothing_is_stored() {
    let (stack, visitor) = start().await;
    for accept in ["text/html", "application/xml", "application/json;q=0", "image/*"] {
        visitor.post_json(application(), &[("accept", accept)]).await.problem(406);
        let get = visitor.request("GET", "/api/openapi.json").header("accept", accept).send().await.unwrap();
        Page::read(get).await.problem(406);
    }
    assert!(items(&stack, "application").await.is_empty());
    for accept in ["*/*", "application/*", "text/html, application/json;q=0.5", ""] {
        visitor.post_json(application(), &[("accept", accept)]).await.received();
    }
}

/// `pages/headers.rs` checks what all responses have.
#[tokio::test]
async fn responses_are_private_and_harmless_in_a_browser() {
    let (_stack, visitor) = start().await;
    let created = visitor.post_json(application(), &[]).await;
    let status = visitor.get(created.header("location")).await;
    let refused = visitor.post_json("{}", &[]).await;
    for page in [created, status, refused] {
        for (name, value) in [
            ("cache-control", "no-store"),
            ("x-robots-tag", "noindex"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(page.header(name), value, "{name}");
        }
    }
}

#[tokio::test]
async fn an_unknown_api_path_gets_a_problem_document() {
    let (_stack, visitor) = start().await;
    for path in ["/api/typo", "/api/applications/a/b", "/api/openapi.yaml"] {
        let page = visitor.get(path).await;
        assert_eq!((page.status.as_u16(), page.header("content-type")), (404, "application/problem+json"), "{path}");
    }
}
