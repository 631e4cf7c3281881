//! DynamoDB's error responses, with the fields that the client reads.

use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use serde_json::{Value, json};

/// Counts the writes of a transaction; none for any other request.
pub(super) fn writes(request: &HttpRequest) -> Option<usize> {
    let body: Value = serde_json::from_slice(request.body().bytes()?).ok()?;
    Some(body["TransactItems"].as_array()?.len())
}

pub(super) fn throttled(name: usize) -> HttpResponse {
    let names = ["ProvisionedThroughputExceededException", "ThrottlingException", "RequestLimitExceeded"];
    error(400, names[name % names.len()], json!({}))
}

pub(super) fn server_error() -> HttpResponse {
    error(500, "InternalServerError", json!({}))
}

pub(super) fn unavailable() -> HttpResponse {
    HttpResponse::new(503.try_into().unwrap(), "<h1>503 Service Unavailable</h1>".into())
}

/// Returns a conflict. A transaction reports which write conflicts.
pub(super) fn conflict(writes: Option<usize>, at: usize) -> HttpResponse {
    let Some(writes) = writes else { return error(400, "TransactionConflictException", json!({})) };
    let met = json!({"Code": "TransactionConflict", "Message": "Transaction is ongoing for the item"});
    let reason = |index| if index == at % writes { met.clone() } else { json!({"Code": "None"}) };
    let reasons: Vec<_> = (0..writes).map(reason).collect();
    error(400, "TransactionCanceledException", json!({ "CancellationReasons": reasons }))
}

pub(super) fn in_progress() -> HttpResponse {
    error(400, "TransactionInProgressException", json!({}))
}

fn error(status: u16, name: &str, mut body: Value) -> HttpResponse {
    body["__type"] = json!(format!("com.amazonaws.dynamodb.v20120810#{name}"));
    body["message"] = json!("Not this time");
    let mut response = HttpResponse::new(status.try_into().unwrap(), body.to_string().into());
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response
}
