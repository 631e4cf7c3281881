//! Answers that are given again as they were: as the JSON that API Gateway is handed, for writing that takes longer than
//! finding the page.
//!
//! They are kept for as long as they hold, and while there is room.

use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequest;
use lambda_http::http::{HeaderName, HeaderValue, Method, header};
use shared::gateway::Answer;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The most that is kept, in bytes of JSON. When it is full, all of it goes: whoever asks for one address after the other
/// costs others a few microseconds, and no more.
const ROOM: usize = 1 << 20;

/// All that an answer depends on, but for the time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    path: String,
    query: String,
    domain: String,
    codings: String,
    known: String,
}

impl Asked {
    /// What is asked for, if the answer may be one that is kept.
    pub(crate) fn read(request: &ApiGatewayV2httpRequest) -> Option<Self> {
        if request.request_context.http.method != Method::GET {
            return None;
        }
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let header = |name: HeaderName| {
            let values: Result<Vec<_>, _> = request.headers.get_all(name).iter().map(HeaderValue::to_str).collect();
            values.ok().map(|values| values.join(","))
        };
        Some(Self {
            path: text(&request.raw_path),
            query: text(&request.raw_query_string),
            domain: text(&request.request_context.domain_name),
            codings: header(header::ACCEPT_ENCODING)?,
            known: header(header::IF_NONE_MATCH)?,
        })
    }
}

/// The answers that are kept.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<Answers>);

#[derive(Debug, Default)]
struct Answers {
    /// Until when all of them hold, in seconds since 1970. That also says from when on, so that a clock may be set back.
    until: i64,
    answers: HashMap<Asked, Answer>,
    bytes: usize,
}

impl Kept {
    /// The answer to what is asked, if one is kept that holds until then.
    pub(crate) fn get(&self, asked: &Asked, until: i64) -> Option<Answer> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(asked).filter(|_| kept.until == until).cloned()
    }

    /// Keeps an answer that holds until then.
    pub(crate) fn put(&self, asked: Asked, answer: Answer, until: i64) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let bytes = answer.json().len();
        if kept.until != until || kept.bytes + bytes > ROOM {
            *kept = Answers { until, ..Answers::default() };
        }
        if bytes <= ROOM && kept.answers.insert(asked, answer).is_none() {
            kept.bytes += bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lambda_http::{Body, Context, LambdaEvent, Response};
    use shared::gateway;
    use std::future::ready;

    const EVENT: &str = include_str!("../../../infra/events/get-page.json");

    fn asked(path: &str) -> Asked {
        Asked::read(&serde_json::from_str(&EVENT.replace("/our-mission", path)).unwrap()).unwrap()
    }

    /// An answer with a body of so many bytes.
    fn answer(bytes: usize) -> Answer {
        let event = LambdaEvent::new(serde_json::from_str(EVENT).unwrap(), Context::default());
        let answer = gateway::answer(event, |_| ready(Response::new(Body::Text("a".repeat(bytes)))));
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(answer).unwrap()
    }

    #[test]
    fn an_answer_is_given_again_for_as_long_as_it_holds() {
        let kept = Kept::default();
        kept.put(asked("/a"), answer(10), 100);
        assert!(kept.get(&asked("/a"), 100).is_some());
        assert!(kept.get(&asked("/b"), 100).is_none());
        assert!(kept.get(&asked("/a"), 200).is_none());
        kept.put(asked("/b"), answer(10), 200);
        assert!(kept.get(&asked("/a"), 100).is_none(), "it would take room for nothing");
    }

    #[test]
    fn no_more_is_kept_than_there_is_room_for() {
        let kept = Kept::default();
        kept.put(asked("/a"), answer(ROOM - 1000), 100);
        kept.put(asked("/a"), answer(ROOM - 1000), 100);
        assert!(kept.get(&asked("/a"), 100).is_some());
        kept.put(asked("/b"), answer(1000), 100);
        assert!(kept.get(&asked("/a"), 100).is_none() && kept.get(&asked("/b"), 100).is_some());
        kept.put(asked("/c"), answer(ROOM), 100);
        assert!(kept.get(&asked("/c"), 100).is_none());
    }

    #[test]
    fn only_what_is_read_is_kept_and_for_those_who_ask_for_the_same() {
        let read = |from: &str, to: &str| {
            assert!(EVENT.contains(from), "{from}");
            Asked::read(&serde_json::from_str(&EVENT.replace(from, to)).unwrap())
        };
        assert_eq!(read("\"GET\"", "\"HEAD\""), None);
        let one = read("\"GET\"", "\"GET\"");
        let domain = "\"domainName\": \"a1b2c3d4e5.";
        for (from, to) in [
            ("\"rawPath\": \"/our-mission\"", "\"rawPath\": \"/\""),
            ("\"rawQueryString\": \"\"", "\"rawQueryString\": \"a\""),
            (domain, "\"domainName\": \"www."),
            ("gzip, deflate, br", "br"),
            ("\"accept\":", "\"if-none-match\": \"a\", \"accept\":"),
        ] {
            assert!(read(from, to).is_some() && read(from, to) != one, "{to}");
        }
        assert_eq!(read("Mozilla", "Lynx"), one);
    }
}
