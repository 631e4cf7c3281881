use crate::env::Logging;
use crate::telemetry::{Metric, subscriber};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use tracing::{Span, error_span, info_span};

/// Returns the lines that `log` writes at a level, in this namespace.
fn lines(level: &str, namespace: Option<&str>, log: impl FnOnce()) -> Vec<Value> {
    let written = Arc::new(Mutex::new(String::new()));
    let keep = Arc::clone(&written);
    let logging = Logging { level: Some(level.to_owned()), metric_namespace: namespace.map(str::to_owned) };
    // Unit tests are in the crate `shared`, a library.
    let subscriber = subscriber(&logging, [], move |line| keep.lock().unwrap().push_str(line));
    tracing::subscriber::with_default(subscriber, log);
    let written = written.lock().unwrap();
    assert!(written.is_empty() || written.ends_with('\n'));
    written.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn invocation() -> Span {
    let trace = "Root=1-66f2a1a4-3f2c8a7d5b1e4c9a0d6e7f80;Parent=53995c3f42cd8ad8;Sampled=0";
    info_span!(target: "lambda_runtime", "Lambda runtime invoke", requestId = "of-lambda", xrayTraceId = trace)
}

#[test]
fn a_line_has_the_fields_of_its_event() {
    let mut line = lines("info", None, || {
        tracing::info!(text = "a\"b\n\u{1}é", number = -1, count = 2_u64, yes = true, shown = %1.5, none = None::<&str>, "said");
    });
    let time = line[0].as_object_mut().unwrap().remove("timestamp").unwrap();
    let time = time.as_str().unwrap();
    assert!(time.len() == 24 && time.starts_with("20") && time.as_bytes()[19] == b'.' && time.ends_with('Z'), "{time}");
    let expected = json!({
        "level": "INFO", "message": "said", "target": module_path!(),
        "text": "a\"b\n\u{1}é", "number": -1, "count": 2, "yes": true, "shown": "1.5",
    });
    assert_eq!(line, [expected]);
}

#[test]
fn lines_have_the_ids_of_their_invocation() {
    let logged = lines("error", None, || {
        tracing::error!("starting");
        invocation().in_scope(|| {
            tracing::error!("of an event");
            error_span!("request", request.id = "of-gateway=").in_scope(|| tracing::error!("of a request"));
        });
    });
    let ids = |line: &Value| json!([line["trace.id"], line["request.id"]]);
    let trace = "1-66f2a1a4-3f2c8a7d5b1e4c9a0d6e7f80";
    assert_eq!(
        logged.iter().map(ids).collect::<Vec<_>>(),
        [json!([null, null]), json!([trace, "of-lambda"]), json!([trace, "of-gateway="])]
    );
}

#[test]
fn an_event_counts_at_any_level_and_only_in_a_namespace() {
    let log = || {
        tracing::info!(metric = Metric::MailSent.as_str(), "message sent");
        tracing::info!(metric = None::<&str>, "not counted");
        tracing::info!("not logged");
    };
    let counted = lines("error", Some("a \"stack\""), log);
    assert_eq!(counted.len(), 2);
    assert_eq!(counted[0]["MailSent"], 1);
    assert_eq!(counted[0]["metric"], Value::Null);
    let directive = &counted[0]["_aws"]["CloudWatchMetrics"][0];
    assert_eq!(directive["Namespace"], "a \"stack\"");
    assert_eq!(directive["Metrics"], json!([{ "Name": "MailSent", "Unit": "Count" }]));
    assert_eq!(counted[1]["_aws"], Value::Null);
    for line in lines("error", None, log) {
        assert!(line["_aws"].is_null() && line["MailSent"].is_null() && line["metric"].is_null(), "{line}");
    }
}

#[test]
fn other_crates_log_warnings_only() {
    let logged = lines("debug", None, || {
        tracing::info!(target: "hyper", "quiet");
        tracing::warn!(target: "hyper", "loud");
        tracing::debug!("ours");
        info_span!("unrelated", path = "secret").in_scope(|| tracing::debug!("inside"));
    });
    let messages: Vec<_> = logged.iter().map(|line| line["message"].as_str().unwrap()).collect();
    assert_eq!(messages, ["loud", "ours", "inside"]);
}
