//! Programs: they post complete applications, and repeat them under the same key.

use super::book::{Post, Reported};
use super::client::{Client, TURN};
use super::marks;
use fastrand::Rng;
use reqwest::StatusCode;
use serde_json::Value;

impl Client {
    /// Posts an application: a new one, an earlier one, or another under a used key.
    pub async fn send_application(&self, random: &mut Rng) {
        let mark = self.mark("organization");
        let before = random.choice(self.state.book.posts()).filter(|_| random.bool());
        let (key, mark) = match before {
            Some(Post { key: Some(key), mark, .. }) if random.u8(0..8) > 0 => (Some(key), mark),
            Some(Post { key: Some(key), .. }) => (Some(key), mark),
            _ => ((random.u8(0..5) > 0).then(|| format!("key-{mark}")), mark),
        };
        let waits = random.u8(0..100) >= 4;
        self.post_application(key, mark, waits).await;
    }

    /// Posts an application and records the outcome.
    pub async fn post_application(&self, key: Option<String>, mark: String, waits: bool) -> Reported {
        let turn = self.turn();
        let header = format!("{} {}", turn.who, turn.number);
        let mut headers = vec![(TURN, header.as_str())];
        headers.extend(key.as_deref().map(|key| ("idempotency-key", key)));
        let page = self.state.visitor.post_json(marks::application(&mark), &headers).await;
        let received = waits && page.status == StatusCode::CREATED;
        let receipt = received.then(|| {
            let (body, location): (Value, _) = (page.json(), page.header("location").rsplit('/').next().unwrap());
            (location.to_owned(), body["reference"].as_str().unwrap().to_owned())
        });
        let reported = match page.status {
            StatusCode::CREATED if waits => Reported::Done,
            // The key was used with another body.
            StatusCode::UNPROCESSABLE_ENTITY if key.is_some() => {
                if self.state.chance.is_late(turn) {
                    Reported::Unknown
                } else {
                    Reported::Refused
                }
            }
            status => {
                assert!(status == StatusCode::CREATED || status.is_server_error(), "{status} {}", page.body);
                Reported::Unknown
            }
        };
        self.state.book.post(Post { key, mark, reported, receipt });
        reported
    }
}
