use std::fs::{self, File};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use axum::http::{Method, Request};
use lambda_http::tower::ServiceExt;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::*;
use crate::{Data, Options};

const PLAIN: &str = "From: ACRO <membership@acro.example>\r\nTo: ada@example.com\r\nReply-To: staff@acro.example\r\n\
    Subject: First\r\nDate: Tue, 24 Nov 2026 11:30:00 +0200\r\n\r\nThank you.\r\n";

const HOSTILE: &str = "From: a@example.com\r\nTo: \"<i>\" <b@example.com>\r\n\
    Subject: </title><script>alert('1')</script>\x07 \"&amp;\r\n\
    X-Header: <b onclick='x'>\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=one\r\n\r\n\
    --one\r\nContent-Type: text/plain\r\n\r\n</pre><script>alert(2)</script>\r\n\
    --one\r\nContent-Type: text/html\r\n\r\n\
    \"><script>alert(3)</script><img src=\"https://tracker.example/pixel\">\r\n--one--\r\n";

/// An outbox and its data.
struct Setting {
    outbox: Router,
    data: TempDir,
}

impl Setting {
    fn new() -> Self {
        let data = tempfile::tempdir().unwrap();
        let options = Options { data: Data::Directory(data.path().to_owned()), ..Options::default() };
        Self { outbox: router(&Directory::open(&options).unwrap()), data }
    }

    /// Adds a message named by this digit 32 times, written at the start of 1970.
    fn with(self, digit: char, message: impl AsRef<[u8]>) -> Self {
        self.with_written_at(digit, 0, message)
    }

    /// Adds a message written this many seconds after the start of 1970.
    fn with_written_at(self, digit: char, seconds: u64, message: impl AsRef<[u8]>) -> Self {
        let path = self.path(&format!("outbox/{}.eml", name(digit)));
        fs::write(&path, message).unwrap();
        let written = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        File::options().append(true).open(path).unwrap().set_modified(written).unwrap();
        self
    }

    fn path(&self, path: &str) -> PathBuf {
        self.data.path().join(path)
    }

    async fn fetch(&self, method: Method, path: &str) -> Response<String> {
        let request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
        let (head, body) = self.outbox.clone().oneshot(request).await.unwrap().into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Response::from_parts(head, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn get(&self, path: &str) -> Response<String> {
        self.fetch(Method::GET, path).await
    }

    async fn page(&self, path: &str) -> String {
        let response = self.get(path).await;
        assert_eq!(response.status(), 200, "{path}");
        response.into_body()
    }
}

fn name(digit: char) -> String {
    digit.to_string().repeat(32)
}

fn message(digit: char) -> String {
    format!("{PATH}/{}", name(digit))
}

#[tokio::test]
async fn an_empty_outbox_says_that_nothing_leaves_the_machine() {
    let setting = Setting::new();
    let page = setting.page(PATH).await;
    assert!(page.contains("There are no messages yet.") && page.contains("Nothing leaves this machine."), "{page}");
    assert_eq!(setting.page("/_local/outbox.json").await, "[]");
}

#[tokio::test]
async fn the_list_has_the_newest_first_and_includes_malformed_files() {
    let dated = |subject, time| PLAIN.replace("First", subject).replace("11:30", time);
    let undated = dated("Second", "").replace("Date", "X-Date");
    let setting = Setting::new()
        .with('a', [0xff, 0xfe, 0x00])
        .with('b', dated("Third", "11:31"))
        .with_written_at('c', 1_795_512_630, undated) // 2026-11-24T09:30:30Z
        .with('d', PLAIN);
    fs::write(setting.path("outbox/notes.eml"), PLAIN).unwrap();
    fs::write(setting.path(&format!("outbox/.{}.eml", name('e'))), PLAIN).unwrap();
    fs::create_dir(setting.path(&format!("outbox/{}.eml", name('f')))).unwrap();

    let list: Value = serde_json::from_str(&setting.page("/_local/outbox.json").await).unwrap();
    let subjects: Vec<_> = list.as_array().unwrap().iter().map(|listed| listed["subject"].as_str()).collect();
    assert_eq!(subjects, [Some("Third"), Some("Second"), Some("First"), None]);
    let expected = json!({
        "name": name('d'),
        "date": "2026-11-24T09:30:00Z",
        "to": "ada@example.com",
        "from": "ACRO <membership@acro.example>",
        "reply_to": "staff@acro.example",
        "subject": "First",
    });
    assert_eq!(list[2], expected);

    let page = setting.page(PATH).await;
    for expected in ["ada@example.com", "2026-11-24 09:30:00 UTC", "Not a message", &name('a')] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    assert!(!page.contains("notes"));
}

#[tokio::test]
async fn a_message_has_a_page_and_its_parts_are_served_unchanged() {
    let setting = Setting::new().with('a', PLAIN);
    let page = setting.page(&message('a')).await;
    for expected in [
        "<h1 dir=\"auto\">First</h1>",
        "Thank you.",
        "Date: Tue, 24 Nov 2026 11:30:00 +0200",
        "Reply-To: staff@acro.example",
    ] {
        assert!(page.contains(expected), "{expected} in {page}");
    }
    assert!(!page.contains("<iframe"));
    let text = setting.get(&format!("{}/text", message('a'))).await;
    assert_eq!(text.body(), "Thank you.\r\n");
    assert_eq!(text.headers()["content-type"], "text/plain; charset=utf-8");
    assert_eq!(setting.get(&format!("{}/html", message('a'))).await.status(), 404);
    let file = setting.get(&format!("{}.eml", message('a'))).await;
    assert_eq!(file.body(), PLAIN);
    assert_eq!(file.headers()["content-type"], "message/rfc822");
    assert_eq!(file.headers()["content-disposition"], format!("attachment; filename=\"{}.eml\"", name('a')));
}

#[tokio::test]
async fn messages_are_escaped_in_pages() {
    let setting = Setting::new().with('a', HOSTILE);
    for path in [PATH.to_owned(), message('a')] {
        let page = setting.page(&path).await;
        for markup in ["<script", "<img", "<i>", "<b ", "\x07"] {
            assert!(!page.contains(markup), "{markup} in {page}");
        }
        assert!(page.contains("alert(&#39;1&#39;)") && page.contains("\u{fffd}"), "{page}");
    }
}

#[tokio::test]
async fn a_message_runs_no_script_and_loads_nothing() {
    let setting = Setting::new().with('a', HOSTILE);
    let page = setting.get(&message('a')).await;
    assert!(
        page.body().contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\" srcdoc=\""),
        "{}",
        page.body()
    );
    let html = setting.get(&format!("{}/html", message('a'))).await;
    assert!(html.body().contains("<script>alert(3)</script>"));
    for response in [&page, &html] {
        let policy = response.headers()["content-security-policy"].to_str().unwrap();
        let policy: Vec<_> = policy.split("; ").collect();
        assert!(policy.contains(&"default-src 'none'") && policy.contains(&"form-action 'none'"), "{policy:?}");
        let sources = policy.iter().filter(|rule| rule.contains("-src"));
        assert_eq!(sources.collect::<Vec<_>>(), [&"default-src 'none'", &"style-src 'unsafe-inline'"]);
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }
    let alone = html.headers()["content-security-policy"].to_str().unwrap();
    assert!(alone.ends_with("; sandbox allow-popups allow-popups-to-escape-sandbox"), "{alone}");
}

#[tokio::test]
async fn a_file_that_is_not_a_message_has_a_page_but_no_parts() {
    let garbage: Vec<u8> = (0..=255).collect();
    let backwards: Vec<u8> = (0..=255).rev().cycle().take(4096).collect();
    let setting = Setting::new().with('a', "").with('b', "Only words").with('c', garbage).with('d', backwards);
    let setting = setting.with('e', "\r\n\r\n").with('f', "X-Other: header\r\n\r\nbody");
    for digit in 'a'..='f' {
        let page = setting.page(&message(digit)).await;
        assert!(page.contains("Not a message") && page.contains("neither sender, recipient nor subject"), "{page}");
        for part in ["text", "html"] {
            assert_eq!(setting.get(&format!("{}/{part}", message(digit))).await.status(), 404);
        }
    }
    assert_eq!(setting.page(&format!("{}.eml", message('b'))).await, "Only words");
}

#[tokio::test]
async fn unknown_and_odd_names_are_not_found() {
    let setting = Setting::new().with('a', PLAIN);
    fs::write(setting.path("outside.eml"), PLAIN).unwrap();
    let known = message('a');
    let odd = [
        message('b'),
        format!("{PATH}/"),
        format!("{PATH}/.."),
        format!("{PATH}/../outside"),
        format!("{PATH}/../outside.eml"),
        format!("{PATH}/..%2foutside"),
        format!("{PATH}/{}", "g".repeat(32)),
        format!("{PATH}/{}", "a".repeat(31)),
        format!("{PATH}/{}", "ä".repeat(16)),
        format!("{known}/"),
        format!("{known}/other"),
        format!("{known}/text/"),
        format!("{known}.eml/text"),
        format!("{known}.txt"),
        "/_local/".to_owned(),
        "/_local/other".to_owned(),
        "/_local/outbox.jsonx".to_owned(),
    ];
    for path in odd {
        let response = setting.get(&path).await;
        assert_eq!(response.status(), 404, "{path}");
        assert!(response.body().contains("href=\"/_local/outbox\""), "{path}");
    }
}

#[tokio::test]
async fn only_get_and_head_are_allowed() {
    let setting = Setting::new().with('a', PLAIN);
    for path in [PATH, "/_local/outbox.json", &message('a')] {
        assert_eq!(setting.fetch(Method::HEAD, path).await.status(), 200);
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let response = setting.fetch(method, path).await;
            assert_eq!(response.status(), 405, "{path}");
            assert_eq!(response.headers()["allow"], "GET,HEAD", "{path}");
        }
    }
}

#[tokio::test]
async fn other_paths_do_not_reach_the_outbox() {
    let setting = Setting::new();
    for path in ["/", "/join", "/_local", "/_localoutbox", "/x/_local/outbox"] {
        let response = setting.get(path).await;
        assert!(response.status() == 404 && response.body().is_empty(), "{path}");
    }
}
