//! The `notify` function with SES in memory, and faults on requests to SES and to the table.

use super::changes::{Changes, hand_over_to, notify_limited_to, notify_with, start_held_back};
use super::outbox::Mail;
use super::time::Time;
use super::wire::{Faults, failing, planned};
use super::{Item, Visitor, items};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use local::Stack;
use notify::{Mailer, Notify};
use serde_json::{Value, json};
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

/// Returns a `notify` function with faults on its requests to the table and to SES. Without `retries` a call has one
/// attempt.
pub fn notify(stack: &Stack, post: &Post, faults: &Faults, time: &Time, retries: bool) -> Notify {
    let (config, mailer) = faulty(stack, post, faults, retries);
    notify_with(stack.table_name(), config, mailer, time.clock())
}

/// Returns such a function without retries, and with daily limits on messages per mailbox and in total.
pub fn notify_limited(stack: &Stack, post: &Post, faults: &Faults, time: &Time, limits: [u32; 2]) -> Notify {
    let (client, mailer) = faulty(stack, post, faults, false);
    notify_limited_to(limits, stack.table_name(), client, mailer, time.clock())
}

fn faulty(stack: &Stack, post: &Post, faults: &Faults, retries: bool) -> (Client, Mailer) {
    let retries = if retries {
        RetryConfig::standard().with_initial_backoff(Duration::from_millis(1))
    } else {
        RetryConfig::disabled()
    };
    let config = stack.client().config().to_builder().retry_config(retries.clone());
    (planned(config, Arc::new(faults.clone())), ses(post, faults, retries))
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

/// Starts a stack with a submitted application whose records are held back.
pub async fn held_back() -> (Stack, Visitor, Changes, String) {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.apply().await;
    stack.drained().await;
    (stack, visitor, changes, address)
}

pub async fn notices(stack: &Stack) -> Vec<Item> {
    items(stack, "notice").await
}

/// Returns the record of the `number`th application's acceptance.
pub fn accepted(number: usize) -> Value {
    let sample: Value = serde_json::from_str(SUBMITTED).unwrap();
    let mut record = sample["Records"][0].clone();
    let digits = "23456789ABCDEFGHJKMNPQRSTUVWXYZ".as_bytes();
    let reference: String = (0..8).map(|place| digits[number / 31_usize.pow(place) % 31] as char).collect();
    let mut new = record["dynamodb"]["NewImage"].clone();
    new["pk"] = json!({"S": format!("application#{number:026}")});
    new["reference"] = json!({"S": reference});
    let mut old = new.clone();
    old["status"] = json!({"S": "in_review"});
    new["status"] = json!({"S": "accepted"});
    new["history_length"] = json!({"N": "3"});
    record["dynamodb"]["Keys"]["pk"] = new["pk"].clone();
    record["dynamodb"]["OldImage"] = old;
    record["dynamodb"]["NewImage"] = new;
    record
}
