//! A table with one application, used by the real client without a network.
//!
//! It stores the application as DynamoDB does, but the caller decides whether conditions are met.

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

/// The outcome of all writes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Writes {
    /// Writes succeed.
    #[default]
    Done,
    /// Conditions of writes fail.
    Refused,
    /// No request gets a response.
    Lost,
}

type Item = Map<String, Value>;

#[derive(Debug, Default)]
struct State {
    application: Option<Item>,
    writes: Writes,
}

/// The table. Clones share its state.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table(Arc<Mutex<State>>);

impl Table {
    /// Sets the application and the outcome of writes.
    pub(crate) fn set(&self, application: Option<Item>, writes: Writes) {
        *self.0.lock().unwrap() = State { application, writes };
    }

    /// Returns the application.
    pub(crate) fn application(&self) -> Option<Item> {
        self.0.lock().unwrap().application.clone()
    }

    /// Returns a store on this table.
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

    fn respond(&self, call: &str, request: &Value) -> Option<(u16, Value)> {
        let mut state = self.0.lock().unwrap();
        match (state.writes, call) {
            (Writes::Lost, _) => None,
            (_, "GetItem") => {
                let is_requested = is_application(&request["Key"]);
                let item = state.application.clone().filter(|item| is_requested && item["pk"] == request["Key"]["pk"]);
                Some((200, item.map_or(json!({}), |item| json!({ "Item": item }))))
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

    /// Applies an update and returns the item. Only the application is kept.
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
    let mut response = json!({ "__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException" });
    if let Some(item) = item {
        response["Item"] = json!(item);
    }
    response
}

/// Returns a canceled transaction, in which only the first condition failed.
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
        HttpConnectorFuture::ready(match self.respond(call, &body) {
            Some((status, response)) => Ok(HttpResponse::new(status.try_into().unwrap(), response.to_string().into())),
            None => Err(ConnectorError::io("the table does not respond".into())),
        })
    }
}
