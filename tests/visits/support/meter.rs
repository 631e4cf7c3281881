//! Records requests to the table, with their capacity units.

use super::changes::{LIMITS, notify_limited_to, queue_in};
use super::{Visitor, Wiring, functions};
use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::byte_stream::ByteStream;
use local::{Options, Stack};
use notify::{Mailer, Outlets};
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::env::Environment;
use std::sync::{Arc, Mutex};
use store::aws::AwsConfig;
use tempfile::TempDir;

/// A request to the table, with the capacity that the response reports.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// The action and the kinds of its items, such as `GetItem application`.
    pub name: String,
    /// Capacity units, as [AWS counts
    /// them](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).
    pub read: f64,
    pub write: f64,
    /// The partitions that it reached, with the actions.
    pub reached: Vec<Reached>,
}

/// A partition that a request reached, as IAM checks it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// The action, such as `dynamodb:GetItem`. In a transaction each item has its own.
    pub action: String,
    /// The index, if the request was not to the table itself.
    pub index: Option<String>,
    /// The value of the partition key.
    pub key: String,
}

impl Reached {
    /// Returns the kind of the item: the first word of its key.
    pub fn kind(&self) -> &str {
        self.key.split('#').next().unwrap()
    }
}

/// Records every request to the table.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Call>>>);

impl Meter {
    /// Returns the requests since the last call.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn client(&self, environment: &Environment) -> Client {
        self.on(&AwsConfig::connect(environment).unwrap())
    }

    /// Returns the client with its requests recorded.
    pub fn on(&self, client: &Client) -> Client {
        let meter = self.clone();
        let inner = client.config().http_client().unwrap();
        let http_client = http_client_fn(move |settings, components| {
            let inner = inner.http_connector(settings, components);
            SharedHttpConnector::new(MeteredConnector { inner, meter: meter.clone() })
        });
        Client::from_conf(client.config().to_builder().http_client(http_client).build())
    }
}

/// A stack whose requests to the table are recorded.
pub struct Metered {
    pub stack: Stack,
    pub visitor: Visitor,
    /// Requests of `join`.
    pub visits: Meter,
    /// Requests of `notify`.
    pub messages: Meter,
    /// Requests of `directory`.
    pub directory: Meter,
    /// Requests of `membership`.
    pub membership: Meter,
    /// Requests of `review`.
    pub staff: Meter,
    _outbox: TempDir,
}

pub async fn start_metered(options: Options) -> Metered {
    let (visits, messages, outbox) = (Meter::default(), Meter::default(), TempDir::new().unwrap());
    let (staff, directory, membership) = (Meter::default(), Meter::default(), Meter::default());
    let (joining, following, reviewing) = (visits.clone(), messages.clone(), staff.clone());
    let (showing, renewing) = (directory.clone(), membership.clone());
    let mailer = Mailer::Directory(outbox.path().to_owned());
    let options = Options { outbox: Some(outbox.path().to_owned()), ..options };
    let stack = Stack::start_with(options, move |environments| async move {
        let variables = Environment::from_iter(environments["notify"].clone());
        let table = environments["notify"]["TABLE_NAME"].clone();
        let outlets = Outlets { mailer, decisions: queue_in(&variables) };
        let notify = notify_limited_to(LIMITS, table, following.client(&variables), outlets, Clock::system());
        let variables = Environment::from_iter(environments["review"].clone());
        let review = functions::review_on(&Wiring::default(), &variables, reviewing.client(&variables));
        let variables = Environment::from_iter(environments["directory"].clone());
        let show = functions::directory_on(&Wiring::default(), &variables, showing.client(&variables));
        let variables = Environment::from_iter(environments["membership"].clone());
        let renew = functions::membership_on(&Wiring::default(), &variables, renewing.client(&variables));
        let connect = Box::new(move |environment: &Environment| joining.client(environment));
        let mut handlers = Wiring { connect, ..Wiring::default() }.handlers(environments);
        handlers.insert("notify".to_owned(), functions::handler(notify));
        handlers.insert("review".to_owned(), review);
        handlers.insert("directory".to_owned(), show);
        handlers.insert("membership".to_owned(), renew);
        Ok(handlers)
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    Metered { stack, visitor, visits, messages, directory, membership, staff, _outbox: outbox }
}

#[derive(Debug, Clone)]
struct MeteredConnector {
    inner: SharedHttpConnector,
    meter: Meter,
}

impl HttpConnector for MeteredConnector {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let (inner, meter) = (self.inner.clone(), self.meter.clone());
        let action = request.headers().get("x-amz-target").unwrap().rsplit('.').next().unwrap().to_owned();
        let mut input: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let reached = reached(&action, &input);
        let name = format!("{action} {}", reached.iter().map(Reached::kind).collect::<Vec<_>>().join(" "));
        input["ReturnConsumedCapacity"] = json!("TOTAL");
        let body = input.to_string();
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = body.into();
        HttpConnectorFuture::new(async move {
            let mut response = inner.call(request).await?;
            let body = ByteStream::new(response.take_body()).collect().await.unwrap().into_bytes();
            let used = used(&serde_json::from_slice(&body).unwrap());
            let reads = ["GetItem", "Query", "Scan", "BatchGetItem"].contains(&action.as_str());
            let (read, write) = if reads { (used, 0.0) } else { (0.0, used) };
            meter.0.lock().unwrap().push(Call { name, read, write, reached });
            let mut copy = HttpResponse::new(response.status(), body.into());
            *copy.headers_mut() = response.headers().clone();
            Ok(copy)
        })
    }
}

/// Returns the partitions that a request reaches.
fn reached(action: &str, input: &Value) -> Vec<Reached> {
    let one = |action: &str, key: &Value| Reached {
        action: format!("dynamodb:{action}"),
        index: input["IndexName"].as_str().map(str::to_owned),
        key: key["S"].as_str().expect("a key of text").to_owned(),
    };
    match action {
        "TransactWriteItems" => {
            let writes = input["TransactItems"].as_array().unwrap().iter().flat_map(|write| write.as_object().unwrap());
            let write = |(kind, item): (&String, &Value)| match kind.as_str() {
                "Put" => one("PutItem", &item["Item"]["pk"]),
                kind => one(&format!("{kind}Item"), &item["Key"]["pk"]),
            };
            writes.map(write).collect()
        }
        "Query" => {
            let condition = input["KeyConditionExpression"].as_str().unwrap();
            let (_, value) = condition.split_once(" = ").unwrap();
            vec![one(action, &input["ExpressionAttributeValues"][value.split(' ').next().unwrap()])]
        }
        "BatchGetItem" => {
            let tables = input["RequestItems"].as_object().unwrap().values();
            tables
                .flat_map(|table| table["Keys"].as_array().unwrap())
                .map(|key| one("BatchGetItem", &key["pk"]))
                .collect()
        }
        "PutItem" => vec![one(action, &input["Item"]["pk"])],
        _ => vec![one(action, &input["Key"]["pk"])],
    }
}

/// A transaction reports capacity by table.
fn used(response: &Value) -> f64 {
    let of = |consumed: &Value| consumed["CapacityUnits"].as_f64().unwrap_or(0.0);
    match &response["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(of).sum(),
        consumed => of(consumed),
    }
}
