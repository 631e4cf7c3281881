//! Events of API Gateway (payload format 2.0), and the answers to them.
//!
//! `lambda_http` makes a request of an event and an event's answer of a response, in parts that it counts as its own:
//! another version of it may call them otherwise.

use crate::response;
use lambda_http::http::header;
use lambda_http::request::LambdaRequest;
use lambda_http::{
    Adapter, Body, BoxFuture, Error, IntoResponse, LambdaEvent, Request, Response, Service, TransformResponse,
    service_fn,
};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::{Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};
use std::borrow::Cow;
use std::convert::Infallible;
use std::fmt;
use std::future::{Future, ready};
use std::pin::Pin;
use std::sync::Arc;

/// The answer to an event, whose request `handler` answers, with the headers that every response has; an error, if it can't
/// be written as JSON.
///
/// The handler is called before this returns, so that what is awaited borrows no more than the handler's own future.
pub fn respond<'a, Answering>(
    mut event: LambdaEvent<LambdaRequest>,
    handler: impl Fn(Request) -> Answering,
) -> BoxFuture<'a, Result<GatewayResponse, Error>>
where
    Answering: Future<Output = Response<Body>> + Send + 'a,
{
    sanitize_event(&mut event.payload);
    let service = service_fn(|request| {
        let answering = handler(request);
        async { Ok(PlainBody(response::secure(answering.await))) }
    });
    let answering = Adapter::from(service).call(event);
    Box::pin(async { write(answering.await) })
}

/// Not generic, so that it is compiled with this crate, for speed, and not with the function, for size.
fn write(
    answer: <TransformResponse<'static, PlainBody, Infallible> as Future>::Output,
) -> Result<GatewayResponse, Error> {
    let Ok(answer) = answer;
    let json = to_raw_value(&answer).map_err(|error| format!("the answer can't be written as JSON: {error}"))?;
    Ok(GatewayResponse(Arc::new(json)))
}

/// What API Gateway is given back: JSON. Clones share it.
#[derive(Clone)]
pub struct GatewayResponse(Arc<Box<RawValue>>);

impl GatewayResponse {
    /// The JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }
}

// A page may be private.
impl fmt::Debug for GatewayResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayResponse").finish_non_exhaustive()
    }
}

impl Serialize for GatewayResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// What stays in no query as it is: the [query percent-encode set](https://url.spec.whatwg.org/#query-percent-encode-set).
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Takes out of an event what `lambda_http` would stumble over, or worse, end the program for.
///
/// It makes a URI of the request's `Host` and `X-Forwarded-Proto`, whatever they say: then the query that we read could be
/// theirs. Without them it takes the domain that API Gateway names. In a query, `http::Uri` refuses some characters and ends
/// at `#`: those are encoded, as browsers do, and as API Gateway may or may not.
fn sanitize_event(payload: &mut LambdaRequest) {
    let LambdaRequest::ApiGatewayV2(request) = payload else { return };
    request.headers.remove(header::HOST);
    request.headers.remove("x-forwarded-proto");
    if let Some(query) = &mut request.raw_query_string
        && let Cow::Owned(encoded) = utf8_percent_encode(query, ENCODED).into()
    {
        *query = encoded;
    }
}

/// A response whose body is text where it is text. Without this, `lambda_http` collects a body, looks for its charset,
/// and decodes it: the tables of every charset that the web knows are a twentieth of a function.
struct PlainBody(Response<Body>);

impl IntoResponse for PlainBody {
    fn into_response(self) -> Pin<Box<dyn Future<Output = Response<Body>> + Send>> {
        Box::pin(ready(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Context, RequestExt};

    /// What a handler is handed as the query, if the event has these values.
    fn query_of(changes: &[(&str, &str)]) -> String {
        let mut event: serde_json::Value =
            serde_json::from_str(include_str!("../../infra/events/get-page.json")).unwrap();
        for (pointer, value) in changes {
            *event.pointer_mut(pointer).unwrap() = (*value).into();
        }
        let event = LambdaEvent::new(serde_json::from_value(event).unwrap(), Context::default());
        let echo = |request: Request| {
            assert_eq!(request.raw_http_path(), "/our-mission");
            ready(Response::new(Body::Text(request.uri().query().unwrap_or_default().to_owned())))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let answer = runtime.block_on(respond(event, echo)).unwrap();
        let answer: serde_json::Value = serde_json::from_str(answer.json()).unwrap();
        answer["body"].as_str().unwrap().to_owned()
    }

    fn query(raw: &str) -> String {
        query_of(&[("/rawQueryString", raw)])
    }

    #[test]
    fn no_header_has_a_say_in_the_query_or_ends_the_program() {
        for header in ["/headers/host", "/headers/x-forwarded-proto"] {
            for value in ["https://a/?q=poison#", "a b", "", "a:b", "[", "é"] {
                assert_eq!(query_of(&[(header, value)]), "", "{header}: {value}");
            }
        }
    }

    #[test]
    fn a_query_that_fits_is_left_alone() {
        for fitting in ["", "q=a+b&region=EU", "q=%22%3Cb%3E%22", "q={|}[\\]^`'~", "&&==??"] {
            assert_eq!(query(fitting), fitting);
        }
    }

    #[test]
    fn what_no_query_may_hold_is_encoded() {
        assert_eq!(query("q=\"<b>\" #1"), "q=%22%3Cb%3E%22%20%231");
        assert_eq!(query("q=Côté\u{7f}"), "q=C%C3%B4t%C3%A9%7F");
    }
}
