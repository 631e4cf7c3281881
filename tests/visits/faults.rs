//! Requests and responses that are lost on the way to the table and back.

use crate::support::{Item, Visitor, answers, handlers, items, only_application, text};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, SharedHttpClient, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::HttpRequest;
use aws_smithy_runtime_api::client::result::ConnectorError;
use local::{Options, Stack};
use reqwest::StatusCode;
use shared::env::{Aws, Environment};
use shared::fields::Section;
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
async fn start_lossy(call: &'static str, count: u32) -> (Stack, Visitor) {
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

async fn assert_received_once(stack: &Stack) -> Item {
    let application = only_application(stack).await;
    assert_eq!(text(&application, "status"), "received");
    assert_eq!(items(stack, "history").await.len(), 1);
    let claims = items(stack, "reference").await;
    assert_eq!(claims.len(), 1);
    assert_eq!(text(&claims[0], "pk"), format!("reference#{}", text(&application, "reference")));
    application
}

#[tokio::test]
async fn a_section_whose_saving_was_not_confirmed_is_saved_once() {
    let (stack, visitor) = start_lossy("UpdateItem", 1).await;
    let address = visitor.start_application().await;
    let saved = visitor.fill_in(&address, Section::Organization, answers::good(Section::Organization)).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
    assert_eq!(only_application(&stack).await["version"].as_n().unwrap(), "1");
}

#[tokio::test]
async fn an_application_whose_receipt_was_not_confirmed_is_received_once() {
    let (stack, visitor) = start_lossy("TransactWriteItems", 1).await;
    let address = visitor.apply().await;
    let application = assert_received_once(&stack).await;
    assert_eq!(visitor.get(&address).await.text(".reference"), text(&application, "reference"));
}

#[tokio::test]
async fn whoever_is_told_to_try_again_after_the_application_was_received_finds_it_received() {
    let (stack, visitor) = start_lossy("TransactWriteItems", 3).await;
    let address = visitor.fill_in_everything().await;
    let told = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    let before = assert_received_once(&stack).await;
    assert_eq!(visitor.send(&told).await.location(), address);
    assert_eq!(assert_received_once(&stack).await, before);
}
