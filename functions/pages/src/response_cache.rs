//! Caches responses as JSON for API Gateway: rendering a list takes thirty times as many instructions as a lookup.
//!
//! Requests with visitor input are not cached, nor are paths without a page, which may be mistyped application links.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use shared::gateway::GatewayResponse;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The capacity, in bytes. A full cache is cleared, because rendering is fast.
const CAPACITY: usize = 1 << 20;
/// The largest cached response, in bytes: a long page fits, a picture does not.
const LARGEST: usize = CAPACITY / 8;
/// The longest request header of a cached response, in bytes. Browsers send shorter ones.
const LONGEST_HEADER: usize = 100;

/// The parts of a request on which the response depends, apart from the time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey {
    path: String,
    domain: String,
    accept_encoding: String,
    if_none_match: String,
}

impl CacheKey {
    /// Returns the key of a request whose response may be cached.
    pub(crate) fn of(request: &ApiGatewayV2httpRequest) -> Option<Self> {
        let has_query = request.raw_query_string.as_ref().is_some_and(|query| !query.is_empty());
        if has_query || request.request_context.http.method != Method::GET {
            return None;
        }
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let header = |name: HeaderName| {
            let values: Result<Vec<_>, _> = request.headers.get_all(name).iter().map(HeaderValue::to_str).collect();
            values.ok().map(|values| values.join(",")).filter(|value| value.len() <= LONGEST_HEADER)
        };
        Some(Self {
            path: text(&request.raw_path),
            domain: text(&request.request_context.domain_name),
            accept_encoding: header(header::ACCEPT_ENCODING)?,
            if_none_match: header(header::IF_NONE_MATCH)?,
        })
    }

    const fn size(&self) -> usize {
        self.path.len() + self.domain.len() + self.accept_encoding.len() + self.if_none_match.len()
    }
}

/// Returns whether a response with this status may be cached.
pub(crate) fn is_cacheable(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::MOVED_PERMANENTLY)
}

/// Responses by request.
#[derive(Default)]
pub(crate) struct ResponseCache(Mutex<Generation>);

/// Responses that go stale at the same time.
#[derive(Default)]
struct Generation {
    /// When the responses go stale, in Unix seconds. This also determines when they became fresh, so the clock may go
    /// back.
    fresh_until: i64,
    responses: HashMap<CacheKey, GatewayResponse>,
    bytes: usize,
}

impl ResponseCache {
    /// Returns the cached response to a request, if it is fresh until `fresh_until`.
    pub(crate) fn get(&self, key: &CacheKey, fresh_until: i64) -> Option<GatewayResponse> {
        let cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cached.responses.get(key).filter(|_| cached.fresh_until == fresh_until).cloned()
    }

    /// Caches a response that is fresh until `fresh_until`.
    pub(crate) fn put(&self, key: CacheKey, response: GatewayResponse, fresh_until: i64) {
        let bytes = size_of::<(CacheKey, GatewayResponse)>() + key.size() + response.json().len();
        if bytes > LARGEST {
            return;
        }
        let mut cached = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cached.fresh_until != fresh_until || cached.bytes + bytes > CAPACITY {
            *cached = Generation { fresh_until, ..Generation::default() };
        }
        // A replaced response has the same length: key and time are the same.
        if cached.responses.insert(key, response).is_none() {
            cached.bytes += bytes;
        }
    }
}

// Requests must not reach the log.
impl fmt::Debug for ResponseCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseCache").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Pages, TEMPLATE_SOURCES};
    use lambda_http::{Body, Context, LambdaEvent, Response};
    use serde_json::{Value, json};
    use shared::clock::Clock;
    use shared::env::SiteOrigin;
    use shared::gateway;
    use shared::timestamp::Timestamp;
    use std::future::{Future, ready};
    use std::sync::atomic::{AtomicI64, Ordering};

    /// Returns the sample event with these changes.
    fn event(changes: &[(&str, Value)]) -> Value {
        let mut event: Value = serde_json::from_str(include_str!("../../../infra/events/get-page.json")).unwrap();
        for (pointer, value) in changes {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            event.pointer_mut(parent).unwrap()[name] = value.clone();
        }
        event
    }

    fn key_of(changes: &[(&str, Value)]) -> Option<CacheKey> {
        CacheKey::of(&serde_json::from_value(event(changes)).unwrap())
    }

    fn key(path: &str) -> CacheKey {
        key_of(&[("/rawPath", json!(path))]).unwrap()
    }

    fn wait<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
    }

    /// Returns a response with a body of this many bytes.
    fn response(bytes: usize) -> GatewayResponse {
        let event = LambdaEvent::new(serde_json::from_value(event(&[])).unwrap(), Context::default());
        wait(gateway::respond(event, |_| ready(Response::new(Body::Text("a".repeat(bytes)))))).unwrap()
    }

    #[test]
    fn a_response_is_cached_until_it_goes_stale() {
        let cache = ResponseCache::default();
        cache.put(key("/a"), response(10), 100);
        cache.put(key("/b"), response(20), 100);
        assert_eq!(cache.get(&key("/a"), 100).unwrap().json(), response(10).json());
        assert_eq!(cache.get(&key("/b"), 100).unwrap().json(), response(20).json());
        assert!(cache.get(&key("/c"), 100).is_none());
        assert!(cache.get(&key("/a"), 200).is_none());
        cache.put(key("/b"), response(10), 200);
        assert!(cache.get(&key("/a"), 100).is_none(), "a stale response takes no room");
    }

    #[test]
    fn the_cache_does_not_outgrow_its_capacity() {
        let (cache, half) = (ResponseCache::default(), response(LARGEST / 2));
        for number in 0..100 {
            cache.put(key(&format!("/{number}")), half.clone(), 100);
            let number = (0..100).filter(|number| cache.get(&key(&format!("/{number}")), 100).is_some()).count();
            assert!((1..16).contains(&number), "{number}");
        }
        let long = key(&"a".repeat(LARGEST));
        cache.put(long.clone(), half, 100);
        cache.put(key("/b"), response(LARGEST), 100);
        assert!(cache.get(&long, 100).is_none() && cache.get(&key("/b"), 100).is_none());
        assert!(cache.get(&key("/99"), 100).is_some(), "a response that is too large replaces nothing");
    }

    #[test]
    fn the_key_covers_everything_that_affects_the_response() {
        for (pointer, other) in [
            ("/rawPath", json!("/other")),
            ("/requestContext/domainName", json!("www.example.org")),
            ("/headers/accept-encoding", json!("br")),
            ("/headers/if-none-match", json!("\"a\"")),
        ] {
            let other = key_of(&[(pointer, other)]);
            assert!(other.is_some() && other != key_of(&[]), "{pointer}");
        }
        assert!(key_of(&[("/headers/user-agent", json!("Lynx"))]) == key_of(&[]));
    }

    #[test]
    fn requests_with_input_or_odd_headers_are_not_cached() {
        for (pointer, other) in [
            ("/rawQueryString", json!("q=trials")),
            ("/requestContext/http/method", json!("HEAD")),
            ("/requestContext/http/method", json!("POST")),
            ("/headers/if-none-match", json!("a".repeat(LONGEST_HEADER + 1))),
            ("/headers/accept-encoding", json!("é")),
        ] {
            assert!(key_of(&[(pointer, other.clone())]).is_none(), "{pointer}: {other}");
        }
    }

    /// Returns a handler of the tests' own site, and its clock.
    fn pages() -> (Pages, std::sync::Arc<AtomicI64>) {
        let time = std::sync::Arc::new(AtomicI64::new(1_795_000_000));
        let shared_time = std::sync::Arc::clone(&time);
        let clock = Clock::new(move || Timestamp::from_unix(shared_time.load(Ordering::SeqCst)));
        let site = site::compile(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/site").as_ref()).unwrap();
        (
            Pages::new(
                &site.site,
                site.render(site.templates(TEMPLATE_SOURCES).unwrap()).unwrap(),
                SiteOrigin::default(),
                clock,
            ),
            time,
        )
    }

    fn invoke(pages: &Pages, changes: &[(&str, Value)]) -> GatewayResponse {
        let event = serde_json::from_value(event(changes)).unwrap();
        wait(pages.invoke(LambdaEvent::new(event, Context::default()))).unwrap()
    }

    /// Returns whether two responses share memory.
    fn is_same(one: &GatewayResponse, other: &GatewayResponse) -> bool {
        std::ptr::eq(one.json(), other.json())
    }

    #[test]
    fn a_page_is_rendered_once_a_day() {
        let (pages, time) = pages();
        for path in ["/", "/about", "/letters", "/news/feed.xml", "/sitemap.xml", "/about/"] {
            let send = || invoke(&pages, &[("/rawPath", json!(path))]);
            let first = send();
            assert!(is_same(&send(), &first), "{path}");
            time.fetch_add(86_400, Ordering::SeqCst);
            assert!(!is_same(&send(), &first), "{path}");
        }
    }

    #[test]
    fn missing_pages_and_private_links_are_not_cached() {
        let (pages, _) = pages();
        for (status, path) in [
            (404, "/nothing"),
            (404, "/join/0123456789abcdefghjkmnpqrs-"),
            (404, "/assets/nothing.css"),
            (308, "/join/0123456789abcdefghjkmnpqrs/"),
        ] {
            let send = || invoke(&pages, &[("/rawPath", json!(path))]);
            assert!(send().json().starts_with(&format!("{{\"statusCode\":{status},")), "{path}");
            assert!(!is_same(&send(), &send()), "{path}");
        }
    }

    #[test]
    fn each_domain_has_its_own_sitemap() {
        let (pages, _) = pages();
        for domain in ["one.example", "other.example", "one.example"] {
            let plain = ("/headers/accept-encoding", json!("identity"));
            let path = ("/rawPath", json!("/sitemap.xml"));
            let response = invoke(&pages, &[("/requestContext/domainName", json!(domain)), plain, path]);
            let mut others = ["one.example", "other.example"].into_iter().filter(|other| *other != domain);
            assert!(response.json().contains(&format!("https://{domain}/about")));
            assert!(others.all(|other| !response.json().contains(other)));
        }
    }
}
