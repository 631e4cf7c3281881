//! Running a handler as the Lambda runtime would: JSON in, JSON out.

use std::convert::Infallible;

use futures::FutureExt;
use futures::future::BoxFuture;
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Context, LambdaEvent, Request, Service, service_fn};
use serde_json::Value;

use crate::handler::{Handler, HttpHandler, Kind};

/// Why there is no answer from a function.
#[derive(Debug)]
pub(crate) enum Failed {
    /// The event is not one that the runtime can read.
    Event(serde_json::Error),
    /// The answer cannot be written as JSON.
    Answer(serde_json::Error),
    /// The function says so itself, or has ended.
    Function(String),
    /// The handler panicked.
    Panicked,
}

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Event(error) => write!(f, "it cannot read the event: {error}"),
            Self::Answer(error) => write!(f, "its answer cannot be written as JSON: {error}"),
            Self::Function(problem) => f.write_str(problem),
            Self::Panicked => f.write_str("it panicked"),
        }
    }
}

/// The handler's answer to the event, as JSON.
///
/// It runs to its end even if nobody waits for the answer any more, as it does
/// on Lambda.
pub(crate) async fn invoke(handler: Handler, event: Value) -> Result<String, Failed> {
    let running = tokio::spawn(run(handler, event.to_string()));
    running.await.unwrap_or(Err(Failed::Panicked))
}

async fn run(handler: Handler, event: String) -> Result<String, Failed> {
    match handler.0 {
        Kind::Http(handler) => {
            let payload = serde_json::from_str(&event).map_err(Failed::Event)?;
            answer(handler, payload).await.map_err(Failed::Answer)
        }
        Kind::Stream(handler) => handler(event).await,
    }
}

// Not an async function: the compiler would not see that its future is `Send`.
fn answer(handler: HttpHandler, payload: LambdaRequest) -> BoxFuture<'static, serde_json::Result<String>> {
    let service = service_fn(move |request: Request| handler(request).map(Ok::<_, Infallible>));
    let answer = Adapter::from(service).call(LambdaEvent::new(payload, Context::default()));
    answer.map(|Ok(answer)| serde_json::to_string(&answer)).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[tokio::test]
    async fn a_program_gets_each_event_as_it_is_and_fails_in_its_own_words() {
        let program = Handler::program(|event| async move { if event == "1" { Ok(event) } else { Err(event) } });
        assert_eq!(invoke(program.clone(), json!(1)).await.unwrap(), "1");
        assert_eq!(invoke(program, json!(2)).await.unwrap_err().to_string(), "2");
    }
}
