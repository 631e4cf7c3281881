//! API Gateway's HTTP API: axum's router over the template's routes.
//!
//! The most specific path wins, then `$default`. HTTP APIs choose the same way, with two exceptions: axum compares the
//! fixed parts of a path without decoding them, and it prefers a fixed first part before `{name+}` to a variable one.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::path::RawPathParams;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{ConnectInfo, Extension, Request, State};
use axum::http::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, any};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use futures::TryStreamExt;
use serde_json::json;
use time::OffsetDateTime;

use crate::event::event;
use crate::response::response;
use crate::template::Route;
use crate::{Handler, Handlers};

/// The largest body that an HTTP API accepts, in bytes: 10 MB.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// A function's handler, and a route to it.
type Target = Arc<(Handler, Route)>;

const REQUEST_ID: HeaderName = HeaderName::from_static("apigw-requestid");

/// The data that API Gateway adds to a request, and the whole body.
#[derive(Clone)]
pub(crate) struct Arrival {
    /// The client's address.
    pub(crate) source: IpAddr,
    /// The port that the client connected to.
    pub(crate) port: u16,
    /// The time of arrival.
    pub(crate) at: OffsetDateTime,
    /// API Gateway's identifier of the request.
    pub(crate) request_id: String,
    /// The body of the request.
    pub(crate) body: Bytes,
}

/// Routes requests on `port` to the handlers, in addition to the routes of `outbox`.
pub(crate) fn router(routes: Vec<Route>, handlers: &Handlers, outbox: Router, port: u16) -> Router {
    let handler = |route: &Route| handlers.get(&route.function).cloned();
    let targets = routes.into_iter().filter_map(|route| Some((handler(&route)?, route)));
    let (defaults, others): (Vec<_>, Vec<_>) = targets.partition(|(_, route)| route.path == "$default");
    let default = defaults.into_iter().next().map(Arc::new);
    let add = |router: Router, (handler, route): (Handler, Route)| {
        let path = axum_path(&route.path);
        router.route(&path, to(Some(Arc::new((handler, route))), default.clone()))
    };
    let routed = others.into_iter().fold(outbox, add).fallback_service(to(None, default));
    routed.layer(from_fn_with_state(port, receive))
}

/// Converts `{name+}`, any number of segments, to axum's syntax.
fn axum_path(path: &str) -> String {
    match path.strip_suffix("+}").and_then(|path| path.rsplit_once('{')) {
        Some((before, name)) => format!("{before}{{*{name}}}"),
        None => path.to_owned(),
    }
}

/// Invokes the route's function or, for a path that an HTTP API does not match, that of the default route.
fn to(route: Option<Target>, default: Option<Target>) -> MethodRouter {
    type Parameters = Result<RawPathParams, RawPathParamsRejection>;
    any(async move |Extension(arrival): Extension<Arrival>, parameters: Parameters, request: Parts| {
        let parameters: BTreeMap<_, _> = parameters.iter().flatten().map(owned).collect();
        // axum accepts an empty parameter within a path; HTTP APIs do not.
        let route = route.as_ref().filter(|_| !parameters.values().any(String::is_empty));
        match (route, &default) {
            (Some(target), _) => invoke(target, &event(&request, &target.1.key(), parameters, &arrival)).await,
            (None, Some(target)) => invoke(target, &event(&request, &target.1.key(), BTreeMap::new(), &arrival)).await,
            (None, None) => message(StatusCode::NOT_FOUND, "Not Found"),
        }
    })
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

async fn invoke(target: &Target, event: &serde_json::Value) -> Response<Body> {
    let (handler, route) = target.as_ref();
    let invoked = handler.invoke(event).await;
    let responded = invoked.and_then(|json| response(&json).map_err(|malformed| malformed.to_string()));
    responded.unwrap_or_else(|problem| {
        tracing::error!(function = route.function, route = route.key(), problem, "invocation failed");
        message(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
    })
}

/// Reads the whole request, refuses what API Gateway would refuse, and gives the response an identifier.
async fn receive(
    State(port): State<u16>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response<Body> {
    let (mut parts, body) = request.into_parts();
    let request_id = new_request_id();
    let mut response = match read(body).await {
        Err(refusal) => refusal,
        Ok(_) if !parts.uri.path().starts_with('/') || !has_usable_host(&parts.headers) => {
            message(StatusCode::BAD_REQUEST, "Bad Request")
        }
        Ok(body) => {
            let (source, at, request_id) = (peer.ip(), OffsetDateTime::now_utc(), request_id.clone());
            parts.extensions.insert(Arrival { source, port, at, request_id, body: body.into() });
            next.run(Request::from_parts(parts, Body::empty())).await
        }
    };
    if let Ok(id) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

/// Reads the whole body, or returns the error response if it is too large or breaks off.
///
/// Even a body that is too large is read to its end: a client that is still sending when the connection closes would
/// not see the response.
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

/// Whether the runtime will find a URL in the request. API Gateway turns away requests for any host but its own, so
/// functions never see those.
fn has_usable_host(headers: &HeaderMap) -> bool {
    let Some(host) = headers.get(HOST) else { return true };
    host.to_str().is_ok_and(|host| url::Url::parse(&format!("http://{host}/")).is_ok())
}

/// Returns an identifier in API Gateway's form, such as `JKJaXmPLvHcESHA=`.
fn new_request_id() -> String {
    let mut bytes = [0; 11];
    // Without randomness identifiers repeat, which only makes logs harder to read.
    let _ = getrandom::fill(&mut bytes);
    BASE64_STANDARD.encode(bytes)
}

/// Returns a response of API Gateway itself.
fn message(status: StatusCode, message: &str) -> Response<Body> {
    (status, [(CONTENT_TYPE, "application/json")], json!({ "message": message }).to_string()).into_response()
}

#[cfg(test)]
pub(crate) mod tests;
