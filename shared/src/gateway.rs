//! Events of API Gateway (payload format 2.0), and the responses to them.
//!
//! `lambda_http` converts both, with items that it documents as internal. A new version may rename them.

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
use tracing::{Instrument, Span};

/// Handles an event: calls `handler` with its request, and adds the headers of every response.
///
/// Calls the handler before returning, so that the returned future borrows no more than the handler's.
///
/// # Errors
/// When the response can't be written as JSON.
pub fn respond<'a, Responding>(
    mut event: LambdaEvent<LambdaRequest>,
    handler: impl Fn(Request) -> Responding,
) -> BoxFuture<'a, Result<GatewayResponse, Error>>
where
    Responding: Future<Output = Response<Body>> + Send + 'a,
{
    sanitize_event(&mut event.payload);
    let span = span(&event.payload);
    let service = service_fn(|request| {
        let responding = handler(request);
        async { Ok(PlainBody(response::secure(responding.await))) }
    });
    let responding = span.in_scope(|| Adapter::from(service).call(event));
    Box::pin(async { to_json(responding.instrument(span).await) })
}

/// Returns a span with API Gateway's id of a request, which its access log has too. At the highest level, so that it is
/// there whatever is logged.
fn span(payload: &LambdaRequest) -> Span {
    let LambdaRequest::ApiGatewayV2(request) = payload else { return Span::none() };
    tracing::error_span!("request", request.id = request.request_context.request_id.as_deref())
}

/// Writes a response as JSON. Not generic, so that it is compiled with this crate, for speed, and not with the function,
/// for size.
fn to_json(
    response: <TransformResponse<'static, PlainBody, Infallible> as Future>::Output,
) -> Result<GatewayResponse, Error> {
    let Ok(response) = response;
    let json = to_raw_value(&response).map_err(|error| format!("the response can't be written as JSON: {error}"))?;
    Ok(GatewayResponse(Arc::new(json)))
}

/// A response to API Gateway, as JSON. Clones share it.
#[derive(Clone)]
pub struct GatewayResponse(Arc<Box<RawValue>>);

impl GatewayResponse {
    /// The JSON.
    pub fn json(&self) -> &str {
        self.0.get()
    }
}

impl fmt::Debug for GatewayResponse {
    /// Omits the JSON, because a page may be private.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayResponse").finish_non_exhaustive()
    }
}

impl Serialize for GatewayResponse {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Characters to encode in a query: the [query percent-encode set](https://url.spec.whatwg.org/#query-percent-encode-set).
const ENCODED: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>');

/// Removes everything from an event that `lambda_http` misreads or panics on.
///
/// `lambda_http` builds a URI from the headers `Host` and `X-Forwarded-Proto` unchecked, so they could inject a query.
/// Without them, it uses API Gateway's domain. `http::Uri` rejects some characters in a query and ends it at `#`. This
/// encodes them, as browsers do; API Gateway may not.
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

/// A response whose body is passed on unchanged. Otherwise `lambda_http` decodes the body by its charset, and the
/// tables of all charsets are a twentieth of a function's size.
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

    /// Returns the query that a handler gets for an event with these values.
    fn query_of(changes: &[(&str, &str)]) -> String {
        let mut event: serde_json::Value =
            serde_json::from_str(include_str!("../../infra/events/get-page.json")).unwrap();
        for (pointer, value) in changes {
            *event.pointer_mut(pointer).unwrap() = (*value).into();
        }
        let event = LambdaEvent::new(serde_json::from_value(event).unwrap(), Context::default());
        let echo = |request: Request| {
            assert_eq!(request.raw_http_path(), "/");
            ready(Response::new(Body::Text(request.uri().query().unwrap_or_default().to_owned())))
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let response = runtime.block_on(respond(event, echo)).unwrap();
        let response: serde_json::Value = serde_json::from_str(response.json()).unwrap();
        response["body"].as_str().unwrap().to_owned()
    }

    fn query(raw: &str) -> String {
        query_of(&[("/rawQueryString", raw)])
    }

    #[test]
    fn headers_neither_change_the_query_nor_cause_a_panic() {
        for header in ["/headers/host", "/headers/x-forwarded-proto"] {
            for value in ["https://a/?q=poison#", "a b", "", "a:b", "[", "é"] {
                assert_eq!(query_of(&[(header, value)]), "", "{header}: {value}");
            }
        }
    }

    #[test]
    fn a_valid_query_is_not_changed() {
        for valid in ["", "q=a+b&region=EU", "q=%22%3Cb%3E%22", "q={|}[\\]^`'~", "&&==??"] {
            assert_eq!(query(valid), valid);
        }
    }

    #[test]
    fn characters_invalid_in_a_query_are_encoded() {
        assert_eq!(query("q=\"<b>\" #1"), "q=%22%3Cb%3E%22%20%231");
        assert_eq!(query("q=Côté\u{7f}"), "q=C%C3%B4t%C3%A9%7F");
    }
}
