//! The OpenAPI document matches the code.

use crate::support::api::application;
use crate::support::{Visitor, answers, start};
use local::Stack;
use reqwest::StatusCode;
use serde_json::{Value, json};
use shared::application::Status;
use std::collections::BTreeSet;

/// Starts a stack. Returns its OpenAPI document too.
async fn start_described() -> (Stack, Visitor, Value) {
    let (stack, visitor) = start().await;
    let document = visitor.get("/api/openapi.json").await.json();
    (stack, visitor, document)
}

#[tokio::test]
async fn it_is_openapi_and_cacheable() {
    let (stack, visitor) = start().await;
    let page = visitor.get("/api/openapi.json").await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(page.header("cache-control"), "public, max-age=300");
    let read = oas3::from_json(&page.body).unwrap();
    assert!(read.validate_version().is_ok());
    assert_eq!(read.servers[0].url, stack.site_url());
    let operations: BTreeSet<_> = read.operations().map(|(path, method, _)| format!("{method} {path}")).collect();
    let expected = ["POST /api/applications", "GET /api/applications/{id}", "GET /api/openapi.json"];
    assert_eq!(operations, expected.map(str::to_owned).into());
}

#[tokio::test]
async fn it_has_exactly_the_fields_of_the_form() {
    let (_stack, _visitor, document) = start_described().await;
    let schema = &document["components"]["schemas"]["Application"];
    let fields = || answers::own_form().fields();
    let names = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect::<BTreeSet<_>>();
    let described: BTreeSet<String> = schema["properties"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(described, names(fields().map(|field| field.name.as_str()).collect()));
    let listed = |list: &Value| list.as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect();
    let always: BTreeSet<String> = listed(&schema["required"]);
    let unless_same: BTreeSet<String> = listed(&schema["anyOf"][1]["required"]);
    let required = names(fields().filter(|field| field.required).map(|field| field.name.as_str()).collect());
    assert_eq!(&always | &unless_same, required);
    assert_eq!(schema["additionalProperties"], false);
}

#[tokio::test]
async fn its_choices_match_the_form() {
    let (_stack, _visitor, document) = start_described().await;
    let properties = &document["components"]["schemas"]["Application"]["properties"];
    for field in answers::own_form().fields() {
        let property = &properties[&field.name];
        assert_eq!(property["title"], field.summary_label(), "{}", field.name);
        let offered = if property["enum"].is_array() { &property["enum"] } else { &property["items"]["enum"] };
        let expected: Vec<_> = field.choices().iter().map(|choice| choice.value.as_str()).collect();
        assert!(expected.is_empty() || *offered == json!(expected), "{}", field.name);
    }
    assert_eq!(properties["country"]["enum"].as_array().unwrap().len(), 250);
    assert_eq!(properties["why_join"]["minLength"], 20);
    let status_schema = &document["components"]["schemas"]["Standing"]["oneOf"];
    let statuses: Vec<_> = Status::ALL.iter().map(|status| status.as_str()).collect();
    let described = status_schema[1]["properties"]["status"]["const"].as_str().into_iter();
    let described = described
        .chain(status_schema[0]["properties"]["status"]["enum"].as_array().unwrap().iter().filter_map(Value::as_str));
    assert_eq!(described.collect::<Vec<_>>(), statuses);
}

/// Returns every reference in the document.
fn references<'a>(value: &'a Value, collected: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            collected.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|value| references(value, collected));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, collected)),
        _ => {}
    }
}

#[tokio::test]
async fn every_reference_resolves() {
    let (_stack, _visitor, document) = start_described().await;
    let mut collected = Vec::new();
    references(&document, &mut collected);
    assert!(collected.len() > 20);
    for reference in collected {
        assert!(document.pointer(reference.strip_prefix('#').unwrap()).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn problem_types_link_to_their_descriptions() {
    let (_stack, visitor, document) = start_described().await;
    visitor.post_json(application(), &[("idempotency-key", "a")]).await.received();
    for problem in [
        visitor.post_json("{}", &[]).await.problem(422),
        visitor.post_json("{}", &[("idempotency-key", "a")]).await.problem(422),
        visitor.post_json("{}", &[("idempotency-key", "")]).await.problem(400),
    ] {
        let (path, pointer) = problem["type"].as_str().unwrap().split_once('#').unwrap();
        assert_eq!(path, "/api/openapi.json");
        assert!(document.pointer(pointer).unwrap()["description"].is_string());
    }
    assert_eq!(visitor.post_json("{", &[]).await.problem(400)["type"], "about:blank");
}

#[tokio::test]
async fn its_example_is_accepted() {
    let (_stack, visitor, document) = start_described().await;
    let media = &document["paths"]["/api/applications"]["post"]["requestBody"]["content"]["application/json"];
    visitor.post_json(&media["examples"]["application"]["value"], &[]).await.received();
}

#[tokio::test]
async fn every_field_has_a_limit_or_a_list() {
    let (_stack, _visitor, document) = start_described().await;
    let application = &document["components"]["schemas"]["Application"];
    for field in answers::own_form().fields() {
        let mut schema = &application["properties"][&field.name];
        if field.name.starts_with("representative_") {
            schema = &application["anyOf"][1]["properties"][&field.name];
        }
        if schema["anyOf"].is_array() {
            schema = &schema["anyOf"][0];
        }
        let limits = ["maxLength", "enum", "items", "const"];
        let flag = schema["type"] == json!(["boolean", "null"]);
        assert!(flag || limits.iter().any(|limit| schema.get(limit).is_some()), "{}: {schema}", field.name);
    }
}
