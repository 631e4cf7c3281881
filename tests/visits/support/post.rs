//! The `notify` function with SES in memory, and faults on requests to SES and to the table.

use super::changes::{Changes, LIMITS, hand_over_to, notify_limited_to, start_held_back, start_held_back_with};
use super::outbox::Mail;
use super::store::submitted;
use super::time::Time;
use super::wire::{Faults, failing, planned};
use super::{Item, Visitor, Wiring, items, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, Credentials, Region, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use local::Stack;
use notify::{DecisionQueue, Mailer, Notify, Outlets};
use serde_json::{Value, json};
use shared::application::Submitted;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use test_support::events::SUBMITTED;

/// SES in memory.
#[derive(Debug, Clone, Default)]
pub struct Post {
    pub sent: Arc<Mutex<Vec<Value>>>,
    /// Errors for the next messages, in reverse order.
    pub refusals: Arc<Mutex<Vec<(u16, &'static str)>>>,
}

impl HttpConnector for Post {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = match self.refusals.lock().unwrap().pop() {
            Some((status, refusal)) => {
                let (code, message) = refusal.split_once(": ").unwrap_or((refusal, "ada@example.com is not verified"));
                (status, json!({"__type": code, "message": message}))
            }
            None => {
                let taken = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
                self.sent.lock().unwrap().push(taken);
                (200, json!({"MessageId": "0100018c"}))
            }
        };
        let mut response = HttpResponse::new(status.try_into().unwrap(), body.to_string().into());
        if let Some(code) = body["__type"].as_str() {
            response.headers_mut().insert("x-amzn-errortype", code.to_owned());
        }
        HttpConnectorFuture::ready(Ok(response))
    }
}

impl Post {
    /// Counts how often each message was sent, by its id.
    pub fn counts(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for mail in self.mails() {
            *counts.entry(mail.id.split('@').next().unwrap().to_owned()).or_default() += 1;
        }
        counts
    }

    pub fn mails(&self) -> Vec<Mail> {
        let sent = self.sent.lock().unwrap();
        let raw =
            |request: &Value| BASE64_STANDARD.decode(request["Content"]["Raw"]["Data"].as_str().unwrap()).unwrap();
        sent.iter().map(|request| Mail::read(&raw(request))).collect()
    }
}

/// The main contact of the valid answers.
pub const ADA: &str = "ada@example.com";
/// The recipient of messages to staff.
pub const STAFF: &str = "staff@observatories.example";

/// A stack whose records are held back, and a `notify` function with SES in memory and its own clock.
pub struct PostOffice {
    pub stack: Stack,
    pub visitor: Visitor,
    pub changes: Changes,
    pub post: Post,
    pub time: Time,
    pub notify: Notify,
}

impl PostOffice {
    pub async fn open() -> Self {
        Self::limited_to(LIMITS).await
    }

    /// Opens an office with daily limits on messages per mailbox and in total.
    pub async fn limited_to(limits: [u32; 2]) -> Self {
        let (stack, visitor, changes) = start_held_back().await;
        let (post, time) = (Post::default(), Time::new());
        let (client, outlets) = faulty(&stack, &post, &Faults::none(), false);
        let notify = notify_limited_to(limits, stack.table_name(), client, outlets, time.clock());
        Self { stack, visitor, changes, post, time, notify }
    }

    /// Opens an office whose other functions have its clock too.
    pub async fn with_one_clock() -> Self {
        let time = Time::new();
        let wiring = Wiring { clock: time.clock(), ..Wiring::default() };
        let (stack, visitor, changes) = start_held_back_with(wiring).await;
        let post = Post::default();
        let (client, outlets) = faulty(&stack, &post, &Faults::none(), false);
        let notify = notify_limited_to(LIMITS, stack.table_name(), client, outlets, time.clock());
        Self { stack, visitor, changes, post, time, notify }
    }

    /// Opens an office with a submitted application whose records are not processed yet. Returns its private path too.
    pub async fn with_application() -> (Self, String) {
        let office = Self::open().await;
        let address = office.visitor.apply().await;
        (office, address)
    }

    /// Returns another `notify` function, with faults on its requests to the table, to the queue and to SES. Without `retries` a call
    /// has one attempt.
    pub fn failing(&self, faults: &Faults, retries: bool) -> Notify {
        let (client, outlets) = faulty(&self.stack, &self.post, faults, retries);
        notify_limited_to(LIMITS, self.stack.table_name(), client, outlets, self.time.clock())
    }

    /// Returns all records of an application.
    pub async fn records(&self, address: &str) -> Vec<Value> {
        self.stack.drained().await;
        self.changes.of(address)
    }

    /// Processes records. Returns the sequence number of the record to retry.
    pub async fn process(&self, records: &[Value]) -> Option<String> {
        hand_over_to(&self.notify, records).await
    }

    /// Takes the messages that have arrived from the queue of decisions.
    pub async fn queued(&self) -> Vec<Value> {
        self.stack.drained().await;
        self.changes.take_queued()
    }

    /// Processes all records of an application.
    pub async fn deliver(&self, address: &str) {
        assert_eq!(self.process(&self.records(address).await).await, None);
    }

    /// Submits an application and processes its records.
    pub async fn apply(&self) -> String {
        let address = self.visitor.apply().await;
        self.deliver(&address).await;
        address
    }

    /// Processes SES's report about a message to `to`.
    pub async fn report(&self, event: &Value, notice: &str, reference: Option<&str>, to: &str) {
        assert!(takes(&self.notify, &report(event, notice, reference, to)).await);
    }

    pub async fn submitted(&self, address: &str) -> Submitted {
        submitted(&self.stack, address).await
    }

    /// Returns the state of the only message with this name.
    pub async fn state(&self, name: &str) -> String {
        let notices = notices(&self.stack).await;
        let named: Vec<_> = notices.iter().filter(|notice| text(notice, "sk") == format!("notice#{name}")).collect();
        let [notice] = named[..] else { panic!("{notices:#?}") };
        text(notice, "state").to_owned()
    }

    pub fn mails_to(&self, to: &str) -> Vec<Mail> {
        self.post.mails().into_iter().filter(|mail| mail.to == to).collect()
    }

    /// Returns the main text of an application's page.
    pub async fn page(&self, address: &str) -> String {
        self.visitor.get(address).await.text("main")
    }
}

/// Returns SES's event about a bounce.
pub fn bounce(kind: &str) -> Value {
    json!({"eventType": "Bounce", "bounce": {"bounceType": kind, "timestamp": "2026-11-24T10:12:31.204Z"}})
}

/// Returns the record of SES's report about a message to `to`.
pub fn report(event: &Value, notice: &str, reference: Option<&str>, to: &str) -> Value {
    let tags = match reference {
        Some(reference) => json!({"notice": [notice], "reference": [reference]}),
        None => json!({"notice": [notice]}),
    };
    let mut message = event.clone();
    message["mail"] = json!({"destination": [to], "tags": tags});
    json!({"EventSource": "aws:sns", "Sns": {"Type": "Notification", "Message": message.to_string()}})
}

/// Whether a function accepts a report.
pub async fn takes(notify: &Notify, report: &Value) -> bool {
    notify.handle(serde_json::from_value(json!({"Records": [report]})).unwrap()).await.is_ok()
}

fn faulty(stack: &Stack, post: &Post, faults: &Faults, retries: bool) -> (Client, Outlets) {
    let retries = if retries {
        RetryConfig::standard().with_initial_backoff(Duration::from_millis(1))
    } else {
        RetryConfig::disabled()
    };
    let config = stack.client().config().to_builder().retry_config(retries.clone());
    let outlets = Outlets { mailer: ses(post, faults, retries.clone()), decisions: sqs(stack, faults, retries) };
    (planned(config, Arc::new(faults.clone())), outlets)
}

fn sqs(stack: &Stack, faults: &Faults, retries: RetryConfig) -> DecisionQueue {
    let inner: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .endpoint_url(stack.sqs_url())
        .http_client(failing(inner, Arc::new(faults.clone())))
        .retry_config(retries);
    DecisionQueue::new(aws_sdk_sqs::Client::from_conf(config.build()), stack.queue_url("Decisions"))
}

fn ses(post: &Post, faults: &Faults, retries: RetryConfig) -> Mailer {
    let connector = SharedHttpConnector::new(post.clone());
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .http_client(failing(http_client_fn(move |_, _| connector.clone()), Arc::new(faults.clone())))
        .retry_config(retries);
    let client = aws_sdk_sesv2::Client::from_conf(config.build());
    Mailer::Ses { client, configuration_set: Some("rules".to_owned()) }
}

/// Hands records to a `notify` function, and returns whether it was killed.
pub async fn crashes(notify: &Notify, faults: &Faults, records: &[Value]) -> bool {
    tokio::select! {
        _ = hand_over_to(notify, records) => false,
        () = faults.killed() => true,
    }
}

pub async fn notices(stack: &Stack) -> Vec<Item> {
    items(stack, "notice").await
}

/// Returns the record of a question about the `number`th application.
pub fn asked(number: usize) -> Value {
    let sample: Value = serde_json::from_str(SUBMITTED).unwrap();
    let mut record = sample["Records"][0].clone();
    let digits = "23456789ABCDEFGHJKMNPQRSTUVWXYZ".as_bytes();
    let reference: String = (0..8).map(|place| digits[number / 31_usize.pow(place) % 31] as char).collect();
    let mut new = record["dynamodb"]["NewImage"].clone();
    new["pk"] = json!({"S": format!("application#{number:026}")});
    new["reference"] = json!({"S": reference});
    let mut old = new.clone();
    old["status"] = json!({"S": "in_review"});
    new["status"] = json!({"S": "more_information"});
    new["history_length"] = json!({"N": "3"});
    record["dynamodb"]["Keys"]["pk"] = new["pk"].clone();
    record["dynamodb"]["OldImage"] = old;
    record["dynamodb"]["NewImage"] = new;
    record
}
