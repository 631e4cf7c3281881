//! How requests get to a service: hyper's client with rustls, HTTP/1.1 only, made at the first request.
//!
//! Not the SDK's own client: that one makes everything when it is made, only to see whether it can, reads all of the
//! system's authorities for it, and brings HTTP/2 with it, which DynamoDB does not speak. What is here maps hyper's
//! answers and failures to the SDK's, as that one does.

use super::trust::{Trust, Verifier};
use aws_smithy_runtime_api::client::connection::{CaptureSmithyConnection, ConnectionMetadata};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::ErrorKind;
use hyper_rustls::HttpsConnector;
use hyper_util::client::legacy::connect::{CaptureConnection, HttpConnector as Tcp, HttpInfo, capture_connection};
use hyper_util::client::legacy::{Client as Hyper, Error};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use lambda_http::http::Extensions;
use rustls::ClientConfig;
use rustls::crypto::ring;
use std::io;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

/// One for all services.
#[derive(Debug)]
pub(super) struct Client {
    trust: Trust,
    /// By how long a connection may take to open.
    connectors: Mutex<Vec<(Option<Duration>, SharedHttpConnector)>>,
}

impl Client {
    pub(super) fn new(trust: Trust) -> Self {
        Self { trust, connectors: Mutex::default() }
    }
}

impl HttpClient for Client {
    /// Of the settings, how long it may take to connect; for the rest, an attempt has its time limit.
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        let limit = settings.connect_timeout();
        let mut connectors = self.connectors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, connector)) = connectors.iter().find(|(made_for, _)| *made_for == limit) {
            return connector.clone();
        }
        let connector = Connector { trust: self.trust.clone(), limit, made: OnceLock::new() };
        let connector = SharedHttpConnector::new(connector);
        connectors.push((limit, connector.clone()));
        connector
    }
}

type Made = Hyper<HttpsConnector<Tcp>, SdkBody>;

#[derive(Debug)]
struct Connector {
    trust: Trust,
    limit: Option<Duration>,
    made: OnceLock<Result<Made, rustls::Error>>,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let made = match self.made.get_or_init(|| make(&self.trust, self.limit)) {
            Ok(made) => made,
            Err(error) => return failed(ConnectorError::user(error.clone().into())),
        };
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return failed(ConnectorError::user(error.into())),
        };
        let connection = capture_connection(&mut request);
        if let Some(capture) = request.extensions().get::<CaptureSmithyConnection>() {
            capture.set_connection_retriever(move || metadata(&connection));
        }
        let answer = made.request(request);
        HttpConnectorFuture::new(async move {
            let response = answer.await.map_err(failure)?.map(SdkBody::from_body_1_x);
            HttpResponse::try_from(response).map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

fn failed(error: ConnectorError) -> HttpConnectorFuture {
    HttpConnectorFuture::ready(Err(error))
}

fn make(trust: &Trust, limit: Option<Duration>) -> Result<Made, rustls::Error> {
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier::new(trust, Arc::clone(&provider))?;
    let tls = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let mut tcp = Tcp::new();
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    tcp.set_connect_timeout(limit);
    let mut builder = Hyper::builder(TokioExecutor::new());
    Ok(builder.pool_timer(TokioTimer::new()).build(HttpsConnector::from((tcp, tls))))
}

/// What the SDK wants to know of a connection, to give it up after a failure.
fn metadata(connection: &CaptureConnection) -> Option<ConnectionMetadata> {
    let mut extras = Extensions::new();
    connection.connection_metadata().as_ref()?.get_extras(&mut extras);
    let addresses = extras.get::<HttpInfo>();
    let poisoned = connection.clone();
    let mut metadata = ConnectionMetadata::builder().proxied(false).poison_fn(move || {
        if let Some(connection) = poisoned.connection_metadata().as_ref() {
            connection.poison();
        }
    });
    metadata.set_local_addr(addresses.map(HttpInfo::local_addr));
    metadata.set_remote_addr(addresses.map(HttpInfo::remote_addr));
    Some(metadata.build())
}

/// What kind of failure it is decides whether the SDK tries again.
fn failure(error: Error) -> ConnectorError {
    let timed_out = |error: &io::Error| error.kind() == io::ErrorKind::TimedOut;
    if find::<io::Error>(&error).is_some_and(timed_out) {
        return ConnectorError::timeout(error.into());
    }
    let make = match find::<hyper::Error>(&error) {
        Some(hyper) if hyper.is_timeout() => ConnectorError::timeout,
        Some(hyper) if hyper.is_user() => ConnectorError::user,
        // The server closed the connection before it had answered.
        Some(hyper) if hyper.is_incomplete_message() => {
            |error| ConnectorError::other(error, Some(ErrorKind::TransientError))
        }
        Some(hyper) if hyper.is_closed() || hyper.is_canceled() => ConnectorError::io,
        _ if error.is_connect() || find::<io::Error>(&error).is_some() => ConnectorError::io,
        _ => |error| ConnectorError::other(error, None),
    };
    make(error.into())
}

fn find<'a, E: std::error::Error + 'static>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a E> {
    std::iter::successors(Some(error), |error| error.source()).find_map(|error| error.downcast_ref())
}
