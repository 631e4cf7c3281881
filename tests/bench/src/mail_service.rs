//! A stand-in for SES over HTTP: it accepts every message and sends none.

use crate::lock;
use crate::server::Server;
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
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

/// An accepted message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The recipients.
    pub to: Vec<String>,
    /// The MIME message.
    pub content: Vec<u8>,
}

/// A local mail service with the API of SES.
pub struct MailService {
    server: Server,
    state: Arc<Mutex<Mailbox>>,
}

#[derive(Default)]
struct Mailbox {
    sent: Vec<Sent>,
    refusals: VecDeque<(StatusCode, &'static str)>,
    silent: bool,
}

impl MailService {
    /// Starts on a free port.
    ///
    /// # Errors
    /// If there is no free port.
    pub async fn start() -> io::Result<Self> {
        let state = Arc::<Mutex<Mailbox>>::default();
        let routes = Router::new().route("/v2/email/outbound-emails", post(take)).with_state(Arc::clone(&state));
        Ok(Self { server: Server::start(routes).await?, state })
    }

    /// Returns its URL, for `AWS_ENDPOINT_URL_SESV2`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address)
    }

    /// Returns its address, for a TLS front.
    pub const fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Refuses one more of the next messages, with this error code of SES.
    pub fn refuse_next(&self, status: StatusCode, code: &'static str) {
        lock(&self.state).refusals.push_back((status, code));
    }

    /// Sets whether messages are accepted without a response.
    pub fn be_silent(&self, silent: bool) {
        lock(&self.state).silent = silent;
    }

    /// Returns the accepted messages in order.
    pub fn sent(&self) -> Vec<Sent> {
        lock(&self.state).sent.clone()
    }
}

async fn take(State(state): State<Arc<Mutex<Mailbox>>>, Json(request): Json<Value>) -> Response {
    let (response, silent) = {
        let mut mailbox = lock(&state);
        (mailbox.take(&request), mailbox.silent)
    };
    if silent {
        std::future::pending::<()>().await;
    }
    response
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
