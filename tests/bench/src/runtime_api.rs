//! Lambda's Runtime API, as its [manual](https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) describes it:
//! the interface through which a program gets events and gives answers.
//!
//! Our own, for what others maintain does not serve here: AWS's Runtime Interface Emulator is a program for container
//! images that is not in any registry of packages, and shows neither when a function is ready nor what it says when it
//! can't start; `cargo lambda watch` compiles what it runs, so that what was released is not what is tested.

use crate::lock;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::AbortHandle;

/// What a function says when it fails.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    /// The kind of failure, such as a type's name.
    pub error_type: String,
    /// What happened.
    pub error_message: String,
}

impl Reported {
    /// Whatever its type says: not every runtime gives one. What is no report is one without a type.
    fn read(body: &[u8]) -> Self {
        let unreadable = |_| Self { error_type: String::new(), error_message: String::from_utf8_lossy(body).into() };
        serde_json::from_slice(body).unwrap_or_else(unreadable)
    }
}

/// An answer, and what it took.
#[derive(Debug, Clone)]
pub struct Answer {
    /// JSON, as the function wrote it.
    pub body: Bytes,
    /// From when the function got the event until its answer was here.
    pub took: Duration,
}

/// One event for the function.
#[derive(Debug, Clone)]
pub struct Event {
    /// The same for each attempt at an event that Lambda tries again.
    pub request_id: String,
    /// The function's ARN.
    pub function_arn: String,
    /// By when it has to answer, in milliseconds since 1970.
    pub deadline: u128,
    /// JSON.
    pub body: Bytes,
}

/// A Runtime API for one program. It ends when this is dropped.
pub(crate) struct RuntimeApi {
    address: SocketAddr,
    events: mpsc::UnboundedSender<Event>,
    state: Arc<Shared>,
    serving: AbortHandle,
}

struct Shared {
    events: tokio::sync::Mutex<mpsc::UnboundedReceiver<Event>>,
    /// When the program asked for each of its events.
    asked: watch::Sender<Vec<Instant>>,
    waiting: Mutex<HashMap<String, Waiting>>,
    init_error: Mutex<Option<Reported>>,
}

/// Who waits for an answer.
struct Waiting {
    since: Instant,
    answer: oneshot::Sender<Result<Answer, Reported>>,
}

impl RuntimeApi {
    /// Starts to serve on a free port.
    pub(crate) async fn start() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (events, receiver) = mpsc::unbounded_channel();
        let state = Arc::new(Shared {
            events: tokio::sync::Mutex::new(receiver),
            asked: watch::Sender::new(Vec::new()),
            waiting: Mutex::default(),
            init_error: Mutex::default(),
        });
        let routes = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{request_id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{request_id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(init_failed))
            .with_state(Arc::clone(&state));
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await }).abort_handle();
        Ok(Self { address, events, state, serving })
    }

    /// What the program is told as `AWS_LAMBDA_RUNTIME_API`.
    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// When the program asked for its `number`th event, from 0, once it has.
    pub(crate) async fn asked(&self, number: usize) -> Instant {
        let mut asked = self.state.asked.subscribe();
        loop {
            if let Some(at) = asked.borrow_and_update().get(number) {
                return *at;
            }
            if asked.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    }

    /// Hands over an event. The answer comes if the program gives one.
    pub(crate) fn hand_over(&self, event: Event) -> oneshot::Receiver<Result<Answer, Reported>> {
        let (answer, answering) = oneshot::channel();
        let waiting = Waiting { since: Instant::now(), answer };
        lock(&self.state.waiting).insert(event.request_id.clone(), waiting);
        // Without a receiver nobody answers, and whoever waits sees the program end.
        let _ = self.events.send(event);
        answering
    }

    /// What the program said when it could not start.
    pub(crate) fn init_error(&self) -> Option<Reported> {
        lock(&self.state.init_error).clone()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Shared {
    fn settle(&self, request_id: &str, answer: impl FnOnce(Duration) -> Result<Answer, Reported>) -> StatusCode {
        let at = Instant::now();
        match lock(&self.waiting).remove(request_id) {
            Some(waiting) => {
                // Who no longer waits misses nothing.
                let _ = waiting.answer.send(answer(at - waiting.since));
                StatusCode::ACCEPTED
            }
            None => StatusCode::FORBIDDEN,
        }
    }
}

async fn next(State(state): State<Arc<Shared>>) -> Result<([(HeaderName, String); 5], Bytes), StatusCode> {
    state.asked.send_modify(|asked| asked.push(Instant::now()));
    let event = state.events.lock().await.recv().await.ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
    if let Some(waiting) = lock(&state.waiting).get_mut(&event.request_id) {
        waiting.since = Instant::now();
    }
    let trace = "Root=1-66f2a1a4-3f2c8a7d5b1e4c9a0d6e7f80;Parent=53995c3f42cd8ad8;Sampled=0".to_owned();
    let headers = [
        (HeaderName::from_static("content-type"), "application/json".to_owned()),
        (HeaderName::from_static("lambda-runtime-aws-request-id"), event.request_id),
        (HeaderName::from_static("lambda-runtime-deadline-ms"), event.deadline.to_string()),
        (HeaderName::from_static("lambda-runtime-invoked-function-arn"), event.function_arn),
        (HeaderName::from_static("lambda-runtime-trace-id"), trace),
    ];
    Ok((headers, event.body))
}

async fn answered(State(state): State<Arc<Shared>>, Path(request_id): Path<String>, body: Bytes) -> StatusCode {
    state.settle(&request_id, |took| Ok(Answer { body, took }))
}

async fn failed(State(state): State<Arc<Shared>>, Path(request_id): Path<String>, body: Bytes) -> StatusCode {
    state.settle(&request_id, |_| Err(Reported::read(&body)))
}

async fn init_failed(State(state): State<Arc<Shared>>, body: Bytes) -> StatusCode {
    *lock(&state.init_error) = Some(Reported::read(&body));
    StatusCode::ACCEPTED
}
