//! What stands in for Amazon's Simple Email Service: it takes every message, and sends none.

use crate::lock;
use axum::Router;
use axum::extract::{Json, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// A message that was to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// To whom.
    pub to: Vec<String>,
    /// The message itself, MIME.
    pub content: Vec<u8>,
}

/// A mail service on this machine, with the interface of SES.
pub struct MailService {
    address: SocketAddr,
    state: Arc<Mutex<Mailbox>>,
    serving: AbortHandle,
}

#[derive(Default)]
struct Mailbox {
    sent: Vec<Sent>,
    refusals: VecDeque<(StatusCode, &'static str)>,
    silent: bool,
}

impl MailService {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// If there is none.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let state = Arc::<Mutex<Mailbox>>::default();
        let routes = Router::new().route("/v2/email/outbound-emails", post(take)).with_state(Arc::clone(&state));
        let serving = tokio::spawn(async move { axum::serve(listener, routes).await }).abort_handle();
        Ok(Self { address, state, serving })
    }

    /// Its address: what `AWS_ENDPOINT_URL_SESV2` is to name.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The same, for what stands in front of it.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Refuses the next message, with SES's name for the reason and what it says of a recipient's address. Called several
    /// times, as many.
    pub fn refuse_next(&self, status: StatusCode, code: &'static str) {
        lock(&self.state).refusals.push_back((status, code));
    }

    /// From now on takes messages and never says so, or says so again.
    pub fn be_silent(&self, silent: bool) {
        lock(&self.state).silent = silent;
    }

    /// What was taken so far, in order.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.state).sent.clone()
    }
}

impl Drop for MailService {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(state): State<Arc<Mutex<Mailbox>>>, Json(request): Json<Value>) -> Response {
    let (answer, silent) = {
        let mut mailbox = lock(&state);
        (mailbox.take(&request), mailbox.silent)
    };
    if silent {
        std::future::pending::<()>().await;
    }
    answer
}

impl Mailbox {
    fn take(&mut self, request: &Value) -> Response {
        if let Some((status, code)) = self.refusals.pop_front() {
            return (status, [("x-amzn-errortype", code)], Json(json!({ "message": "Illegal address" })))
                .into_response();
        }
        match read(request) {
            Some(sent) => {
                self.sent.push(sent);
                Json(json!({ "MessageId": format!("{:060}", self.sent.len()) })).into_response()
            }
            None => (StatusCode::BAD_REQUEST, [("x-amzn-errortype", "BadRequestException")]).into_response(),
        }
    }
}

fn read(request: &Value) -> Option<Sent> {
    let to = request.pointer("/Destination/ToAddresses")?.as_array()?;
    let content = BASE64_STANDARD.decode(request.pointer("/Content/Raw/Data")?.as_str()?).ok()?;
    Some(Sent { to: to.iter().filter_map(Value::as_str).map(str::to_owned).collect(), content })
}
