//! A way to the table on which responses are lost.

use super::{Visitor, handlers};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use local::{Options, Stack};
use shared::env::{Aws, Environment};
use shared::world::World;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// A way to the table on which the next responses to one kind of call are lost, although the call was made.
#[derive(Debug, Clone)]
struct Lossy {
    inner: SharedHttpConnector,
    call: &'static str,
    left: Arc<AtomicU32>,
}

impl HttpConnector for Lossy {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let lost = target.ends_with(self.call)
            && self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let response = self.inner.call(request);
        HttpConnectorFuture::new(async move {
            let response = response.await?;
            if lost { Err(ConnectorError::io("the response was lost".into())) } else { Ok(response) }
        })
    }
}

/// A stack on whose way to the table the first `count` responses to `call` are lost.
pub async fn start_lossy(call: &'static str, count: u32) -> (Stack, Visitor) {
    let left = Arc::new(AtomicU32::new(count));
    let stack = Stack::start_with(Options::default(), move |environments| async move {
        Ok(handlers(environments, &World::real(), |environment| lossy_client(environment, call, &left)))
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor)
}

fn lossy_client(environment: &Environment, call: &'static str, left: &Arc<AtomicU32>) -> Client {
    let client = Aws::client(environment).unwrap();
    let inner: SharedHttpClient = aws_smithy_http_client::Builder::new().build_http();
    let left = Arc::clone(left);
    let http_client = http_client_fn(move |settings, components| {
        let inner = inner.http_connector(settings, components);
        SharedHttpConnector::new(Lossy { inner, call, left: Arc::clone(&left) })
    });
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    Client::from_conf(client.config().to_builder().http_client(http_client).retry_config(retries).build())
}
