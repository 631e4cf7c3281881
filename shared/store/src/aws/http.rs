//! How requests get to a service: over HTTP/1.1, which is what DynamoDB and SES speak.
//!
//! The SDK has a client of its own (`aws-smithy-http-client`). It reads the roots that it trusts each time that an SDK
//! client is made, only to see whether it can, and again at the first request; and it has HTTP/2 and proxies, which
//! nobody needs here. Both were half of a cold start and a tenth of what deploys. This is what it does of the same
//! parts, without that.

use super::trust::Trust;
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
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::{CaptureConnection, HttpConnector as Tcp, capture_connection};
use hyper_util::rt::{TokioExecutor, TokioTimer};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use std::error::Error;
use std::io;
use std::iter::successors;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// One for all services: it keeps connections by host.
#[derive(Debug)]
pub(super) struct Client {
    tls: Arc<ClientConfig>,
    /// By the time that a connection may take. Nothing else can be set for a request: what limits an answer is the time
    /// for the whole attempt.
    pools: Mutex<Vec<(Option<Duration>, SharedHttpConnector)>>,
}

impl Client {
    /// # Errors
    /// When the provider has nothing to speak TLS with.
    pub(super) fn new(provider: Arc<CryptoProvider>, trust: Trust) -> io::Result<Self> {
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let tls = tls.map_err(io::Error::other)?.dangerous().with_custom_certificate_verifier(Arc::new(trust));
        Ok(Self { tls: Arc::new(tls.with_no_client_auth()), pools: Mutex::default() })
    }

    fn pool(&self, connect: Option<Duration>) -> Pool {
        let mut tcp = Tcp::new();
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(connect);
        // Whether TLS is spoken is for the endpoint to say.
        tcp.enforce_http(false);
        let mut pool = legacy::Client::builder(TokioExecutor::new());
        pool.pool_timer(TokioTimer::new());
        Pool(pool.build(HttpsConnector::from((tcp, Arc::clone(&self.tls)))))
    }
}

impl HttpClient for Client {
    fn http_connector(&self, settings: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        let connect = settings.connect_timeout();
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, pool)) = pools.iter().find(|(made_for, _)| *made_for == connect) {
            return pool.clone();
        }
        let pool = SharedHttpConnector::new(self.pool(connect));
        pools.push((connect, pool.clone()));
        pool
    }
}

#[derive(Debug)]
struct Pool(legacy::Client<HttpsConnector<Tcp>, SdkBody>);

impl HttpConnector for Pool {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let mut request = match request.try_into_http1x() {
            Ok(request) => request,
            Err(error) => return HttpConnectorFuture::ready(Err(ConnectorError::user(error.into()))),
        };
        let connection = capture_connection(&mut request);
        if let Some(capture) = request.extensions().get::<CaptureSmithyConnection>() {
            capture.set_connection_retriever(move || metadata(&connection));
        }
        let client = self.0.clone();
        HttpConnectorFuture::new(async move {
            // Lets the connection of the call before come back: else another is opened beside it, and not used.
            tokio::task::yield_now().await;
            let answer = client.request(request).await.map_err(failed)?;
            HttpResponse::try_from(answer.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// With this the SDK takes a connection out of use on which something went wrong that another may not have.
fn metadata(connection: &CaptureConnection) -> Option<ConnectionMetadata> {
    connection.connection_metadata().as_ref()?;
    let connection = connection.clone();
    let poison = move || {
        if let Some(connected) = connection.connection_metadata().as_ref() {
            connected.poison();
        }
    };
    Some(ConnectionMetadata::builder().proxied(false).poison_fn(poison).build())
}

/// What the SDK makes of it: what may be gone the next time is tried again.
fn failed(error: legacy::Error) -> ConnectorError {
    let is_io = find::<io::Error>(&error).is_some();
    let timed_out = causes(&error).filter_map(|cause| cause.downcast_ref::<io::Error>());
    if timed_out.map(io::Error::kind).any(|kind| kind == io::ErrorKind::TimedOut) {
        return ConnectorError::timeout(error.into());
    }
    match find::<hyper::Error>(&error) {
        Some(http) if http.is_user() => ConnectorError::user(error.into()),
        Some(http) if http.is_incomplete_message() => {
            ConnectorError::other(error.into(), Some(ErrorKind::TransientError))
        }
        Some(http) if http.is_closed() || http.is_canceled() => ConnectorError::io(error.into()),
        _ if is_io || error.is_connect() => ConnectorError::io(error.into()),
        _ => ConnectorError::other(error.into(), None),
    }
}

fn find<E: Error + 'static>(error: &legacy::Error) -> Option<&E> {
    causes(error).find_map(|cause| cause.downcast_ref())
}

fn causes(error: &legacy::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
    successors(Some(error as &(dyn Error + 'static)), |&error| error.source())
}
