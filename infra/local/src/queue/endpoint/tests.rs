//! The queue of a running stack, over HTTP.

use std::convert::Infallible;
use std::sync::Mutex;
use std::time::Duration;

use super::*;
use crate::{Data, Handler, Options, Stack};

/// The bodies that the function received.
type Bodies = Arc<Mutex<Vec<String>>>;

async fn start(options: Options, bodies: &Bodies) -> Stack {
    let bodies = Arc::clone(bodies);
    let handler = Handler::events(move |event: Value| {
        let records = event["Records"].as_array().unwrap().clone();
        bodies.lock().unwrap().extend(records.iter().map(|record| record["body"].as_str().unwrap().to_owned()));
        async { Ok::<_, Infallible>(json!({})) }
    });
    let make = |environments: std::collections::BTreeMap<String, crate::Environment>| async move {
        Ok(environments.into_keys().map(|name| (name, handler.clone())).collect())
    };
    Stack::start_with(options, make).await.unwrap()
}

async fn call(stack: &Stack, action: &str, body: &Value) -> (u16, Value) {
    let request = reqwest::Client::new().post(format!("{}/", stack.sqs_url())).header("x-amz-target", action);
    let response = request.body(body.to_string()).send().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap())
}

fn message(stack: &Stack, body: &str) -> Value {
    json!({ "QueueUrl": stack.queue_url("Decisions"), "MessageBody": body })
}

#[tokio::test]
async fn a_message_reaches_the_function() {
    let bodies = Bodies::default();
    let stack = start(Options::default(), &bodies).await;
    let (status, sent) = call(&stack, "AmazonSQS.SendMessage", &message(&stack, "hello")).await;
    assert_eq!((status, sent["MessageId"].as_str().unwrap().len()), (200, 32));
    stack.drained().await;
    assert_eq!(*bodies.lock().unwrap(), ["hello"]);
}

#[tokio::test]
async fn a_message_waits_through_a_restart() {
    let (directory, bodies) = (tempfile::tempdir().unwrap(), Bodies::default());
    let options = Options { data: Data::Directory(directory.path().to_owned()), undo_seconds: 1, ..Options::default() };
    let stack = start(options.clone(), &bodies).await;
    call(&stack, "AmazonSQS.SendMessage", &message(&stack, "later")).await;
    stack.drained().await;
    stack.stop().await;
    assert!(bodies.lock().unwrap().is_empty(), "nothing is delivered before its delay");

    let _stack = start(options, &bodies).await;
    while bodies.lock().unwrap().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(*bodies.lock().unwrap(), ["later"]);
}

#[tokio::test]
async fn what_functions_do_not_need_is_refused() {
    let stack = start(Options::default(), &Bodies::default()).await;
    let sent = message(&stack, "hello");
    let with = |name: &str, value: Value| {
        let mut request = sent.clone();
        request[name] = value;
        request
    };
    for (action, request, code) in [
        ("AmazonSQS.ReceiveMessage", sent.clone(), "UnsupportedOperation"),
        ("", sent.clone(), "UnsupportedOperation"),
        ("AmazonSQS.SendMessage", with("DelaySeconds", json!(1)), "InvalidParameterValue"),
        ("AmazonSQS.SendMessage", with("MessageBody", json!("")), "InvalidParameterValue"),
        ("AmazonSQS.SendMessage", with("QueueUrl", json!(stack.queue_url("DeadLetters"))), "QueueDoesNotExist"),
        ("AmazonSQS.SendMessage", with("QueueUrl", json!("local-Decisions")), "QueueDoesNotExist"),
    ] {
        let (status, refusal) = call(&stack, action, &request).await;
        assert_eq!((status, refusal["__type"].as_str().unwrap()), (400, &*format!("com.amazonaws.sqs#{code}")));
    }
}
