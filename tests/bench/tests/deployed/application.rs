//! A complete application through the `join` program: responses and items match the handler's.

use crate::support::compared::ComparedResponse;
use crate::support::table::{items, only_application, picture, text, varying};
use crate::support::{Visitor, answers, api, start, start_both};
use local::Stack;
use reqwest::RequestBuilder;

/// Returns the response to a request, repeated as a visitor is asked to when a look-up took too long. The local stack is a
/// debug build, which can miss that limit on a busy machine.
async fn settled(request: impl Fn() -> RequestBuilder) -> ComparedResponse {
    const REPEATS: usize = 3;
    for _ in 0..REPEATS {
        let response = ComparedResponse::to(request()).await;
        if response.status != 503 {
            return response;
        }
    }
    ComparedResponse::to(request()).await
}

/// Applies, and returns every response: forms empty, with mistakes and filled in, then two submissions, views and a
/// withdrawal.
async fn complete_application(visitor: &Visitor) -> Vec<ComparedResponse> {
    let get = async |path: &str| settled(|| visitor.request("GET", path)).await;
    let post = async |path: &str, form: &answers::Answers| settled(|| visitor.request("POST", path).form(form)).await;
    let start = get("/join/start").await;
    let address = start.header("location").rsplit_once('/').unwrap().0.to_owned();
    let mut responses = vec![start];
    for section in &visitor.form().sections {
        let path = format!("{address}/{}", section.name);
        let first = vec![("version", "0".to_owned())];
        let good = answers::with(answers::valid(visitor.form(), &section.name), "version", "0");
        responses.extend([get(&path).await, post(&path, &first).await, post(&path, &good).await, get(&path).await]);
        // Again, like a double click; and with other answers, like another tab.
        let last = section.fields.iter().find(|field| !field.required).map_or("legal_name", |field| &field.name);
        responses
            .extend([post(&path, &good).await, post(&path, &answers::with(good, last, "https://other.example")).await]);
    }
    let check = visitor.get(&address).await;
    let version =
        ["version", "form_version"].map(|name| (name, check.attribute(&format!("input[name={name}]"), "value")));
    let version = version.to_vec();
    responses
        .extend([get(&address).await, post(&format!("{address}/submit"), &vec![("version", "1".to_owned())]).await]);
    for _ in 0..2 {
        responses.extend([post(&format!("{address}/submit"), &version).await, get(&address).await]);
    }
    for part in ["copy", "data", "submit", "link", "withdraw", "erase", "nothing"] {
        responses.push(get(&format!("{address}/{part}")).await);
    }
    responses
}

/// Returns the responses, with varying parts masked.
async fn comparable(stack: &Stack, responses: Vec<ComparedResponse>) -> Vec<ComparedResponse> {
    let words = varying(stack).await;
    responses.into_iter().map(|response| response.masked(&words)).collect()
}

#[tokio::test]
async fn pages_and_items_are_the_same_as_on_the_local_stack() {
    let (stack, visitor, site) = start_both().await;
    let expected = comparable(&stack, complete_application(&visitor).await).await;
    let actual = comparable(site.stack(), complete_application(&site.visitor).await).await;
    for (number, (actual, expected)) in actual.iter().zip(&expected).enumerate() {
        assert!(actual == expected, "response {number}:\n{actual:?}\n is not\n{expected:?}");
    }
    assert_eq!(actual.len(), expected.len());
    assert!(actual.iter().any(|response| response.text().contains("REFERENCE")));
    assert_eq!(text(&only_application(site.stack()).await, "status"), "received");
    assert_eq!(picture(site.stack()).await, picture(&stack).await);
}

#[tokio::test]
async fn resubmitting_changes_nothing() {
    let site = start().await;
    let address = site.visitor.fill_in_everything().await;
    let check = site.visitor.get(&address).await;
    assert_eq!(site.visitor.send(&check).await.location(), address);
    let sent = only_application(site.stack()).await;
    for _ in 0..3 {
        assert_eq!(site.visitor.send(&check).await.location(), address);
    }
    assert_eq!(only_application(site.stack()).await, sent);
    assert_eq!(items(site.stack(), "reference").await.len(), 1);
    assert_eq!(items(site.stack(), "history").await.len(), 1);
}

#[tokio::test]
async fn api_responses_are_the_same_as_on_the_local_stack() {
    const KEY: &[(&str, &str)] = &[("idempotency-key", "8e03978e-40d5-43dd-bc93-6894a57f9324")];
    let (stack, visitor, site) = start_both().await;
    let mut all = Vec::new();
    for (stack, visitor) in [(&stack, &visitor), (site.stack(), &site.visitor)] {
        let first = visitor.post_json(api::application_to(visitor.form()), KEY).await;
        let address = first.received().replace("/join/", "/api/applications/");
        let mut other = api::application_to(visitor.form());
        other["legal_name"] = serde_json::json!("Another");
        let pages = [
            first.clone(),
            visitor.post_json(api::application_to(visitor.form()), KEY).await,
            visitor.post_json(other, KEY).await,
            visitor.post_json("{}", &[]).await,
            visitor.post_json("{", &[]).await,
            visitor.post_json("{}", &[("content-type", "text/plain")]).await,
            visitor.get(&address).await,
            visitor.get("/api/applications/0123456789abcdefghjkmnpqrs").await,
            visitor.get("/api/openapi.json").await,
            visitor.get("/api/elsewhere").await,
        ];
        let words = varying(stack).await;
        all.push(pages.map(|page| ComparedResponse::from(page).masked(&words)));
    }
    assert_eq!(all[1], all[0]);
    assert_eq!(items(site.stack(), "application").await.len(), 1);
}
