//! What visits cost the table: how many requests, and how much capacity.

use super::changes::notify_with;
use super::{Visitor, handlers};
use aws_sdk_dynamodb::Client;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::byte_stream::ByteStream;
use local::{Handler, Options, Stack};
use notify::Mailer;
use serde_json::{Value, json};
use shared::env::{Aws, Environment};
use shared::world::World;
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// One request to the table, as it says itself what it took.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// What was asked, and of which kinds of items, such as `GetItem application`.
    pub name: String,
    /// Capacity units, as
    /// [AWS reckons them](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).
    pub read: f64,
    pub write: f64,
}

/// Notes every request to the table.
#[derive(Debug, Clone, Default)]
pub struct Meter(Arc<Mutex<Vec<Call>>>);

impl Meter {
    /// What was asked since this was asked before.
    pub fn taken(&self) -> Vec<Call> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    fn client(&self, environment: &Environment) -> Client {
        let (meter, client) = (self.clone(), Aws::client(environment).unwrap());
        let inner = client.config().http_client().unwrap();
        let http_client = http_client_fn(move |settings, components| {
            let inner = inner.http_connector(settings, components);
            SharedHttpConnector::new(Way { inner, meter: meter.clone() })
        });
        Client::from_conf(client.config().to_builder().http_client(http_client).build())
    }
}

/// A stack whose every request to the table is noted.
pub struct Metered {
    pub stack: Stack,
    pub visitor: Visitor,
    /// Those of visits.
    pub visits: Meter,
    /// Those of what follows from them.
    pub messages: Meter,
    _outbox: TempDir,
}

pub async fn start_metered(options: Options) -> Metered {
    let (visits, messages, outbox) = (Meter::default(), Meter::default(), TempDir::new().unwrap());
    let (joining, following) = (visits.clone(), messages.clone());
    let mailer = Mailer::Directory(outbox.path().to_owned());
    let options = Options { outbox: Some(outbox.path().to_owned()), ..options };
    let stack = Stack::start_with(options, move |environments| async move {
        let variables = Environment::from_iter(environments["notify"].clone());
        let table = environments["notify"]["TABLE_NAME"].clone();
        let notify = Arc::new(notify_with(table, following.client(&variables), mailer, World::real()));
        let mut handlers = handlers(environments, &World::real(), |environment| joining.client(environment));
        let following = Handler::events(move |event| {
            let notify = Arc::clone(&notify);
            async move { notify.handle(event).await }
        });
        handlers.insert("notify".to_owned(), following);
        Ok(handlers)
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    Metered { stack, visitor, visits, messages, _outbox: outbox }
}

#[derive(Debug, Clone)]
struct Way {
    inner: SharedHttpConnector,
    meter: Meter,
}

impl HttpConnector for Way {
    fn call(&self, mut request: HttpRequest) -> HttpConnectorFuture {
        let (inner, meter) = (self.inner.clone(), self.meter.clone());
        let action = request.headers().get("x-amz-target").unwrap().rsplit('.').next().unwrap().to_owned();
        let mut asked: Value = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        let name = format!("{action} {}", kinds(&asked).join(" "));
        asked["ReturnConsumedCapacity"] = json!("TOTAL");
        let body = asked.to_string();
        request.headers_mut().insert("content-length", body.len().to_string());
        *request.body_mut() = body.into();
        HttpConnectorFuture::new(async move {
            let mut response = inner.call(request).await?;
            let body = ByteStream::new(response.take_body()).collect().await.unwrap().into_bytes();
            let used = used(&serde_json::from_slice(&body).unwrap());
            let reads = ["GetItem", "Query", "Scan", "BatchGetItem"].contains(&action.as_str());
            let (read, write) = if reads { (used, 0.0) } else { (0.0, used) };
            meter.0.lock().unwrap().push(Call { name, read, write });
            let mut whole = HttpResponse::new(response.status(), body.into());
            *whole.headers_mut() = response.headers().clone();
            Ok(whole)
        })
    }
}

/// Of which kinds the items are that a request names: the first words of their keys.
fn kinds(asked: &Value) -> Vec<String> {
    let writes = asked["TransactItems"].as_array().into_iter().flatten();
    let items = writes.flat_map(|write| write.as_object().unwrap().values()).chain([asked]);
    let key = |item: &Value| ["Key", "Item"].iter().find_map(|part| item[part]["pk"]["S"].as_str().map(str::to_owned));
    items.filter_map(key).map(|key| key.split('#').next().unwrap().to_owned()).collect()
}

/// A transaction says it for each table.
fn used(answer: &Value) -> f64 {
    let of = |consumed: &Value| consumed["CapacityUnits"].as_f64().unwrap_or(0.0);
    match &answer["ConsumedCapacity"] {
        Value::Array(tables) => tables.iter().map(of).sum(),
        consumed => of(consumed),
    }
}
