//! A table that holds one application and is asked by the real client, without a network.
//!
//! It does as DynamoDB does with that application, but looks at no condition: whether they are met is decided beforehand.

use crate::update;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use serde_json::{Map, Value, json};
use std::sync::{Arc, Mutex};
use store::Store;

/// What becomes of writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Writes {
    /// They are done.
    #[default]
    Done,
    /// Their conditions are not met.
    Refused,
    /// The table does not answer, nor to anything else.
    Lost,
}

type Item = Map<String, Value>;

#[derive(Debug, Default)]
struct State {
    application: Option<Item>,
    writes: Writes,
}

/// The table. Clones are the same table.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(Arc<Mutex<State>>);

impl Table {
    /// What it holds from now on, and what becomes of writes.
    pub(crate) fn set(&self, application: Option<Item>, writes: Writes) {
        *self.0.lock().unwrap() = State { application, writes };
    }

    /// The application that it holds.
    pub(crate) fn application(&self) -> Option<Item> {
        self.0.lock().unwrap().application.clone()
    }

    /// The store that reads and writes it.
    pub(crate) fn store(&self) -> Store {
        let table = self.clone();
        let config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("eu-west-1"))
            .credentials_provider(Credentials::new("id", "secret", None, None, "target"))
            .endpoint_url("http://table.example")
            .retry_config(RetryConfig::disabled())
            .http_client(http_client_fn(move |_, _| SharedHttpConnector::new(table.clone())));
        Store::new(Client::from_conf(config.build()), "table")
    }

    fn answer(&self, call: &str, request: &Value) -> Option<(u16, Value)> {
        let mut state = self.0.lock().unwrap();
        match (state.writes, call) {
            (Writes::Lost, _) => None,
            (_, "GetItem") => {
                let asked = is_application(&request["Key"]);
                let found = state.application.clone().filter(|item| asked && item["pk"] == request["Key"]["pk"]);
                Some((200, found.map_or(json!({}), |item| json!({ "Item": item }))))
            }
            (_, "Query") => Some((200, json!({ "Items": [], "Count": 0 }))),
            (Writes::Refused, "TransactWriteItems") => Some((400, canceled(request, state.application.as_ref()))),
            (Writes::Refused, _) => Some((400, refused(state.application.as_ref()))),
            (Writes::Done, "TransactWriteItems") => {
                for write in request["TransactItems"].as_array().unwrap() {
                    state.write(write);
                }
                Some((200, json!({})))
            }
            (Writes::Done, "UpdateItem") => Some((200, json!({ "Attributes": state.update(request) }))),
            (Writes::Done, "DeleteItem") => {
                state.application = state.application.take().filter(|_| !is_application(&request["Key"]));
                Some((200, json!({})))
            }
            (Writes::Done, _) => Some((200, json!({}))),
        }
    }
}

impl State {
    fn write(&mut self, write: &Value) {
        if let Some(item) = write["Put"]["Item"].as_object().filter(|item| item["sk"]["S"] == "application") {
            self.application = Some(item.clone());
        }
        if write["Update"].is_object() {
            self.update(&write["Update"]);
        }
    }

    /// The item as it is afterwards. Of items other than the application, nothing is kept.
    fn update(&mut self, request: &Value) -> Item {
        let key = request["Key"].as_object().unwrap();
        let is_application = is_application(&request["Key"]);
        let mut item = self.application.clone().filter(|_| is_application).unwrap_or_else(|| key.clone());
        update::apply(&mut item, request);
        if is_application {
            self.application = Some(item.clone());
        }
        item
    }
}

fn is_application(key: &Value) -> bool {
    key["sk"]["S"] == "application"
}

fn refused(item: Option<&Item>) -> Value {
    let mut answer = json!({ "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" });
    if let Some(item) = item {
        answer["Item"] = json!(item);
    }
    answer
}

/// The first condition is not met, the others are.
fn canceled(request: &Value, item: Option<&Item>) -> Value {
    let count = request["TransactItems"].as_array().unwrap().len();
    let mut reasons = vec![json!({ "Code": "None" }); count];
    reasons[0] = json!({ "Code": "ConditionalCheckFailed" });
    if let Some(item) = item {
        reasons[0]["Item"] = json!(item);
    }
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "CancellationReasons": reasons,
    })
}

impl HttpConnector for Table {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap();
        let call = target.rsplit('.').next().unwrap();
        let body = serde_json::from_slice(request.body().bytes().unwrap()).unwrap();
        HttpConnectorFuture::ready(match self.answer(call, &body) {
            Some((status, answer)) => Ok(HttpResponse::new(status.try_into().unwrap(), answer.to_string().into())),
            None => Err(ConnectorError::io("the table does not answer".into())),
        })
    }
}
