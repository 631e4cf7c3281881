//! Lambda's [Runtime API](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html), through which a program gets
//! events and returns responses.
//!
//! We have our own because others don't fit: AWS's Runtime Interface Emulator is in no package registry, and shows
//! neither when a function is ready nor why it can't start; `cargo lambda watch` compiles the program itself, so it
//! does not test the released one.

use crate::lock;
use crate::server::Server;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot, watch};

/// The trace of every event, as X-Ray names it.
pub const TRACE: &str = "1-66f2a1a4-3f2c8a7d5b1e4c9a0d6e7f80";

/// A function's error report.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    /// The kind of error, such as a type's name.
    pub error_type: String,
    /// The message.
    pub error_message: String,
}

impl Reported {
    /// Parses a report. Any other body becomes the message of a report without a type.
    fn read(body: &[u8]) -> Self {
        let unreadable = |_| Self { error_type: String::new(), error_message: String::from_utf8_lossy(body).into() };
        serde_json::from_slice(body).unwrap_or_else(unreadable)
    }
}

/// A response and its duration.
#[derive(Debug, Clone)]
pub struct FunctionResponse {
    /// JSON, as the function wrote it.
    pub body: Bytes,
    /// The time from handing out the event to the response.
    pub took: Duration,
}

impl FunctionResponse {
    /// Parses the body.
    ///
    /// # Errors
    /// If it is not JSON.
    pub fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.body)
    }
}

/// An event for the function.
#[derive(Debug)]
pub(crate) struct Event {
    /// The id, which all attempts at an event share.
    pub request_id: String,
    /// The function's ARN.
    pub function_arn: String,
    /// The deadline, as a Unix timestamp in milliseconds.
    pub deadline: u128,
    /// The event, as JSON.
    pub body: Bytes,
}

/// A Runtime API for one program. It stops when this is dropped.
pub(crate) struct RuntimeApi {
    server: Server,
    events: mpsc::UnboundedSender<Event>,
    state: Arc<Shared>,
}

struct Shared {
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
    /// The times at which the program asked for events.
    polls: watch::Sender<Vec<Instant>>,
    waiting: Mutex<HashMap<String, Waiting>>,
    init_error: Mutex<Option<Reported>>,
}

/// A caller that waits for a response.
struct Waiting {
    since: Instant,
    response: oneshot::Sender<Result<FunctionResponse, Reported>>,
}

impl RuntimeApi {
    /// Starts on a free port.
    pub(crate) async fn start() -> std::io::Result<Self> {
        let (events, receiver) = mpsc::unbounded_channel();
        let state = Arc::new(Shared {
            events: tokio::sync::Mutex::new(receiver),
            polls: watch::Sender::new(Vec::new()),
            waiting: Mutex::default(),
            init_error: Mutex::default(),
        });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{request_id}/response", post(respond))
            .route("/2018-06-01/runtime/invocation/{request_id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(init_failed))
            .with_state(Arc::clone(&state));
        Ok(Self { server: Server::start(routes).await?, events, state })
    }

    /// Returns its address, for `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Waits until the program asks for its `number`th event, from 0, and returns the time.
    pub(crate) async fn next_request(&self, number: usize) -> Instant {
        let mut polls = self.state.polls.subscribe();
        let polls = polls.wait_for(|polls| polls.len() > number).await;
        match polls.ok().and_then(|polls| polls.get(number).copied()) {
            Some(at) => at,
            // The sender lives as long as this.
            None => std::future::pending().await,
        }
    }

    /// Queues an event, and returns the receiver for its response.
    pub(crate) fn hand_over(&self, event: Event) -> oneshot::Receiver<Result<FunctionResponse, Reported>> {
        let (sender, receiver) = oneshot::channel();
        let waiting = Waiting { since: Instant::now(), response: sender };
        lock(&self.state.waiting).insert(event.request_id.clone(), waiting);
        // Sending fails once the server has ended; the caller then sees the program end.
        let _ = self.events.send(event);
        receiver
    }

    /// Returns the error that the program reported instead of starting.
    pub(crate) fn init_error(&self) -> Option<Reported> {
        lock(&self.state.init_error).clone()
    }
}

impl Shared {
    fn settle(
        &self,
        request_id: &str,
        outcome: impl FnOnce(Duration) -> Result<FunctionResponse, Reported>,
    ) -> StatusCode {
        let at = Instant::now();
        match lock(&self.waiting).remove(request_id) {
            Some(waiting) => {
                // The caller may have stopped waiting.
                let _ = waiting.response.send(outcome(at - waiting.since));
                StatusCode::ACCEPTED
            }
            None => StatusCode::FORBIDDEN,
        }
    }
}

async fn next(State(state): State<Arc<Shared>>) -> Result<([(HeaderName, String); 5], Bytes), StatusCode> {
    state.polls.send_modify(|polls| polls.push(Instant::now()));
    let event = state.events.lock().await.recv().await.ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
    if let Some(waiting) = lock(&state.waiting).get_mut(&event.request_id) {
        waiting.since = Instant::now();
    }
    let trace = format!("Root={TRACE};Parent=53995c3f42cd8ad8;Sampled=0");
    let headers = [
        (HeaderName::from_static("content-type"), "application/json".to_owned()),
        (HeaderName::from_static("lambda-runtime-aws-request-id"), event.request_id),
        (HeaderName::from_static("lambda-runtime-deadline-ms"), event.deadline.to_string()),
        (HeaderName::from_static("lambda-runtime-invoked-function-arn"), event.function_arn),
        (HeaderName::from_static("lambda-runtime-trace-id"), trace),
    ];
    Ok((headers, event.body))
}

async fn respond(State(state): State<Arc<Shared>>, Path(request_id): Path<String>, body: Bytes) -> StatusCode {
    state.settle(&request_id, |took| Ok(FunctionResponse { body, took }))
}

async fn failed(State(state): State<Arc<Shared>>, Path(request_id): Path<String>, body: Bytes) -> StatusCode {
    state.settle(&request_id, |_| Err(Reported::read(&body)))
}

async fn init_failed(State(state): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    *lock(&state.init_error) = Some(Reported::read(&body));
    StatusCode::ACCEPTED
}
