//! Messages go out once, whatever fails, and are never lost.

use crate::support::changes::{Changes, hand_over_to, notify_with, start_held_back};
use crate::support::outbox::{Mail, outbox};
use crate::support::time::Time;
use crate::support::{Item, Visitor, items, log, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use local::Stack;
use notify::{Mailer, Notify};
use serde_json::{Value, json};
use shared::world::World;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::Notify as Signal;

/// SES, which keeps what it is given.
#[derive(Debug, Clone, Default)]
struct Post {
    sent: Arc<Mutex<Vec<Value>>>,
    /// What it answers instead of taking the next messages.
    refusals: Arc<Mutex<Vec<(u16, &'static str)>>>,
}

impl HttpConnector for Post {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (status, body) = match self.refusals.lock().unwrap().pop() {
            Some((status, code)) => (status, json!({"__type": code, "message": "ada@example.com is not verified"})),
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
    /// How often each message was sent, by its name in the table.
    fn counts(&self) -> HashMap<String, usize> {
        let mut counts = HashMap::new();
        for mail in self.mails() {
            *counts.entry(mail.id.split('@').next().unwrap().to_owned()).or_default() += 1;
        }
        counts
    }

    fn mails(&self) -> Vec<Mail> {
        let sent = self.sent.lock().unwrap();
        let raw =
            |request: &Value| BASE64_STANDARD.decode(request["Content"]["Raw"]["Data"].as_str().unwrap()).unwrap();
        sent.iter().map(|request| Mail::read(&raw(request))).collect()
    }
}

/// What happens to one call, to the table or to SES.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The function ends before it is made.
    CrashBefore,
    /// The function ends once it was made.
    CrashAfter,
    /// It was made, but the answer is lost.
    Lost,
}

/// What goes wrong on the way, and when.
#[derive(Debug, Default)]
struct Faults {
    /// After how many more calls, and how.
    next: Mutex<Option<(usize, Fault)>>,
    crashed: Signal,
}

impl Faults {
    fn none() -> Arc<Self> {
        Arc::default()
    }

    fn at(call: usize, fault: Fault) -> Arc<Self> {
        let faults = Self::none();
        faults.plan(call, fault);
        faults
    }

    /// Something goes wrong at one of the next calls, counted from 0.
    fn plan(&self, call: usize, fault: Fault) {
        *self.next.lock().unwrap() = Some((call, fault));
    }

    fn next(&self) -> Option<Fault> {
        let mut next = self.next.lock().unwrap();
        let (left, fault) = next.take()?;
        if left == 0 {
            return Some(fault);
        }
        *next = Some((left - 1, fault));
        None
    }
}

/// A way on which things go wrong.
#[derive(Debug, Clone)]
struct Faulty {
    inner: SharedHttpConnector,
    faults: Arc<Faults>,
}

impl HttpConnector for Faulty {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let (fault, faults) = (self.faults.next(), Arc::clone(&self.faults));
        let call = (fault != Some(Fault::CrashBefore)).then(|| self.inner.call(request));
        HttpConnectorFuture::new(async move {
            let answer = match call {
                Some(call) => Some(call.await),
                None => None,
            };
            match (fault, answer) {
                (None, Some(answer)) => answer,
                (Some(Fault::Lost), _) => Err(ConnectorError::io("the answer was lost".into())),
                _ => {
                    faults.crashed.notify_one();
                    std::future::pending().await
                }
            }
        })
    }
}

/// The notify function of a stack, with faults on its ways to the table and to SES. Without `retries` a call has one
/// attempt.
fn notify(stack: &Stack, post: &Post, faults: &Arc<Faults>, time: &Time, retries: bool) -> Notify {
    let retries = if retries {
        RetryConfig::standard().with_initial_backoff(Duration::from_millis(1))
    } else {
        RetryConfig::disabled()
    };
    let table: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    let on_the_way = Arc::clone(faults);
    let table = http_client_fn(move |settings, components| {
        let inner = table.http_connector(settings, components);
        SharedHttpConnector::new(Faulty { inner, faults: Arc::clone(&on_the_way) })
    });
    let config = stack.client().config().to_builder().http_client(table).retry_config(retries.clone()).build();
    let mailer = ses(post, faults, retries);
    notify_with(stack, Client::from_conf(config), mailer, time.world())
}

fn ses(post: &Post, faults: &Arc<Faults>, retries: RetryConfig) -> Mailer {
    let inner = SharedHttpConnector::new(post.clone());
    let faulty = SharedHttpConnector::new(Faulty { inner, faults: Arc::clone(faults) });
    let config = Config::builder()
        .behavior_version(BehaviorVersion::v2026_01_12())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("key", "secret", None, None, "test"))
        .http_client(http_client_fn(move |_, _| faulty.clone()))
        .retry_config(retries);
    let client = aws_sdk_sesv2::Client::from_conf(config.build());
    Mailer::Ses { client, configuration_set: Some("rules".to_owned()) }
}

/// Hands over records to a function that ends where the faults say; whether it did.
async fn crashes(notify: &Notify, faults: &Faults, records: &[Value]) -> bool {
    tokio::select! {
        _ = hand_over_to(notify, records) => false,
        () = faults.crashed.notified() => true,
    }
}

/// A stack with an application that was received, nothing of which was followed yet.
async fn held_back() -> (Stack, Visitor, Changes, String) {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.apply().await;
    stack.drained().await;
    (stack, visitor, changes, address)
}

async fn notices(stack: &Stack) -> Vec<Item> {
    items(stack, "notice").await
}

/// The record of the `number`th application's being accepted.
fn accepted(number: usize) -> Value {
    let sample: Value = serde_json::from_str(include_str!("../../infra/events/stream-submitted.json")).unwrap();
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

#[tokio::test]
async fn of_a_thousand_messages_none_is_lost_and_those_are_doubled_whose_sender_ended_before_it_could_say() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time) = (Post::default(), Time::new());
    // The calls of a message: to claim it, to send it, to settle it.
    let points: Vec<_> = (0..3).flat_map(|call| [(call, Fault::CrashBefore), (call, Fault::CrashAfter)]).collect();
    let faults = Faults::none();
    let notify = notify(&stack, &post, &faults, &time, false);
    for number in 0..1000 {
        let (call, fault) = points[number % points.len()];
        let record = [accepted(number)];
        faults.plan(call, fault);
        assert!(crashes(&notify, &faults, &record).await, "{number}");
        time.pass(91);
        assert_eq!(hand_over_to(&notify, &record).await, None);
    }
    let counts = post.counts();
    assert_eq!(counts.len(), 1000);
    let mut doubled = 0;
    for notice in notices(&stack).await {
        let number: usize = text(&notice, "pk").strip_prefix("application#").unwrap().parse().unwrap();
        let between = [(1, Fault::CrashAfter), (2, Fault::CrashBefore)].contains(&points[number % points.len()]);
        assert_eq!(counts[text(&notice, "message_id")], if between { 2 } else { 1 }, "{number}");
        assert_eq!(text(&notice, "state"), "sent");
        doubled += usize::from(between);
    }
    assert_eq!((doubled, post.mails().len()), (333, 1333));
}

#[tokio::test]
async fn wherever_the_function_ends_while_an_application_arrives_everyone_is_told_in_the_end() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let records = changes.of(&address);
    // With ever more calls, until they are enough: each attempt ends where the next one has to go on.
    let mut call = 0;
    loop {
        let faults = Faults::at(call, Fault::CrashBefore);
        if !crashes(&notify(&stack, &post, &faults, &time, false), &faults, &records).await {
            break;
        }
        time.pass(91);
        call += 1;
    }
    assert!(call > 8, "{call}");
    let (mut told, tokens): (Vec<_>, Vec<_>) = post
        .mails()
        .into_iter()
        .map(|mail| (mail.to, mail.text.split("token=").nth(1).map(|t| t[..26].to_owned())))
        .unzip();
    let tokens: Vec<_> = tokens.into_iter().flatten().collect();
    assert!(tokens.windows(2).all(|two| two[0] == two[1]), "a receipt has the same link whenever it is made");
    told.dedup();
    assert_eq!(told, ["ada@example.com", "staff@acro.example"]);
    assert!(notices(&stack).await.iter().all(|notice| text(notice, "state") == "sent"));
}

#[tokio::test]
async fn a_repeated_stream_sends_nothing_twice() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    for _ in 0..3 {
        let notify = notify(&stack, &post, &Faults::none(), &time, false);
        assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
        time.pass(24 * 60 * 60);
    }
    assert_eq!(post.mails().len(), 2);
}

#[tokio::test]
async fn an_answer_of_the_table_that_is_lost_at_claim_or_settlement_doubles_nothing() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let time = Time::new();
    for (number, call) in [(1, 0), (2, 2)] {
        let post = Post::default();
        let notify = notify(&stack, &post, &Faults::at(call, Fault::Lost), &time, true);
        assert_eq!(hand_over_to(&notify, &[accepted(number)]).await, None);
        assert_eq!(post.mails().len(), 1, "call {call}");
    }
    assert!(notices(&stack).await.iter().all(|notice| text(notice, "state") == "sent"));
}

#[tokio::test]
async fn a_claim_that_is_young_is_respected_and_an_old_one_is_taken_over() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time, record) = (Post::default(), Time::new(), [accepted(1)]);
    let sequence = record[0]["dynamodb"]["SequenceNumber"].as_str();
    let faults = Faults::at(0, Fault::CrashAfter);
    assert!(crashes(&notify(&stack, &post, &faults, &time, false), &faults, &record).await);
    time.pass(90);
    let again = notify(&stack, &post, &Faults::none(), &time, false);
    assert_eq!(hand_over_to(&again, &record).await.as_deref(), sequence);
    assert_eq!(post.mails().len(), 0);
    time.pass(1);
    assert_eq!(hand_over_to(&again, &record).await, None);
    assert_eq!(post.mails().len(), 1);
    assert_eq!(notices(&stack).await[0]["attempts"].as_n().unwrap(), "2");
}

#[tokio::test]
async fn what_ses_does_not_take_now_is_sent_when_it_does() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time, record) = (Post::default(), Time::new(), [accepted(1)]);
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    for refusal in [
        (429, "TooManyRequestsException"),
        (500, "InternalFailure"),
        (403, "AccessDeniedException"),
        (400, "MailFromDomainNotVerifiedException"),
    ] {
        post.refusals.lock().unwrap().push(refusal);
        assert!(hand_over_to(&notify, &record).await.is_some(), "{refusal:?}");
        assert_eq!(text(&notices(&stack).await[0], "state"), "failed");
    }
    assert_eq!(hand_over_to(&notify, &record).await, None, "and nobody has to wait for a claim");
    assert_eq!((post.mails().len(), text(&notices(&stack).await[0], "state")), (1, "sent"));
}

#[tokio::test]
async fn what_ses_will_never_take_is_said_once_and_holds_up_nothing() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    post.refusals.lock().unwrap().push((400, "MessageRejected"));
    let records = [accepted(31 * 31 * 7), accepted(31 * 31 * 8)];
    for _ in 0..2 {
        assert_eq!(hand_over_to(&notify, &records).await, None);
    }
    assert_eq!(post.mails().len(), 1);
    let mut states: Vec<_> = notices(&stack).await.iter().map(|notice| text(notice, "state").to_owned()).collect();
    states.sort_unstable();
    assert_eq!(states, ["refused", "sent"]);
    let reference = records[0]["dynamodb"]["NewImage"]["reference"]["S"].as_str().unwrap();
    let log = log::logged();
    let said = log.lines().filter(|line| line.contains(reference) && line.contains("message refused"));
    assert_eq!(said.count(), 1);
}

#[tokio::test]
async fn ses_is_told_which_message_it_is() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    let sent = post.sent.lock().unwrap()[0].clone();
    assert_eq!(sent["Destination"], json!({"ToAddresses": ["ada@example.com"]}));
    assert_eq!(sent["ConfigurationSetName"], "rules");
    assert_eq!(sent["EmailTags"][0], json!({"Name": "notice", "Value": "received"}));
    assert_eq!(sent["EmailTags"][1]["Name"], "reference");
}

#[tokio::test]
async fn an_outbox_that_can_not_be_written_loses_nothing() {
    let (stack, _visitor, _changes) = start_held_back().await;
    std::fs::remove_dir_all(stack.outbox()).unwrap();
    std::fs::write(stack.outbox(), "in the way").unwrap();
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    let notify = notify_with(&stack, stack.client(), mailer, World::real());
    assert!(hand_over_to(&notify, &[accepted(1)]).await.is_some());
    std::fs::remove_file(stack.outbox()).unwrap();
    assert_eq!(hand_over_to(&notify, &[accepted(1)]).await, None);
    assert_eq!(outbox(&stack).await.len(), 1);
}
