//! SQS's HTTP interface, of which functions need one action:
//! [`SendMessage`](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html), in the
//! [JSON protocol](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-making-api-requests-json.html).

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::header::{CONTENT_TYPE, HeaderMap};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use axum::routing::post;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Queue;
use crate::gateway::Arrival;
use crate::template::local_name;

/// The path of the endpoint.
pub(crate) const PATH: &str = "/_local/sqs";

/// Returns the URL of a queue at a site.
pub(crate) fn url(site_url: &str, logical_id: &str) -> String {
    format!("{site_url}{PATH}/123456789012/{}", local_name(logical_id))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct SendMessage {
    queue_url: String,
    message_body: String,
}

/// An error of SQS: its status, code and message.
type Refusal = (StatusCode, &'static str, String);

/// Routes the requests to the queues.
pub(crate) fn router(queues: Vec<Arc<Queue>>) -> Router {
    // With or without the slash that the SDK appends.
    let paths = [PATH.to_owned(), format!("{PATH}/")];
    paths.iter().fold(Router::new(), |router, path| router.route(path, post(handle))).with_state(queues.into())
}

async fn handle(
    State(queues): State<Arc<[Arc<Queue>]>>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
) -> Response<Body> {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok());
    match send(&queues, target.unwrap_or_default(), &arrival.body) {
        Ok(id) => respond(StatusCode::OK, &json!({ "MessageId": id })),
        Err((status, code, message)) => {
            respond(status, &json!({ "__type": format!("com.amazonaws.sqs#{code}"), "message": message }))
        }
    }
}

fn send(queues: &[Arc<Queue>], target: &str, body: &[u8]) -> Result<String, Refusal> {
    let refused = |code, message: &str| (StatusCode::BAD_REQUEST, code, message.to_owned());
    if target != "AmazonSQS.SendMessage" {
        return Err(refused("UnsupportedOperation", "the local stack supports AmazonSQS.SendMessage only"));
    }
    let request = serde_json::from_slice::<SendMessage>(body);
    let request = request.map_err(|error| refused("InvalidParameterValue", &error.to_string()))?;
    if request.message_body.is_empty() {
        return Err(refused("InvalidParameterValue", "the message is empty"));
    }
    // The host has several names.
    let path = request.queue_url.find(PATH).and_then(|start| request.queue_url.get(start..));
    let named = |queue: &&Arc<Queue>| path == Some(url("", &queue.template.logical_id).as_str());
    let queue = queues.iter().find(named);
    let queue = queue.ok_or_else(|| refused("QueueDoesNotExist", "the specified queue does not exist"))?;
    queue.send(request.message_body).map_err(|error| {
        tracing::error!(%error, queue = queue.template.logical_id, "storing a message failed");
        (StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "the message was not stored".to_owned())
    })
}

fn respond(status: StatusCode, body: &Value) -> Response<Body> {
    (status, [(CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests;
