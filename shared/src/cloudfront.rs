//! CloudFront in front of the API, which knows only CloudFront's addresses.
//!
//! CloudFront proves itself with a secret header. Requests without it come around CloudFront, and around its firewall.

use crate::env::CloudFront;
use crate::gateway::{self, GatewayResponse};
use lambda_http::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use lambda_http::request::LambdaRequest;
use lambda_http::{Body, Error, LambdaEvent, Response};
use std::future::{Future, ready};
use std::net::IpAddr;

/// The header with the secret, as in `infra/template.yaml`.
const PROOF: HeaderName = HeaderName::from_static("x-origin-verify");

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Handles an event with `handler`, but refuses a request that came around CloudFront if that is the only way in. The
/// source of a request through CloudFront becomes the visitor's address.
///
/// # Errors
/// As the handler, and when the refusal can't be written as JSON.
pub async fn respond<Responding>(
    cloudfront: &CloudFront,
    mut event: LambdaEvent<LambdaRequest>,
    handler: impl FnOnce(LambdaEvent<LambdaRequest>) -> Responding,
) -> Result<GatewayResponse, Error>
where
    Responding: Future<Output = Result<GatewayResponse, Error>>,
{
    if admit(cloudfront, &mut event.payload) {
        handler(event).await
    } else {
        gateway::respond(event, |_| ready(refusal())).await
    }
}

/// Returns whether a request may be handled, and sets its source.
fn admit(cloudfront: &CloudFront, payload: &mut LambdaRequest) -> bool {
    let (Some(secret), LambdaRequest::ApiGatewayV2(request)) = (&cloudfront.secret, payload) else { return true };
    let proof = request.headers.remove(PROOF);
    if !proof.is_some_and(|proof| is_equal(proof.as_bytes(), secret.as_bytes())) {
        return !cloudfront.is_only_way;
    }
    let source = &mut request.request_context.http.source_ip;
    let edge = source.as_deref().and_then(|address| address.parse().ok());
    if let Some(visitor) = visitor(&request.headers, edge) {
        *source = Some(visitor.to_string());
    }
    true
}

/// Returns the visitor's address from `X-Forwarded-For`. A visitor may send this header; CloudFront [appends the address
/// that it sees](https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/RequestAndResponseBehaviorCustomOrigin.html#RequestCustomIPAddresses),
/// and API Gateway the `edge` that it sees.
fn visitor(headers: &HeaderMap, edge: Option<IpAddr>) -> Option<IpAddr> {
    let values = headers.get_all(FORWARDED_FOR).iter().rev().filter_map(|value| value.to_str().ok());
    let mut addresses = values.flat_map(|value| value.rsplit(',')).map(|address| address.trim().parse().ok());
    let last = addresses.next()?;
    if last == edge { addresses.next()? } else { last }
}

/// Compares without telling by its time how much is equal.
fn is_equal(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len()
        && one.iter().zip(other).fold(0, |differences, (one, other)| differences | (one ^ other)) == 0
}

fn refusal() -> Response<Body> {
    let mut response = Response::new(Body::Text("Forbidden\n".to_owned()));
    *response.status_mut() = StatusCode::FORBIDDEN;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request;
    use lambda_http::{Context, Request};
    use serde_json::{Value, json};

    /// An edge of CloudFront, which API Gateway sees.
    const EDGE: &str = "203.0.113.5";

    fn cloudfront(is_only_way: bool) -> CloudFront {
        CloudFront { secret: Some("hush".to_owned()), is_only_way }
    }

    /// Returns the status and the source that a handler sees, of a request with these headers.
    fn handle(cloudfront: &CloudFront, headers: &[(&str, &str)]) -> (u64, String) {
        let mut event: Value = serde_json::from_str(include_str!("../../infra/events/get-page.json")).unwrap();
        event["requestContext"]["http"]["sourceIp"] = EDGE.into();
        for (name, value) in headers {
            event["headers"][*name] = (*value).into();
        }
        let event = LambdaEvent::new(serde_json::from_value(event).unwrap(), Context::default());
        let seen = |request: Request| {
            assert!(!request.headers().contains_key(PROOF) || cloudfront.secret.is_none());
            ready(Response::new(Body::Text(request::source(&request))))
        };
        let responding = respond(cloudfront, event, |event| gateway::respond(event, seen));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let response: Value = serde_json::from_str(runtime.block_on(responding).unwrap().json()).unwrap();
        let status = response["statusCode"].as_u64().unwrap();
        assert_eq!(response["headers"]["x-content-type-options"], json!("nosniff"));
        (status, response["body"].as_str().unwrap().to_owned())
    }

    #[test]
    fn without_cloudfront_no_header_changes_the_source() {
        let forged = [("x-origin-verify", "hush"), ("x-forwarded-for", "198.51.100.1, 203.0.113.5")];
        assert_eq!(handle(&CloudFront::default(), &forged), (200, EDGE.to_owned()));
    }

    #[test]
    fn through_cloudfront_the_source_is_the_visitor_and_cannot_be_forged() {
        for (forwarded, source) in [
            ("198.51.100.1, 203.0.113.5", "198.51.100.1"),
            ("192.0.2.66, 198.51.100.1, 203.0.113.5", "198.51.100.1"),
            ("unknown,198.51.100.1,203.0.113.5", "198.51.100.1"),
            ("2001:db8:1:2::3, 203.0.113.5", "2001:db8:1:2::/64"),
            // As if API Gateway did not add what it sees.
            ("192.0.2.66, 198.51.100.1", "198.51.100.1"),
            // CloudFront always adds an address; without one, the edge is all that is known.
            ("192.0.2.66, nonsense, 203.0.113.5", EDGE),
            ("203.0.113.5", EDGE),
            ("", EDGE),
        ] {
            for is_only_way in [false, true] {
                let headers = [("x-origin-verify", "hush"), ("x-forwarded-for", forwarded)];
                assert_eq!(handle(&cloudfront(is_only_way), &headers), (200, source.to_owned()), "{forwarded}");
            }
        }
    }

    #[test]
    fn around_cloudfront_requests_are_refused_if_it_is_the_only_way() {
        for proof in [None, Some(""), Some("hus"), Some("hush "), Some("hushh"), Some("HUSH")] {
            let proof = proof.map(|proof| ("x-origin-verify", proof));
            let forged = [("x-forwarded-for", "198.51.100.1, 203.0.113.5")];
            let headers: Vec<_> = forged.into_iter().chain(proof).collect();
            assert_eq!(handle(&cloudfront(true), &headers), (403, "Forbidden\n".to_owned()), "{proof:?}");
            assert_eq!(handle(&cloudfront(false), &headers), (200, EDGE.to_owned()), "{proof:?}");
        }
    }
}
