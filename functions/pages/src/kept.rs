//! Answers that are given again as they were: as the JSON that API Gateway is handed, for writing that takes longer than
//! putting a page together.
//!
//! Nothing that a visitor typed is kept, and no address at which there is nothing: it may be somebody's application, with a
//! letter too many.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use shared::gateway::GatewayResponse;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

/// The most that is kept, in bytes. When it is full, all of it goes: pages are made quickly.
const ROOM: usize = 1 << 20;
/// The most that one answer may take, in bytes: a long page, but no picture.
const LONGEST: usize = ROOM / 8;
/// The longest header that is looked at, in bytes. Browsers send less.
const LONGEST_HEADER: usize = 100;

/// All that an answer depends on, but for the time.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    path: String,
    domain: String,
    codings: String,
    known: String,
}

impl Asked {
    /// What is asked for, if the answer may be kept.
    pub(crate) fn read(request: &ApiGatewayV2httpRequest) -> Option<Self> {
        let typed = request.raw_query_string.as_ref().is_some_and(|query| !query.is_empty());
        if typed || request.request_context.http.method != Method::GET {
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
            codings: header(header::ACCEPT_ENCODING)?,
            known: header(header::IF_NONE_MATCH)?,
        })
    }

    const fn bytes(&self) -> usize {
        self.path.len() + self.domain.len() + self.codings.len() + self.known.len()
    }
}

/// Whether such an answer says that there is something, and so may be kept.
pub(crate) fn is_found(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::MOVED_PERMANENTLY)
}

/// The answers that are kept.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Window>);

/// Those of one stretch of time.
#[derive(Default)]
struct Window {
    /// Until when all of them hold, in seconds since 1970. That also says from when on, so that a clock may be set back.
    until: i64,
    answers: HashMap<Asked, GatewayResponse>,
    bytes: usize,
}

impl Kept {
    /// The answer to what is asked, if one is kept that holds until then.
    pub(crate) fn get(&self, asked: &Asked, until: i64) -> Option<GatewayResponse> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(asked).filter(|_| kept.until == until).cloned()
    }

    /// Keeps an answer that holds until then.
    pub(crate) fn put(&self, asked: Asked, answer: GatewayResponse, until: i64) {
        let bytes = size_of::<(Asked, GatewayResponse)>() + asked.bytes() + answer.json().len();
        if bytes > LONGEST {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.until != until || kept.bytes + bytes > ROOM {
            *kept = Window { until, ..Window::default() };
        }
        // Where one replaces another, it is as long: what is asked is the same, and so is the time.
        if kept.answers.insert(asked, answer).is_none() {
            kept.bytes += bytes;
        }
    }
}

// Who asked for what is in no log.
impl fmt::Debug for Kept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Content, Pages};
    use lambda_http::{Body, Context, LambdaEvent, Response};
    use serde_json::{Value, json};
    use shared::clock::Clock;
    use shared::env::SiteOrigin;
    use shared::gateway;
    use shared::site::Site;
    use shared::timestamp::Timestamp;
    use std::future::{Future, ready};
    use std::sync::atomic::{AtomicI64, Ordering};

    /// A sample event with other values.
    fn event(changes: &[(&str, Value)]) -> Value {
        let mut event: Value = serde_json::from_str(include_str!("../../../infra/events/get-page.json")).unwrap();
        for (pointer, value) in changes {
            let (parent, name) = pointer.rsplit_once('/').unwrap();
            event.pointer_mut(parent).unwrap()[name] = value.clone();
        }
        event
    }

    fn read(changes: &[(&str, Value)]) -> Option<Asked> {
        Asked::read(&serde_json::from_value(event(changes)).unwrap())
    }

    fn asked(path: &str) -> Asked {
        read(&[("/rawPath", json!(path))]).unwrap()
    }

    fn wait<T>(work: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
    }

    /// An answer with a body of so many bytes.
    fn answer(bytes: usize) -> GatewayResponse {
        let event = LambdaEvent::new(serde_json::from_value(event(&[])).unwrap(), Context::default());
        wait(gateway::respond(event, |_| ready(Response::new(Body::Text("a".repeat(bytes)))))).unwrap()
    }

    #[test]
    fn an_answer_is_given_again_for_as_long_as_it_holds() {
        let kept = Kept::default();
        kept.put(asked("/a"), answer(10), 100);
        kept.put(asked("/b"), answer(20), 100);
        assert_eq!(kept.get(&asked("/a"), 100).unwrap().json(), answer(10).json());
        assert_eq!(kept.get(&asked("/b"), 100).unwrap().json(), answer(20).json());
        assert!(kept.get(&asked("/c"), 100).is_none());
        assert!(kept.get(&asked("/a"), 200).is_none());
        kept.put(asked("/b"), answer(10), 200);
        assert!(kept.get(&asked("/a"), 100).is_none(), "it would take room for nothing");
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let (kept, answer) = (Kept::default(), answer(LONGEST / 2));
        for number in 0..100 {
            kept.put(asked(&format!("/{number}")), answer.clone(), 100);
            let number = (0..100).filter(|number| kept.get(&asked(&format!("/{number}")), 100).is_some()).count();
            assert!((1..16).contains(&number), "{number}");
        }
        let long = asked(&"a".repeat(LONGEST));
        kept.put(long.clone(), answer, 100);
        kept.put(asked("/b"), self::answer(LONGEST), 100);
        assert!(kept.get(&long, 100).is_none() && kept.get(&asked("/b"), 100).is_none());
        assert!(kept.get(&asked("/99"), 100).is_some(), "what can't be kept throws nothing away");
    }

    #[test]
    fn only_those_who_ask_for_the_same_get_the_same() {
        for (pointer, other) in [
            ("/rawPath", json!("/")),
            ("/requestContext/domainName", json!("www.example.org")),
            ("/headers/accept-encoding", json!("br")),
            ("/headers/if-none-match", json!("\"a\"")),
        ] {
            let other = read(&[(pointer, other)]);
            assert!(other.is_some() && other != read(&[]), "{pointer}");
        }
        assert!(read(&[("/headers/user-agent", json!("Lynx"))]) == read(&[]));
    }

    #[test]
    fn nothing_is_kept_of_what_somebody_typed_or_sent_to_fill_it() {
        for (pointer, other) in [
            ("/rawQueryString", json!("q=trials")),
            ("/requestContext/http/method", json!("HEAD")),
            ("/requestContext/http/method", json!("POST")),
            ("/headers/if-none-match", json!("a".repeat(LONGEST_HEADER + 1))),
            ("/headers/accept-encoding", json!("é")),
        ] {
            assert!(read(&[(pointer, other.clone())]).is_none(), "{pointer}: {other}");
        }
    }

    /// Pages, and their clock.
    fn pages() -> (Pages, std::sync::Arc<AtomicI64>) {
        let time = std::sync::Arc::new(AtomicI64::new(1_795_000_000));
        let hands = std::sync::Arc::clone(&time);
        let clock = Clock::new(move || Timestamp::from_unix(hands.load(Ordering::SeqCst)));
        (Pages::new(&Site::embedded().unwrap(), Content::embedded(), SiteOrigin::default(), clock), time)
    }

    fn invoke(pages: &Pages, changes: &[(&str, Value)]) -> GatewayResponse {
        let event = serde_json::from_value(event(changes)).unwrap();
        wait(pages.invoke(LambdaEvent::new(event, Context::default()))).unwrap()
    }

    /// Whether it is the very same answer, and not one that is made like it.
    fn is_same(one: &GatewayResponse, other: &GatewayResponse) -> bool {
        std::ptr::eq(one.json(), other.json())
    }

    #[test]
    fn a_page_is_made_once_a_day() {
        let (pages, time) = pages();
        for path in ["/", "/our-mission", "/comment-letters", "/news/feed.xml", "/sitemap.xml", "/our-mission/"] {
            let ask = || invoke(&pages, &[("/rawPath", json!(path))]);
            let first = ask();
            assert!(is_same(&ask(), &first), "{path}");
            time.fetch_add(86_400, Ordering::SeqCst);
            assert!(!is_same(&ask(), &first), "{path}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_kept() {
        let (pages, _) = pages();
        for path in ["/nothing", "/join/0123456789abcdefghjkmnpqrs-", "/assets/nothing.css"] {
            let ask = || invoke(&pages, &[("/rawPath", json!(path))]);
            assert!(ask().json().starts_with("{\"statusCode\":404,"), "{path}");
            assert!(!is_same(&ask(), &ask()), "{path}");
        }
    }

    #[test]
    fn a_private_link_is_not_kept() {
        let (pages, _) = pages();
        let ask = || invoke(&pages, &[("/rawPath", json!("/join/0123456789abcdefghjkmnpqrs/"))]);
        assert!(ask().json().starts_with("{\"statusCode\":308,"), "{}", ask().json());
        assert!(!is_same(&ask(), &ask()));
    }

    #[test]
    fn each_domain_has_pages_of_its_own() {
        let (pages, _) = pages();
        for domain in ["one.example", "other.example", "one.example"] {
            let plain = ("/headers/accept-encoding", json!("identity"));
            let answer = invoke(&pages, &[("/requestContext/domainName", json!(domain)), plain]);
            let others = ["one.example", "other.example"].into_iter().filter(|other| *other != domain);
            assert!(answer.json().contains(&format!("https://{domain}/our-mission")));
            assert!(others.into_iter().all(|other| !answer.json().contains(other)));
        }
    }
}
