//! Handlers that run in place of the template's functions.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use lambda_http::lambda_runtime::layers::trace::request_span;
use lambda_http::{Body, Context, LambdaEvent, Request, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use shared::gateway;
use time::OffsetDateTime;
use tracing::Instrument;

/// A function's handler: JSON in, JSON out, as on Lambda.
#[derive(Clone)]
pub struct Handler(Arc<Call>);

type Call = dyn Fn(String) -> BoxFuture<'static, Result<String, String>> + Send + Sync;

impl Handler {
    /// Makes a handler of HTTP requests.
    pub fn http<F, Fut>(handle: F) -> Self
    where
        F: Fn(Request) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Response<Body>> + Send + 'static,
    {
        Self::events(move |event| gateway::respond(LambdaEvent::new(event, Context::default()), &handle))
    }

    /// Makes a handler of events of any type.
    pub fn events<Event, Output, Problem, F, Fut>(handle: F) -> Self
    where
        Event: DeserializeOwned,
        Output: Serialize,
        Problem: Display,
        F: Fn(Event) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Output, Problem>> + Send + 'static,
    {
        Self::program(move |event| {
            let handling = serde_json::from_str(&event).map(&handle);
            async move {
                let handling = handling.map_err(|error| format!("it can't read the event: {error}"))?;
                let output = handling.await.map_err(|problem| problem.to_string())?;
                serde_json::to_string(&output)
                    .map_err(|error| format!("its response can't be written as JSON: {error}"))
            }
        })
    }

    /// Makes a handler of raw JSON events, such as for a separate program or to choose between handlers. Its errors are
    /// the function's own.
    pub fn program<F, Fut>(handle: F) -> Self
    where
        F: Fn(String) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Arc::new(move |event| handle(event).boxed()))
    }

    /// Returns the response to an event, both as JSON.
    ///
    /// # Errors
    /// If the invocation fails.
    pub async fn call(&self, event: String) -> Result<String, String> {
        (self.0)(event).await
    }

    /// Returns the response to an event. As on Lambda, the handler runs to its end even if the caller goes away, within
    /// a span that has the ids of the invocation.
    pub(crate) async fn invoke(&self, event: &Value) -> Result<String, String> {
        let span = request_span(&context(event));
        let (handler, event) = (self.clone(), event.to_string());
        let running = tokio::spawn(async move { handler.call(event).await }.instrument(span));
        running.await.unwrap_or_else(|_| Err("it panicked".to_owned()))
    }
}

/// Returns the ids that Lambda gives an invocation. A request's trace goes on.
fn context(event: &Value) -> Context {
    let mut bytes = [0; 32];
    // Without randomness ids repeat, which only makes logs harder to read.
    let _ = getrandom::fill(&mut bytes);
    let random: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let part = |start: usize, end: usize| random.get(start..end).unwrap_or_default();
    let trace = event.pointer("/headers/x-amzn-trace-id").and_then(Value::as_str).map(str::to_owned);
    let now = OffsetDateTime::now_utc().unix_timestamp();
    let mut context = Context::default();
    context.request_id = format!("{}-{}-{}-{}-{}", part(0, 8), part(8, 12), part(12, 16), part(16, 20), part(20, 32));
    context.xray_trace_id = Some(trace.unwrap_or_else(|| format!("Root=1-{now:08x}-{};Sampled=0", part(32, 56))));
    context
}

/// A function's report on a batch. Unlike the types of `aws_lambda_events`, it may be `null` or empty, as Lambda allows.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Report {
    batch_item_failures: Option<Vec<ItemFailure>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ItemFailure {
    item_identifier: String,
}

/// Returns the identifiers of the items of a batch that a function reports as failed.
///
/// # Errors
/// If the report is malformed: Lambda would take the whole batch as failed.
pub(crate) fn failed_items(report: &str) -> Result<Vec<String>, String> {
    let report: Option<Report> = serde_json::from_str(report).map_err(|error| format!("malformed report: {error}"))?;
    let failures = report.unwrap_or_default().batch_item_failures.unwrap_or_default();
    Ok(failures.into_iter().map(|failure| failure.item_identifier).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_gets_the_event_as_json_and_its_error_is_returned() {
        let program = Handler::program(|event| async move { if event == "1" { Ok(event) } else { Err(event) } });
        assert_eq!(program.call("1".to_owned()).await.unwrap(), "1");
        assert_eq!(program.call("2".to_owned()).await.unwrap_err(), "2");
    }
}
