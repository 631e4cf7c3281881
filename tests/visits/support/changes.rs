//! Records of the table's stream, held back until the test hands them to `notify`.

use super::{OWN_SITE, Visitor, Wiring, answers, log, options};
use aws_sdk_dynamodb::Client;
use local::{Handler, Stack};
use notify::{DecisionQueue, Mailer, Notify, Outlets, Settings};
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::Environment;
use std::sync::{Arc, Mutex};
use store::Store;
use store::aws::AwsConfig;
use test_support::events::SCHEDULE;

/// Records of a stack's stream, in order.
#[derive(Debug, Clone, Default)]
pub struct Changes(Arc<Mutex<Vec<Value>>>);

impl Changes {
    /// Returns the records of one application, given its private path.
    pub fn of(&self, address: &str) -> Vec<Value> {
        let key = address.replace("/join/", "application#");
        let records = self.0.lock().unwrap().clone();
        records.into_iter().filter(|record| record["dynamodb"]["Keys"]["pk"]["S"] == key.as_str()).collect()
    }

    /// Takes the messages of the queue that have arrived.
    pub fn take_queued(&self) -> Vec<Value> {
        self.0.lock().unwrap().extract_if(.., |record| record["eventSource"] == "aws:sqs").collect()
    }

    fn handler(&self) -> Handler {
        let changes = self.clone();
        Handler::events(move |event: Value| {
            changes.0.lock().unwrap().extend(event["Records"].as_array().unwrap().clone());
            async { Ok::<_, std::convert::Infallible>(json!({})) }
        })
    }
}

/// Starts a stack whose stream only the test receives.
pub async fn start_held_back() -> (Stack, Visitor, Changes) {
    start_held_back_with(Wiring::default()).await
}

/// Starts such a stack with other functions.
pub async fn start_held_back_with(wiring: Wiring) -> (Stack, Visitor, Changes) {
    log::watch();
    let changes = Changes::default();
    let handler = changes.handler();
    let stack = Stack::start_with(options(), move |environments| async move {
        let mut made = wiring.handlers(environments);
        made.insert("notify".to_owned(), handler);
        Ok(made)
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor, changes)
}

/// Delivers records to a `notify` function with this client, which writes messages to the stack's outbox. Returns the
/// sequence number of the record that it wants to retry.
pub async fn hand_over(stack: &Stack, client: Client, records: &[Value]) -> Option<String> {
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    hand_over_to(&notify_with(stack, client, mailer, Clock::system()), records).await
}

/// Daily limits on messages per mailbox and in total that tests rarely reach.
pub const LIMITS: [u32; 2] = [100, 1000];

/// Returns a `notify` function of a stack with this client, mailer and clock.
pub fn notify_with(stack: &Stack, client: Client, mailer: Mailer, clock: Clock) -> Notify {
    let outlets = Outlets { mailer, decisions: decisions(stack) };
    notify_limited_to(LIMITS, stack.table_name(), client, outlets, clock)
}

/// Returns the queue of a stack.
fn decisions(stack: &Stack) -> DecisionQueue {
    let variables = [
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_ENDPOINT_URL_SQS", stack.sqs_url()),
        ("DECISION_QUEUE_URL", stack.queue_url("Decisions")),
    ];
    queue_in(&variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Returns the queue of an environment.
pub fn queue_in(environment: &Environment) -> DecisionQueue {
    let aws = AwsConfig::from_environment(environment).unwrap();
    DecisionQueue::connect(environment, &aws, aws.http_client().unwrap()).unwrap()
}

/// Returns such a function with daily limits on messages per mailbox and in total.
pub fn notify_limited_to(
    limits: [u32; 2],
    table: impl Into<String>,
    client: Client,
    outlets: Outlets,
    clock: Clock,
) -> Notify {
    let store = Store::new(client, table);
    OWN_SITE.notify(store, settings(limits), outlets, clock, Entropy::system())
}

fn settings([per_recipient, per_day]: [u32; 2]) -> Settings {
    let (per_recipient, per_day) = (per_recipient.to_string(), per_day.to_string());
    let variables = [
        ("DRAFT_DAYS", "30"),
        ("SUSPECT_DAYS", "30"),
        ("CLOSED_DAYS", "180"),
        ("UNDECIDED_DAYS", "730"),
        ("MAIL_PER_DAY", per_day.as_str()),
        ("MAIL_PER_RECIPIENT", per_recipient.as_str()),
        ("SITE_URL", "https://www.observatories.example"),
        ("MAIL_FROM", "office@observatories.example"),
        ("STAFF_EMAIL", "staff@observatories.example"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Settings::from_environment(&Environment::from_iter(variables)).unwrap()
}

/// Invokes `notify` as the schedule does.
pub async fn hour_passes(notify: &Notify) {
    let event = serde_json::from_str(SCHEDULE).unwrap();
    notify.handle(event).await.unwrap();
}

/// Delivers records to `notify`. Returns the sequence number of the record that it wants to retry.
pub async fn hand_over_to(notify: &Notify, records: &[Value]) -> Option<String> {
    let response = notify.handle(serde_json::from_value(json!({ "Records": records })).unwrap()).await;
    let response = serde_json::to_value(response.unwrap()).unwrap();
    let failed = response["batchItemFailures"].as_array().unwrap().first();
    failed.map(|failed| failed["itemIdentifier"].as_str().unwrap().to_owned())
}

/// Fills in an application, with these changes to the valid answers, and returns its private path.
pub async fn fill_in_with(visitor: &Visitor, changes: &[(&'static str, &str)]) -> String {
    let address = visitor.start_application().await;
    for section in answers::SECTIONS {
        let own = changes.iter().filter(|(name, _)| answers::fields(section).iter().any(|field| field.name == *name));
        let typed = own.fold(answers::good(section), |typed, (name, value)| answers::with(typed, name, value));
        let mut saved = visitor.fill_in(&address, section, typed.clone()).await;
        if let Some(mailbox) = Some(saved.attribute("input[name=asked_about]", "value")).filter(|text| !text.is_empty())
        {
            // Confirms the free mailbox.
            saved = visitor.fill_in(&address, section, answers::with(typed, "asked_about", &mailbox)).await;
        }
        assert!(saved.location().starts_with(&address));
    }
    address
}

/// Submits an application, with these changes to the valid answers, and returns its private path.
pub async fn apply_with(visitor: &Visitor, changes: &[(&'static str, &str)]) -> String {
    let address = fill_in_with(visitor, changes).await;
    let sent = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(sent.location(), address);
    address
}
