//! The template's policies, as IAM evaluates them: what each call of a function needs, and whether its policy allows it.
//!
//! The local functions' clients enforce them. A call that a policy forbids gets `AccessDeniedException` here too, so every
//! test that goes through the stack proves that the policies are wide enough.

use aws_sdk_dynamodb::config::SharedHttpClient;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use serde_json::{Value as Json, json};

use crate::template::{Function, Limit, Statement, Value, logical_id};

/// What a call needs of a policy.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Access {
    /// The action, such as `dynamodb:GetItem`. In a transaction each write has its own.
    pub action: String,
    /// The resource as the template names it, such as `Table.Arn` or `Table.Arn/index/by_status`.
    pub resource: String,
    /// The value of the partition key, `dynamodb:LeadingKeys`; none for other services.
    pub key: Option<String>,
}

impl Access {
    /// Returns the kind of the item: the first word of its key.
    pub fn kind(&self) -> &str {
        self.key.as_deref().and_then(|key| key.split('#').next()).unwrap_or_default()
    }
}

/// Returns what a request needs. `target` is its header `X-Amz-Target`, and `input` its body.
pub fn accesses(target: &str, input: &Json) -> Vec<Access> {
    match target.split_once('.') {
        Some((service, call)) if service.starts_with("DynamoDB_") => of_table(call, input),
        Some(("AmazonSQS", call)) => {
            let queue = text(input, "QueueUrl").rsplit('/').next().map(logical_id).unwrap_or_default();
            vec![Access { action: format!("sqs:{call}"), resource: format!("{queue}.Arn"), key: None }]
        }
        // No policy allows it.
        _ => vec![Access { action: target.to_owned(), resource: String::new(), key: None }],
    }
}

/// Returns the partitions that a request to DynamoDB reaches.
/// [Transactions](https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html) have no
/// actions of their own.
fn of_table(call: &str, input: &Json) -> Vec<Access> {
    let one = |call: &str, request: &Json, key: Option<&Json>| {
        let table = format!("{}.Arn", logical_id(text(request, "TableName")));
        let index = request.get("IndexName").and_then(Json::as_str);
        Access {
            action: format!("dynamodb:{call}"),
            resource: index.map_or(table.clone(), |index| format!("{table}/index/{index}")),
            key: key.and_then(|key| key.get("S")).and_then(Json::as_str).map(str::to_owned),
        }
    };
    match call {
        "TransactWriteItems" => {
            let writes = input.get("TransactItems").and_then(Json::as_array).into_iter().flatten();
            let writes = writes.filter_map(Json::as_object).flatten();
            let write = |(kind, write): (&String, &Json)| match kind.as_str() {
                "Put" => one("PutItem", write, write.pointer("/Item/pk")),
                "ConditionCheck" => one("ConditionCheckItem", write, write.pointer("/Key/pk")),
                kind => one(&format!("{kind}Item"), write, write.pointer("/Key/pk")),
            };
            writes.map(write).collect()
        }
        "BatchGetItem" => {
            let tables = input.get("RequestItems").and_then(Json::as_object).into_iter().flatten();
            let keys = tables.flat_map(|(table, keys)| {
                let keys = keys.get("Keys").and_then(Json::as_array).into_iter().flatten();
                keys.map(move |key| (table, key))
            });
            keys.map(|(table, key)| one(call, &json!({ "TableName": table }), key.get("pk"))).collect()
        }
        "Query" => vec![one(call, input, queried(input))],
        "PutItem" => vec![one(call, input, input.pointer("/Item/pk"))],
        _ => vec![one(call, input, input.pointer("/Key/pk"))],
    }
}

/// Returns the value that a query compares the partition key with, the first of its condition.
fn queried(input: &Json) -> Option<&Json> {
    let (_, value) = text(input, "KeyConditionExpression").split_once(" = ")?;
    input.get("ExpressionAttributeValues")?.get(value.split(' ').next()?)
}

fn text<'a>(input: &'a Json, name: &str) -> &'a str {
    input.get(name).and_then(Json::as_str).unwrap_or_default()
}

impl Statement {
    /// Whether the statement is about an access: its action, its resource and every condition. `Effect` says the rest.
    pub fn matches(&self, access: &Access) -> bool {
        self.actions.contains(&access.action)
            && self.resources.iter().any(|resource| name(resource) == access.resource)
            && self.conditions.iter().all(|limit| limit.allows(access))
    }
}

impl Limit {
    /// Whether a condition holds. Only the one of DynamoDB's keys is known; any other does not.
    fn allows(&self, access: &Access) -> bool {
        let is_of_keys =
            (self.operator.as_str(), self.key.as_str()) == ("ForAllValues:StringLike", "dynamodb:LeadingKeys");
        // `ForAllValues` holds for a request without keys.
        is_of_keys && access.key.as_ref().is_none_or(|key| self.values.iter().any(|value| is_like(value, key)))
    }
}

/// Evaluates IAM's `StringLike`, for patterns with at most a `*` at the end.
pub fn is_like(pattern: &Value, text: &str) -> bool {
    let Value::Text(pattern) = pattern else { return false };
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => pattern == text,
    }
}

/// Returns how a resource is named in an [`Access`].
pub fn name(resource: &Value) -> String {
    match resource {
        Value::GetAtt(name) | Value::Ref(name) | Value::Text(name) => name.clone(),
        Value::Sub(text) => text.replace("${", "").replace('}', ""),
        Value::If(..) => String::new(),
    }
}

impl Function {
    /// Whether the function's policy allows an access: a statement must, and none may deny it.
    pub fn allows(&self, access: &Access) -> bool {
        let mut matching = self.statements.iter().filter(|statement| statement.matches(access)).peekable();
        matching.peek().is_some() && matching.all(|statement| statement.effect == "Allow")
    }

    /// Returns a client that makes only the calls that the function's policy allows.
    pub fn enforce(&self, inner: SharedHttpClient) -> SharedHttpClient {
        let function = self.clone();
        http_client_fn(move |settings, components| {
            let inner = inner.http_connector(settings, components);
            SharedHttpConnector::new(Enforcing { function: function.clone(), inner })
        })
    }
}

#[derive(Debug)]
struct Enforcing {
    function: Function,
    inner: SharedHttpConnector,
}

impl HttpConnector for Enforcing {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let input = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
        match accesses(target, &input).into_iter().find(|access| !self.function.allows(access)) {
            None => self.inner.call(request),
            Some(access) => HttpConnectorFuture::ready(self.denied(&access)),
        }
    }
}

impl Enforcing {
    /// Returns IAM's response to a call that is not allowed. Logs the kind of its key only, which may be private.
    fn denied(&self, access: &Access) -> Result<HttpResponse, ConnectorError> {
        let (function, action, resource) = (self.function.name.as_str(), &access.action, &access.resource);
        tracing::error!(function, action, resource, key.kind = access.kind(), "call denied by the function's policy");
        let message = format!("User: {function} is not authorized to perform: {action} on resource: {resource}");
        let body =
            json!({ "__type": "com.amazon.coral.service#AccessDeniedException", "Message": message }).to_string();
        let status = StatusCode::try_from(400).map_err(|error| ConnectorError::other(error.into(), None))?;
        let mut response = HttpResponse::new(status, body.into());
        response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
        Ok(response)
    }
}
