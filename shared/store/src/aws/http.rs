//! An HTTP/1.1 client for the SDK, which DynamoDB and SES speak.
//!
//! The SDK's own client (`aws-smithy-http-client`) reads the system's root certificates whenever an SDK client is
//! built, and again at the first request. It also brings HTTP/2 and proxies. Together, they took half of a cold start
//! and a tenth of a function's size. This client uses the same parts without them.

use super::trust::RootVerifier;
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

/// A client that all services share. It pools connections by host.
#[derive(Debug)]
pub(super) struct Client {
    tls: Arc<ClientConfig>,
    /// A pool for each limit on opening a connection, the only setting that differs. The limit of an attempt covers
    /// reading the response.
    pools: Mutex<Vec<(Option<Duration>, SharedHttpConnector)>>,
}

impl Client {
    /// Creates a client that verifies servers with `verifier`.
    ///
    /// # Errors
    /// When the provider supports no version of TLS.
    pub(super) fn new(provider: Arc<CryptoProvider>, verifier: RootVerifier) -> io::Result<Self> {
        let tls = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let tls = tls.map_err(io::Error::other)?.dangerous().with_custom_certificate_verifier(Arc::new(verifier));
        Ok(Self { tls: Arc::new(tls.with_no_client_auth()), pools: Mutex::default() })
    }

    fn pool(&self, connect: Option<Duration>) -> Pool {
        let mut tcp = Tcp::new();
        tcp.set_nodelay(true);
        tcp.set_connect_timeout(connect);
        // Allows TLS: the endpoint's scheme decides.
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
        if let Some((_, pool)) = pools.iter().find(|(limit, _)| *limit == connect) {
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
            // Lets the previous call return its connection to the pool. Otherwise the pool opens another that is never
            // used.
            tokio::task::yield_now().await;
            let response = client.request(request).await.map_err(connector_error)?;
            HttpResponse::try_from(response.map(SdkBody::from_body_1_x))
                .map_err(|error| ConnectorError::other(error.into(), None))
        })
    }
}

/// Returns metadata with which the SDK closes a failed connection, so that a retry opens another.
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

/// Classifies an error, so that the SDK can decide whether to retry.
fn connector_error(error: legacy::Error) -> ConnectorError {
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
