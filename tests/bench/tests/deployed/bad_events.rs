//! Malformed events: each fails or gets a response, and the next valid event is handled.

use crate::support::events::{GET_PAGE, GET_START, SUBMITTED, with};
use crate::support::{log, start};
use bench::{Failure, Function};
use serde_json::{Value, json};

/// Returns a valid event, and a pointer into its response with the required value.
fn good(function: &str) -> (&'static str, &'static str, Value) {
    match function {
        "pages" => (GET_PAGE, "/statusCode", json!(200)),
        "join" => (GET_START, "/statusCode", json!(303)),
        _ => (SUBMITTED, "/batchItemFailures", json!([])),
    }
}

/// Returns other services' events, and JSON that is no event. No function of ours accepts them.
fn unknown_events() -> Vec<String> {
    let load_balancer = json!({
        "requestContext": {"elb": {"targetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/a/b"}},
        "httpMethod": "GET", "path": "/our-mission", "queryStringParameters": {}, "headers": {"host": "www.example.org"},
        "body": "", "isBase64Encoded": false,
    });
    let rest_api = json!({
        "version": "1.0", "resource": "/our-mission", "path": "/our-mission", "httpMethod": "GET",
        "headers": {"host": "www.example.org"}, "multiValueHeaders": {"host": ["www.example.org"]},
        "queryStringParameters": null, "multiValueQueryStringParameters": null, "pathParameters": null,
        "stageVariables": null, "body": null, "isBase64Encoded": false,
        "requestContext": {"accountId": "123456789012", "apiId": "a", "httpMethod": "GET", "path": "/our-mission",
            "protocol": "HTTP/1.1", "requestId": "a", "resourcePath": "/our-mission", "stage": "prod", "identity": {}},
    });
    let topic = json!({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0",
        "EventSubscriptionArn": "arn:aws:sns:us-east-1:123456789012:a:b",
        "Sns": {"Type": "Notification", "MessageId": "a", "TopicArn": "arn:aws:sns:us-east-1:123456789012:a",
            "Subject": null, "Message": "ada@example.com", "Timestamp": "2026-11-24T08:00:00.000Z"}}]});
    let schedule = json!({"version": "0", "id": "a", "detail-type": "Scheduled Event", "source": "aws.events",
        "account": "123456789012", "time": "2026-11-24T08:00:00Z", "region": "us-east-1", "resources": [], "detail": {}});
    let plain =
        ["{}", "[]", "null", "0", "\"ada@example.com\"", "{\"version\": 2}", "{\"headers\": \"ada@example.com\"}"];
    let services = [load_balancer, rest_api, topic, schedule].map(|event| event.to_string());
    plain.map(str::to_owned).into_iter().chain(services).collect()
}

async fn assert_works(name: &str, function: &Function) {
    let (event, pointer, expected) = good(name);
    let response = function.invoke(event).await.unwrap().json().unwrap();
    assert_eq!(response.pointer(pointer), Some(&expected), "{name}");
}

#[tokio::test]
async fn another_services_event_does_not_break_the_next_one() {
    let site = start().await;
    for name in ["pages", "join", "notify"] {
        let function = site.function(name);
        let others = if name == "notify" { GET_PAGE } else { SUBMITTED };
        for event in unknown_events().into_iter().chain([others.to_owned()]) {
            match function.invoke(event.clone()).await {
                Ok(response) => drop(response.json().unwrap()),
                Err(Failure::Reported(reported)) => {
                    assert!(!reported.error_type.is_empty());
                    assert_eq!(log::personal(&reported.error_message), None);
                }
                Err(other) => panic!("{name} of {event}: {other}\n{}", function.stderr()),
            }
            assert_works(name, function).await;
        }
        assert_eq!(function.starts(), 1, "{name}");
    }
}

#[tokio::test]
async fn a_malformed_request_does_not_break_the_next_one() {
    let site = start().await;
    // The longest request line and headers that API Gateway accepts.
    let long = "a".repeat(10_240);
    let strange: Vec<Vec<(&str, Value)>> = vec![
        vec![("/rawPath", json!(""))],
        vec![("/rawPath", json!("our-mission"))],
        vec![("/rawPath", json!("/a b\u{0}\u{7f}é😀%zz%"))],
        vec![("/rawPath", json!(format!("/{long}")))],
        vec![("/rawQueryString", json!("%zz&&==&%00=%ff&q=😀"))],
        vec![("/rawQueryString", json!(format!("q={long}")))],
        vec![("/rawQueryString", json!("q=\"<b>\" #\u{0}\u{7f}"))],
        vec![("/headers", json!({}))],
        vec![("/headers/host", json!("a b:c[")), ("/headers/x-forwarded-proto", json!("https://a/?q=b#"))],
        vec![("/headers/accept-encoding", json!("é, \u{1F600};q=x"))],
        vec![("/headers/if-none-match", json!(long))],
        vec![("/cookies", json!(["a=b", "=", ""]))],
        vec![("/requestContext/http/method", json!("get"))],
        vec![("/requestContext/domainName", Value::Null)],
        vec![("/requestContext/stage", json!("prod"))],
        vec![("/requestContext/http/sourceIp", json!("nowhere"))],
        vec![("/body", json!("\u{0}")), ("/isBase64Encoded", json!(false))],
        vec![("/pathParameters", json!({"id": "", "section": null}))],
        vec![("/requestContext/authorizer", json!({"jwt": {"claims": {}, "scopes": null}}))],
    ];
    for name in ["pages", "join"] {
        let function = site.function(name);
        for changes in &strange {
            let event = with(good(name).0, changes);
            match function.invoke(event).await {
                Ok(response) => {
                    let status = response.json().unwrap()["statusCode"].as_u64().unwrap();
                    assert!((200..500).contains(&status), "{name}, {changes:?}: {status}");
                }
                Err(Failure::Reported(_)) => {}
                Err(other) => panic!("{name}, {changes:?}: {other}\n{}", function.stderr()),
            }
            assert_works(name, function).await;
        }
        assert_eq!(function.starts(), 1, "{name}");
    }
}
