//! Events, as AWS sends them to functions.

use serde_json::{Value, json};

pub const GET_PAGE: &str = include_str!("../../../../../infra/events/get-page.json");
pub const GET_START: &str = include_str!("../../../../../infra/events/get-start.json");
pub const POST_FORM: &str = include_str!("../../../../../infra/events/post-form.json");
pub const SUBMITTED: &str = include_str!("../../../../../infra/events/stream-submitted.json");
pub const SES_BOUNCE: &str = include_str!("../../../../../infra/events/ses-bounce.json");

/// A sample event with other members.
pub fn with(sample: &str, changes: &[(&str, Value)]) -> String {
    let mut event: Value = serde_json::from_str(sample).unwrap();
    for (pointer, value) in changes {
        let (parent, name) = pointer.rsplit_once('/').unwrap();
        event.pointer_mut(parent).unwrap()[name] = value.clone();
    }
    event.to_string()
}

/// Events of other services, and what is no event at all. None is for a function of ours.
pub fn for_nobody() -> Vec<String> {
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
    let strange = plain.into_iter().map(str::to_owned);
    let services = [load_balancer, rest_api, topic, schedule].map(|event| event.to_string());
    strange.chain(services).collect()
}
