//! Events for the deployed functions.

use serde_json::json;

pub use test_support::events::{GET_PAGE, GET_START, POST_FORM, SES_BOUNCE, SUBMITTED, with};

/// Returns other services' events, and JSON that is no event. No function of ours accepts them.
pub fn unknown_events() -> Vec<String> {
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
