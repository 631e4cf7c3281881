//! Connectors for the real clients that fail as planned.

mod answers;
mod fault;
mod faults;
mod slow;

pub use fault::Fault;
pub use faults::Faults;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryPartition;
use aws_sdk_dynamodb::config::{Builder, SharedHttpClient};
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use futures::future::BoxFuture;
use std::fmt::Debug;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use store::aws::TimeLimits;

/// Decides which requests fail.
pub trait Plan: Debug + Send + Sync + 'static {
    /// Returns the fault of the next request of this kind, such as `UpdateItem`, if any.
    fn next_fault(&self, call: &str) -> Option<Fault>;

    /// Stores a request, to be executed after its client has given up.
    fn delay(&self, _request: BoxFuture<'static, ()>) {}

    /// Kills the function that made the request.
    fn kill(&self) {}
}

/// A deployed function's time limits, shortened.
pub const HURRIED: TimeLimits = TimeLimits {
    connect: Duration::from_secs(1),
    attempt: Duration::from_secs(1),
    operation: Duration::from_secs(4),
    attempts: TimeLimits::DEPLOYED.attempts,
};

/// Configures time-outs and retries like a deployed function's, but shorter. `name` separates its retry budget from
/// other clients'.
pub fn hurried(config: Builder, name: String) -> Builder {
    let retries = HURRIED.retries().with_initial_backoff(Duration::from_millis(1));
    let retries = retries.with_max_backoff(Duration::from_millis(5));
    config.timeout_config(HURRIED.timeouts()).retry_config(retries).retry_partition(RetryPartition::new(name))
}

/// Returns a client whose requests fail as planned.
pub fn planned(config: Builder, plan: Arc<dyn Plan>) -> Client {
    let inner: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    Client::from_conf(config.http_client(failing(inner, plan)).build())
}

/// Returns an HTTP client whose requests fail as planned.
pub fn failing(inner: impl HttpClient + 'static, plan: Arc<dyn Plan>) -> SharedHttpClient {
    http_client_fn(move |settings, components| {
        let inner = inner.http_connector(settings, components);
        SharedHttpConnector::new(FaultyConnector { inner, plan: Arc::clone(&plan) })
    })
}

#[derive(Debug, Clone)]
struct FaultyConnector {
    inner: SharedHttpConnector,
    plan: Arc<dyn Plan>,
}

impl HttpConnector for FaultyConnector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let (inner, plan) = (self.inner.clone(), Arc::clone(&self.plan));
        match plan.next_fault(target.rsplit('.').next().unwrap_or_default()) {
            None => inner.call(request),
            Some(Fault::Late) => {
                plan.delay(Box::pin(async move { drop(inner.call(request).await) }));
                HttpConnectorFuture::ready(Err(ConnectorError::timeout("no response yet".into())))
            }
            Some(Fault::Killed { done }) => HttpConnectorFuture::new(async move {
                if done {
                    drop(inner.call(request).await);
                }
                plan.kill();
                pending().await
            }),
            Some(fault) => HttpConnectorFuture::new(fault.apply(request, inner)),
        }
    }
}
