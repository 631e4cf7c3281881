use std::collections::VecDeque;
use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::template::Value as TemplateValue;

fn queue(delay: &str, directory: Option<PathBuf>) -> Arc<Queue> {
    let template = template::Queue {
        logical_id: "Decisions".to_owned(),
        function: "notify".to_owned(),
        batch_size: 2,
        delay: TemplateValue::Text(delay.to_owned()),
        visibility_timeout: 360,
        maximum_deliveries: 3,
    };
    Arc::new(Queue::open(template, delay, directory).unwrap())
}

/// A function that records the bodies of each batch and fails as planned: `None` for a crash, else the bodies to report.
#[derive(Clone, Default)]
struct Function {
    batches: Arc<Mutex<Vec<Vec<String>>>>,
    plan: Arc<Mutex<VecDeque<Option<Vec<&'static str>>>>>,
}

impl Function {
    fn planned(plan: &[Option<Vec<&'static str>>]) -> Self {
        Self { plan: Arc::new(Mutex::new(plan.to_vec().into())), ..Self::default() }
    }

    fn handler(&self) -> Handler {
        let function = self.clone();
        Handler::events(move |event: Value| {
            let records = event["Records"].as_array().unwrap().clone();
            let text = |record: &Value, name: &str| record[name].as_str().unwrap().to_owned();
            assert!(records.iter().all(|record| record["eventSource"] == "aws:sqs"));
            function.batches.lock().unwrap().push(records.iter().map(|record| text(record, "body")).collect());
            let planned = function.plan.lock().unwrap().pop_front().unwrap_or_else(|| Some(Vec::new()));
            async move {
                let bodies = planned.ok_or("it crashed")?;
                let failed = records.iter().filter(|record| bodies.contains(&record["body"].as_str().unwrap()));
                let failures: Vec<_> =
                    failed.map(|record| json!({ "itemIdentifier": text(record, "messageId") })).collect();
                Ok::<_, &str>(json!({ "batchItemFailures": failures }))
            }
        })
    }

    fn batches(&self) -> Vec<Vec<String>> {
        self.batches.lock().unwrap().clone()
    }
}

/// Delivers messages until none that is due is left.
async fn deliver(queue: &Queue, function: &Function) {
    let handler = function.handler();
    tokio::select! {
        () = queue.run(&handler) => {}
        () = queue.drained() => {}
    }
}

fn files(directory: &tempfile::TempDir) -> usize {
    fs::read_dir(directory.path()).unwrap().count()
}

#[tokio::test]
async fn messages_are_delivered_in_batches_the_oldest_first() {
    let (queue, function) = (queue("0", None), Function::default());
    for body in ["1", "2", "3"] {
        queue.send(body.to_owned()).unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    deliver(&queue, &function).await;
    assert_eq!(function.batches(), [vec!["1", "2"], vec!["3"]]);
}

#[tokio::test]
async fn a_message_waits_for_its_delay_and_arrives_while_the_queue_is_idle() {
    let (queue, function) = (queue("1", None), Function::default());
    let (handler, sent) = (function.handler(), OffsetDateTime::now_utc());
    let arrival = async {
        queue.send("later".to_owned()).unwrap();
        queue.drained().await;
        assert!(function.batches().is_empty(), "nothing is due yet");
        while function.batches().is_empty() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::select! {
        () = queue.run(&handler) => {}
        () = arrival => {}
    }
    assert!(OffsetDateTime::now_utc() - sent >= Duration::from_secs(1));
}

#[tokio::test]
async fn only_failed_messages_are_delivered_again() {
    let (queue, function) = (queue("0", None), Function::planned(&[Some(vec!["1"])]));
    for body in ["1", "2"] {
        queue.send(body.to_owned()).unwrap();
    }
    deliver(&queue, &function).await;
    let batches = function.batches();
    assert_eq!((batches.len(), batches[0].len(), &batches[1]), (2, 2, &vec!["1".to_owned()]));
}

#[tokio::test]
async fn a_crash_fails_the_batch_and_a_message_is_given_up_after_its_last_delivery() {
    let directory = tempfile::tempdir().unwrap();
    let (queue, function) =
        (queue("0", Some(directory.path().to_owned())), Function::planned(&[None, Some(vec!["1"]), None]));
    queue.send("1".to_owned()).unwrap();
    deliver(&queue, &function).await;
    assert_eq!(function.batches(), [["1"], ["1"], ["1"]]);
    assert_eq!(files(&directory), 0);
}

#[tokio::test]
async fn messages_outlive_a_killed_stack_and_are_removed_once_handled() {
    let directory = tempfile::tempdir().unwrap();
    let open = || queue("0", Some(directory.path().to_owned()));
    open().send("kept".to_owned()).unwrap();
    // Killed while it was writing.
    fs::write(directory.path().join("0.new"), "{").unwrap();

    // Killed during the delivery.
    let started = open();
    assert_eq!(started.receive().len(), 1);
    drop(started);

    let function = Function::default();
    deliver(&open(), &function).await;
    assert_eq!(function.batches(), [["kept"]]);
    deliver(&open(), &function).await;
    assert_eq!((function.batches().len(), files(&directory)), (1, 1));
}

#[tokio::test]
async fn a_damaged_file_is_reported_at_the_start() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("0.json"), "{").unwrap();
    let template = queue("0", None).template.clone();
    let error = Queue::open(template, "0", Some(directory.path().to_owned())).err().unwrap().to_string();
    assert!(error.contains(directory.path().to_str().unwrap()), "{error}");
}
