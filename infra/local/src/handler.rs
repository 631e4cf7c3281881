//! A function of the template, as something to call.

use std::fmt::Display;
use std::future::Future;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt};
use lambda_http::{Body, Request, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::invoke::Failed;

/// What answers the events of one function.
#[derive(Clone)]
pub struct Handler(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    Http(HttpHandler),
    Stream(StreamHandler),
}

/// What answers requests.
pub type HttpHandler = Arc<dyn Fn(Request) -> BoxFuture<'static, Response<Body>> + Send + Sync>;

/// What answers events, as JSON.
pub(crate) type StreamHandler = Arc<dyn Fn(String) -> BoxFuture<'static, Result<String, Failed>> + Send + Sync>;

impl Handler {
    /// A handler of requests that reach it through the HTTP API.
    pub fn http<F, Answering>(answer: F) -> Self
    where
        F: Fn(Request) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Response<Body>> + Send + 'static,
    {
        Self(Kind::Http(Arc::new(move |request| answer(request).boxed())))
    }

    /// The answer to a request, which no handler of batches has.
    ///
    /// # Panics
    /// If it is one of batches.
    #[allow(clippy::panic, reason = "whoever wires handlers together knows which they are")]
    pub async fn answer(&self, request: Request) -> Response<Body> {
        match &self.0 {
            Kind::Http(handler) => handler(request).await,
            Kind::Stream(_) => panic!("a handler of batches answers no request"),
        }
    }

    /// A handler of batches of the table's stream. Both the batch and the answer to it pass through JSON, as they do on
    /// Lambda. An error is a whole batch that failed.
    pub fn stream<Event, Answer, Problem, F, Answering>(answer: F) -> Self
    where
        Event: DeserializeOwned,
        Answer: Serialize,
        Problem: Display,
        F: Fn(Event) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Result<Answer, Problem>> + Send + 'static,
    {
        Self(Kind::Stream(Arc::new(move |event| match serde_json::from_str(&event) {
            Ok(event) => {
                let answering = answer(event);
                async move {
                    let answer = answering.await.map_err(|problem| Failed::Function(problem.to_string()))?;
                    serde_json::to_string(&answer).map_err(Failed::Answer)
                }
                .boxed()
            }
            Err(error) => futures::future::ready(Err(Failed::Event(error))).boxed(),
        })))
    }

    /// A handler that gets each event as it is, as JSON, whether a request or a batch: a program that runs elsewhere. An
    /// error is the function's own.
    pub fn program<F, Answering>(answer: F) -> Self
    where
        F: Fn(String) -> Answering + Send + Sync + 'static,
        Answering: Future<Output = Result<String, String>> + Send + 'static,
    {
        Self(Kind::Stream(Arc::new(move |event| answer(event).map(|answer| answer.map_err(Failed::Function)).boxed())))
    }
}

impl From<HttpHandler> for Handler {
    fn from(handler: HttpHandler) -> Self {
        Self(Kind::Http(handler))
    }
}
