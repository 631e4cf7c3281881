//! A function of the template, as something to call.

use std::fmt::Display;
use std::future::{Future, ready};
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use lambda_http::{Body, Context, LambdaEvent, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use shared::gateway;

/// Why there is no answer from a function.
#[derive(Debug)]
pub enum Failed {
    /// The event is not one that the function can read.
    Event(serde_json::Error),
    /// The answer cannot be written as JSON.
    Answer(serde_json::Error),
    /// The function says so itself, or has ended.
    Function(String),
    /// The handler panicked.
    Panicked,
}

impl Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event(error) => write!(f, "it cannot read the event: {error}"),
            Self::Answer(error) => write!(f, "its answer cannot be written as JSON: {error}"),
            Self::Function(problem) => f.write_str(problem),
            Self::Panicked => f.write_str("it panicked"),
        }
    }
}

impl std::error::Error for Failed {}

/// What answers the events of one function: JSON in, JSON out, as on Lambda.
#[derive(Clone)]
pub struct Handler(Arc<Calling>);

type Calling = dyn Fn(String) -> BoxFuture<'static, Result<String, Failed>> + Send + Sync;

impl Handler {
    /// A handler of requests that reach it through the HTTP API.
    pub fn http<F, Answering>(answer: F) -> Self
    where
        F: Fn(Request) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Response<Body>> + Send + 'static,
    {
        Self::events(move |event| gateway::respond(LambdaEvent::new(event, Context::default()), &answer))
    }

    /// A handler of events of whatever kind. An error is one that failed.
    pub fn events<Event, Answer, Problem, F, Answering>(answer: F) -> Self
    where
        Event: DeserializeOwned,
        Answer: Serialize,
        Problem: Display,
        F: Fn(Event) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        Self(Arc::new(move |event| match serde_json::from_str(&event) {
            Ok(event) => answer(event)
                .map(|answer| {
                    let answer = answer.map_err(|problem| Failed::Function(problem.to_string()))?;
                    serde_json::to_string(&answer).map_err(Failed::Answer)
                })
                .boxed(),
            Err(error) => ready(Err(Failed::Event(error))).boxed(),
        }))
    }

    /// A handler that gets each event as it is, as JSON: a program that runs elsewhere, or a choice of other handlers. An
    /// error is the function's own.
    pub fn program<F, Answering>(answer: F) -> Self
    where
        F: Fn(String) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Arc::new(move |event| answer(event).map(|answer| answer.map_err(Failed::Function)).boxed()))
    }

    /// The answer to an event, both as JSON.
    ///
    /// # Errors
    /// When there is no answer.
    pub async fn call(&self, event: String) -> Result<String, Failed> {
        (self.0)(event).await
    }

    /// The answer to an event. It is made to its end even if nobody waits for it any more, as on Lambda.
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
    async fn a_program_gets_each_event_as_it_is_and_fails_in_its_own_words() {
        let program = Handler::program(|event| async move { if event == "1" { Ok(event) } else { Err(event) } });
        assert_eq!(program.call("1".to_owned()).await.unwrap(), "1");
        assert_eq!(program.call("2".to_owned()).await.unwrap_err().to_string(), "2");
    }
}
