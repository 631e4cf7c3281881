//! Handlers that run in place of the template's functions.

use std::fmt::Display;
use std::future::{Future, ready};
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use lambda_http::{Body, Context, LambdaEvent, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::gateway;

/// A failed invocation.
#[derive(Debug)]
pub enum Failed {
    /// The function can't read the event.
    Event(serde_json::Error),
    /// The response can't be written as JSON.
    Response(serde_json::Error),
    /// The function returned an error, or has ended.
    Function(String),
    /// The handler panicked.
    Panicked,
}

impl Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event(error) => write!(f, "it can't read the event: {error}"),
            Self::Response(error) => write!(f, "its response can't be written as JSON: {error}"),
            Self::Function(problem) => f.write_str(problem),
            Self::Panicked => f.write_str("it panicked"),
        }
    }
}

impl std::error::Error for Failed {}

/// A function's handler: JSON in, JSON out, as on Lambda.
#[derive(Clone)]
pub struct Handler(Arc<Call>);

type Call = dyn Fn(String) -> BoxFuture<'static, Result<String, Failed>> + Send + Sync;

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
        Self(Arc::new(move |event| match serde_json::from_str(&event) {
            Ok(event) => handle(event)
                .map(|output| {
                    let output = output.map_err(|problem| Failed::Function(problem.to_string()))?;
                    serde_json::to_string(&output).map_err(Failed::Response)
                })
                .boxed(),
            Err(error) => ready(Err(Failed::Event(error))).boxed(),
        }))
    }

    /// Makes a handler of raw JSON events, such as for a separate program or to choose between handlers. Its errors are
    /// the function's own.
    pub fn program<F, Fut>(handle: F) -> Self
    where
        F: Fn(String) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Arc::new(move |event| handle(event).map(|output| output.map_err(Failed::Function)).boxed()))
    }

    /// Returns the response to an event, both as JSON.
    ///
    /// # Errors
    /// If the invocation fails.
    pub async fn call(&self, event: String) -> Result<String, Failed> {
        (self.0)(event).await
    }

    /// Returns the response to an event. As on Lambda, the handler runs to its end even if the caller goes away.
    pub(crate) async fn invoke(&self, event: &Value) -> Result<String, Failed> {
        let (handler, event) = (self.clone(), event.to_string());
        let running = tokio::spawn(async move { handler.call(event).await });
        running.await.unwrap_or(Err(Failed::Panicked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_program_gets_the_event_as_json_and_its_error_is_returned() {
        let program = Handler::program(|event| async move { if event == "1" { Ok(event) } else { Err(event) } });
        assert_eq!(program.call("1".to_owned()).await.unwrap(), "1");
        assert_eq!(program.call("2".to_owned()).await.unwrap_err().to_string(), "2");
    }
}
