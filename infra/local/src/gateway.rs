//! What stands in for API Gateway's HTTP API.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{HOST, HeaderMap, HeaderName};
use axum::http::{HeaderValue, Response, StatusCode};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures::TryStreamExt;
use time::OffsetDateTime;

use crate::event::{Arrival, event};
use crate::outbox::Outbox;
use crate::response::{message, response};
use crate::routes::{Match, Routes};
use crate::{Handler, Handlers};

/// The largest body that an HTTP API accepts, in bytes: 10 MB.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// The API: its routes, and the functions behind them.
pub(crate) struct Gateway {
    /// The routes of the API.
    pub(crate) routes: Routes,
    /// The handlers of the functions that the routes name.
    pub(crate) handlers: Handlers,
    /// What has addresses of its own on this machine, beside the routes.
    pub(crate) outbox: Outbox,
    /// The port that visitors use.
    pub(crate) port: u16,
}

impl Gateway {
    /// A service that answers every request.
    pub(crate) fn service(self) -> Router {
        Router::new().fallback(receive).with_state(Arc::new(self))
    }

    async fn answer(&self, request: Request, arrival: &Arrival) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let body = match read(body).await {
            Ok(body) => body,
            Err(refusal) => return refusal,
        };
        if !parts.uri.path().starts_with('/') || !has_usable_host(&parts.headers) {
            return message(StatusCode::BAD_REQUEST, "Bad Request");
        }
        if let Some(answer) = self.outbox.answer(&parts.method, parts.uri.path()) {
            return answer;
        }
        let Some((found, handler)) = self.find(parts.method.as_str(), parts.uri.path()) else {
            return message(StatusCode::NOT_FOUND, "Not Found");
        };
        let event = event(&parts, &body, &found, arrival);
        let problem = match handler.invoke(&event).await {
            Ok(answer) => match response(&answer) {
                Ok(response) => return response,
                Err(malformed) => malformed.0.to_owned(),
            },
            Err(failed) => failed.to_string(),
        };
        tracing::error!(function = found.route.function, route = found.route.key(), problem, "a function failed");
        message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    }

    fn find(&self, method: &str, path: &str) -> Option<(Match<'_>, Handler)> {
        let found = self.routes.find(method, path)?;
        let handler = self.handlers.get(&found.route.function)?;
        Some((found, handler.clone()))
    }
}

async fn receive(
    State(gateway): State<Arc<Gateway>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
) -> Response<Body> {
    let arrival =
        Arrival { source: peer.ip(), port: gateway.port, at: OffsetDateTime::now_utc(), request_id: new_request_id() };
    let mut response = gateway.answer(request, &arrival).await;
    if let Ok(id) = HeaderValue::from_str(&arrival.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// The whole body, or the answer to one that is too large or breaks off.
///
/// Too large a body is read to its end all the same: a client that is still
/// sending when the connection closes would not see the answer.
async fn read(body: Body) -> Result<Vec<u8>, Response<Body>> {
    let add = |(mut bytes, length): (Vec<u8>, usize), chunk: Bytes| {
        let length = length.saturating_add(chunk.len());
        if length <= LARGEST_BODY {
            bytes.extend_from_slice(&chunk);
        }
        futures::future::ok((bytes, length))
    };
    match body.into_data_stream().try_fold((Vec::new(), 0), add).await {
        Ok((bytes, length)) if length <= LARGEST_BODY => Ok(bytes),
        Ok(_) => Err(message(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large")),
        Err(_) => Err(message(StatusCode::BAD_REQUEST, "Bad Request")),
    }
}

/// Whether the runtime will find a URL in the request. API Gateway turns away
/// requests for any host but its own, so that functions never see such ones.
fn has_usable_host(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST) else {
        return true;
    };
    host.to_str().is_ok_and(|host| url::Url::parse(&format!("http://{host}/")).is_ok())
}

/// In the form of API Gateway's, such as `JKJaXmPLvHcESHA=`.
fn new_request_id() -> String {
    let mut bytes = [0; 11];
    // Without randomness identifiers repeat, which only makes logs harder to read.
    let _ = getrandom::fill(&mut bytes);
    BASE64_STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests;
