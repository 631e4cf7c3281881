//! Lines of the log: whose invocation they belong to, and what they count.

use crate::staff::desk::{Desk, apply};
use crate::support::post::{ADA, PostOffice, bounce, report, takes};
use crate::support::store::apply_as_a_program;
use crate::support::{items, log, only_application, start, text};
use serde_json::{Value, json};
use shared::staff::Role::Reviewer;
use shared::telemetry::Metric;

/// What AWS's schema requires of `_aws`, as JSON Schema ([specification of the embedded metric
/// format](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)).
fn schema() -> Value {
    let name = || json!({ "type": "string", "minLength": 1, "maxLength": 255 });
    let metric = json!({
        "type": "object",
        "required": ["Name"],
        "properties": { "Name": name(), "Unit": { "type": "string", "enum": ["Count", "None", "Seconds", "Bytes"] } },
    });
    let directive = json!({
        "type": "object",
        "required": ["Namespace", "Dimensions", "Metrics"],
        "properties": {
            "Namespace": name(),
            "Dimensions": {
                "type": "array",
                "minItems": 1,
                "items": { "type": "array", "minItems": 0, "maxItems": 9, "items": name() },
            },
            "Metrics": { "type": "array", "items": metric },
        },
    });
    json!({
        "type": "object",
        "required": ["Timestamp", "CloudWatchMetrics"],
        "properties": {
            "Timestamp": { "type": "integer" },
            "CloudWatchMetrics": { "type": "array", "items": directive },
        },
    })
}

/// Checks a value against a schema with the keywords of [`schema`]. As in AWS's, objects have no other members.
fn check(schema: &Value, value: &Value, at: &str) {
    let size = || value.as_array().map_or_else(|| value.as_str().unwrap().chars().count(), Vec::len);
    for (keyword, rule) in schema.as_object().unwrap() {
        let limit = || usize::try_from(rule.as_u64().unwrap()).unwrap();
        let holds = match keyword.as_str() {
            "type" => match rule.as_str().unwrap() {
                "object" => value.is_object(),
                "array" => value.is_array(),
                "string" => value.is_string(),
                "integer" => value.is_u64(),
                other => panic!("{other} is not known"),
            },
            "required" => rule.as_array().unwrap().iter().all(|name| value.get(name.as_str().unwrap()).is_some()),
            "properties" => value.as_object().unwrap().iter().all(|(name, member)| {
                let known = rule.get(name);
                known.into_iter().for_each(|schema| check(schema, member, &format!("{at}/{name}")));
                known.is_some()
            }),
            "items" => {
                value.as_array().unwrap().iter().for_each(|item| check(rule, item, &format!("{at}/-")));
                true
            }
            "minItems" | "minLength" => size() >= limit(),
            "maxItems" | "maxLength" => size() <= limit(),
            "enum" => rule.as_array().unwrap().contains(value),
            other => panic!("{other} is not known"),
        };
        assert!(holds, "{at}: {keyword} {rule} does not hold for {value}");
    }
}

/// Counts the lines about an application that count towards a metric.
fn counted(metric: Metric, reference: &str) -> usize {
    let log = log::logged();
    let lines = log.lines().filter(|line| line.contains("_aws") && line.contains(reference));
    lines.filter(|line| serde_json::from_str::<Value>(line).unwrap()[metric.as_str()] == 1).count()
}

/// Checks every line so far that counts. Lines of other tests are welcome.
fn assert_lines_are_metrics() {
    let log = log::logged();
    let schema = schema();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for line in lines.filter(|line| line.get("_aws").is_some()) {
        check(&schema, &line["_aws"], "_aws");
        let [directive] = &line["_aws"]["CloudWatchMetrics"].as_array().unwrap()[..] else { panic!("{line}") };
        let name = directive["Metrics"][0]["Name"].as_str().unwrap();
        assert!(Metric::ALL.iter().any(|metric| metric.as_str() == name), "{line}");
        assert_eq!((&line[name], &directive["Namespace"]), (&json!(1), &json!("local")), "{line}");
        assert_eq!(directive["Dimensions"], json!([[]]));
        assert_eq!(line["metric"], Value::Null);
    }
}

#[tokio::test]
async fn each_step_of_an_application_counts_once() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let decline = [("reason", "not_eligible"), ("words", "Come back in a year.")];
    type Step<'a> = (&'a str, &'a [(&'a str, &'a str)], Metric);
    let steps: [Step<'_>; 3] = [
        ("accept", &[], Metric::ApplicationsAccepted),
        ("decline", &decline, Metric::ApplicationsDeclined),
        ("spam", &[], Metric::ApplicationsSetAside),
    ];
    for (action, fields, metric) in steps {
        let (_, reference) = apply(&stack, &visitor, &[]).await;
        desk.act(&reference, "take", &[]).await;
        assert_eq!(counted(metric, &reference), 0);
        desk.act(&reference, action, fields).await;
        assert_eq!(
            (counted(metric, &reference), counted(Metric::ApplicationsReceived, &reference)),
            (1, 1),
            "{action}"
        );
    }
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    for _ in 0..2 {
        visitor.press(&format!("{address}/withdraw")).await;
    }
    assert_eq!(counted(Metric::ApplicationsWithdrawn, &reference), 1);
    assert_lines_are_metrics();
}

#[tokio::test]
async fn an_application_that_is_sent_again_or_set_aside_counts_once() {
    let (stack, visitor) = start().await;
    let address = apply_as_a_program(&stack, &visitor).await;
    let reference = text(&only_application(&stack).await, "reference").to_owned();
    visitor.post_field(&format!("{address}/submit"), "version", "4").await;
    stack.drained().await;
    assert_eq!(counted(Metric::ApplicationsReceived, &reference), 1);
    assert_eq!(counted(Metric::ApplicationsSetAside, &reference), 1);
}

#[tokio::test]
async fn mail_counts_once_for_each_outcome() {
    let office = PostOffice::limited_to([2, 1000]).await;
    office.post.refusals.lock().unwrap().push((400, "BadRequestException: Illegal address"));
    let mut references = Vec::new();
    for number in 0..3 {
        let address = office.apply().await;
        let records = office.records(&address).await;
        // The same records again are the same messages.
        office.process(&records).await;
        references.push(office.submitted(&address).await.reference.to_string());
        assert_eq!(items(&office.stack, "application").await.len(), number + 1);
    }
    let [refused, sent, limited] = &references[..] else { panic!("{references:?}") };
    let of = |reference: &str| {
        [Metric::MailSent, Metric::MailRefused, Metric::MailLimited].map(|metric| counted(metric, reference))
    };
    // Staff get a message about each.
    assert_eq!([of(refused), of(sent), of(limited)], [[1, 1, 0], [2, 0, 0], [1, 0, 1]]);

    let complaint = json!({"eventType": "Complaint", "complaint": {"timestamp": "2026-11-24T10:12:31.204Z"}});
    for (event, metric) in [
        (bounce("Transient"), Metric::MailBounced),
        (bounce("Permanent"), Metric::MailBounced),
        (complaint, Metric::MailComplained),
    ] {
        let before = counted(metric, sent);
        assert!(takes(&office.notify, &report(&event, "received", Some(sent), ADA)).await);
        assert_eq!(counted(metric, sent), before + 1);
    }
    assert_lines_are_metrics();
}

#[tokio::test]
async fn a_line_has_the_trace_and_the_request_id_of_the_access_log() {
    let (stack, visitor) = start().await;
    let sent = visitor.fill_in_everything().await;
    let check = visitor.get(&sent).await;
    let response = visitor.send(&check).await;
    let request = response.header("apigw-requestid");
    let lines = log::lines("application received");
    let line = lines.iter().find(|line| line["request.id"] == request).expect("a line of this request");
    assert_is_trace(line);
    stack.drained().await;
    let reference = &line["application.reference"];
    let lines = log::lines("application status changed");
    let change = lines.iter().find(|line| line["application.reference"] == *reference).unwrap();
    // The stream has a trace and a request of its own.
    assert_is_trace(change);
    assert_ne!(change["trace.id"], line["trace.id"]);
    assert_eq!(change["request.id"].as_str().unwrap().len(), 36);
}

fn assert_is_trace(line: &Value) {
    let trace = line["trace.id"].as_str().unwrap_or_else(|| panic!("{line}"));
    let parts: Vec<_> = trace.split('-').collect();
    assert!(parts.len() == 3 && parts[0] == "1" && parts[1].len() == 8 && parts[2].len() == 24, "{line}");
    assert!(parts.concat().bytes().all(|byte| byte.is_ascii_hexdigit()), "{line}");
}
