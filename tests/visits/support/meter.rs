//! Records requests to the table, with their capacity units.

use super::changes::{LIMITS, notify_limited_to};
use super::functions::{FUNCTIONS, connect};
use super::{Visitor, Wiring, functions};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::byte_stream::ByteStream;
use local::permissions::{Access, accesses};
use local::{Options, Stack};
use notify::{DecisionQueue, Mailer, Outlets};
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
    /// What it needs of the function's policy.
    pub needs: Vec<Access>,
}

/// Records every request to the table.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Call>>>);

impl Meter {
    /// Returns the requests since the last call.
    pub fn take(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    /// Returns a function's client with its requests recorded.
    fn client(&self, function: &str, environment: &Environment) -> Client {
        self.on(&connect(function, environment))
    }

    /// Returns the client with its requests recorded.
    pub fn on(&self, client: &Client) -> Client {
        let http_client = self.recording(client.config().http_client().unwrap());
        Client::from_conf(client.config().to_builder().http_client(http_client).build())
    }

    /// Returns an HTTP client whose requests are recorded.
    fn recording(&self, inner: SharedHttpClient) -> SharedHttpClient {
        let meter = self.clone();
        http_client_fn(move |settings, components| {
            let inner = inner.http_connector(settings, components);
            SharedHttpConnector::new(MeteredConnector { inner, meter: meter.clone() })
        })
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
        let aws = AwsConfig::from_environment(&variables).unwrap();
        let http_client = following.recording(FUNCTIONS["notify"].enforce(aws.http_client().unwrap()));
        let decisions = DecisionQueue::connect(&variables, &aws, http_client).unwrap();
        let outlets = Outlets { mailer, decisions };
        let notify = notify_limited_to(LIMITS, table, following.client("notify", &variables), outlets, Clock::system());
        let variables = Environment::from_iter(environments["review"].clone());
        let review = functions::review_on(&Wiring::default(), &variables, reviewing.client("review", &variables));
        let variables = Environment::from_iter(environments["directory"].clone());
        let show = functions::directory_on(&Wiring::default(), &variables, showing.client("directory", &variables));
        let variables = Environment::from_iter(environments["membership"].clone());
        let renew = functions::membership_on(&Wiring::default(), &variables, renewing.client("membership", &variables));
        let connect = Box::new(move |environment: &Environment| joining.client("join", environment));
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
        let target = request.headers().get("x-amz-target").unwrap().to_owned();
        let (service, action) = target.split_once('.').map(|(service, action)| (service, action.to_owned())).unwrap();
        let mut input: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let needs = accesses(&target, &input);
        let name = format!("{action} {}", needs.iter().map(Access::kind).collect::<Vec<_>>().join(" "));
        if service.starts_with("DynamoDB_") {
            input["ReturnConsumedCapacity"] = json!("TOTAL");
        }
        let body = input.to_string();
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = body.into();
        HttpConnectorFuture::new(async move {
            let mut response = inner.call(request).await?;
            let body = ByteStream::new(response.take_body()).collect().await.unwrap().into_bytes();
            let used = used(&serde_json::from_slice(&body).unwrap());
            let reads = ["GetItem", "Query", "Scan", "BatchGetItem"].contains(&action.as_str());
            let (read, write) = if reads { (used, 0.0) } else { (0.0, used) };
            meter.0.lock().unwrap().push(Call { name, read, write, needs });
            let mut copy = HttpResponse::new(response.status(), body.into());
            *copy.headers_mut() = response.headers().clone();
            Ok(copy)
        })
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
