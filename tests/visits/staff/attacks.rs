//! Attacks on the sign-in: all get our page, and nobody is signed in.

use crate::support::staff::{Browser, SESSION};
use crate::support::time::Time;
use crate::support::{Page, Wiring, options};
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use local::issuer::{Behavior, Key};
use local::{Options, Stack};
use serde_json::{Value, json};
use shared::application::history::Hash;
use shared::clock::Clock;
use shared::env::Environment;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

/// A key that the issuer does not publish.
static FOREIGN: LazyLock<Key> = LazyLock::new(Key::generate);

/// Starts a stack whose issuer writes ID tokens with `mint`.
async fn start_minting(mint: impl Fn(Value) -> String + Send + Sync + 'static) -> Stack {
    let issuer_behavior = Behavior { mint: Arc::new(mint), ..Behavior::honest() };
    Stack::start(Options { issuer_behavior, ..options() }).await.unwrap()
}

fn assert_refused(browser: &Browser, page: &Page, what: &str) {
    assert_eq!(page.status, 400, "{what}");
    assert_eq!(page.title(), "You are not signed in", "{what}");
    assert!(!browser.cookies.lock().unwrap().contains_key(SESSION), "{what}");
}

fn encode(part: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(part.to_string())
}

/// Returns a token signed with HMAC, whose key is the issuer's public one in the form that its documents have.
fn confused(claims: &Value) -> String {
    let key = Key::of_process();
    let content = format!("{}.{}", encode(&json!({"alg": "HS256", "kid": key.id})), encode(claims));
    let mac = hmac(key.public_pem().as_bytes(), content.as_bytes());
    format!("{content}.{}", BASE64_URL_SAFE_NO_PAD.encode(mac))
}

/// Computes HMAC-SHA256 (RFC 2104), for a key longer than a block.
fn hmac(key: &[u8], content: &[u8]) -> Vec<u8> {
    let digest = |bytes: &[u8]| {
        let hash = Hash::of(bytes);
        let byte = |at: usize| u8::from_str_radix(&hash.as_str()[at..at + 2], 16).unwrap();
        (0..64).step_by(2).map(byte).collect::<Vec<_>>()
    };
    let mut block = digest(key);
    block.resize(64, 0);
    let with = |pad: u8| block.iter().map(|byte| byte ^ pad).collect::<Vec<_>>();
    digest(&[with(0x5c), digest(&[&with(0x36), content].concat())].concat())
}

#[tokio::test]
async fn an_id_token_with_a_wrong_claim_is_refused() {
    let changes: Arc<Mutex<Value>> = Arc::default();
    let shared = Arc::clone(&changes);
    let stack = start_minting(move |mut claims| {
        for (name, value) in shared.lock().unwrap().as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        Key::of_process().sign(&claims)
    })
    .await;
    let now = Clock::system().now().unix();
    for wrong in [
        json!({"aud": "other"}),
        json!({"aud": ["site", "other"]}),
        json!({"aud": []}),
        json!({"aud": null}),
        json!({"azp": "other"}),
        json!({"iss": "https://evil.example"}),
        json!({"iss": null}),
        json!({"iss": format!("{}/", stack.issuer_url())}),
        json!({"nonce": "other"}),
        json!({"nonce": null}),
        json!({"exp": now - 61}),
        json!({"exp": null}),
        json!({"iat": now + 120}),
        json!({"token_use": "access"}),
        json!({"auth_time": null}),
        json!({"auth_time": now - 13 * 60 * 60}),
        json!({"auth_time": now + 120}),
        json!({"sub": null}),
    ] {
        *changes.lock().unwrap() = wrong.clone();
        let browser = Browser::new(&stack);
        assert_refused(&browser, &browser.sign_in("administrator").await, &wrong.to_string());
    }
    for fine in [json!({"exp": now - 30}), json!({"iat": now + 30}), json!({"aud": ["site"]}), json!({"azp": "site"})] {
        *changes.lock().unwrap() = fine.clone();
        let signed_in = Browser::new(&stack).sign_in("administrator").await;
        assert_eq!(signed_in.status, 303, "{fine}");
    }
}

#[tokio::test]
async fn an_id_token_with_a_wrong_signature_is_refused() {
    type Mint = fn(&Value) -> String;
    let attacks: [(&str, Mint); 8] = [
        ("no algorithm", |claims| format!("{}.{}.", encode(&json!({"alg": "none"})), encode(claims))),
        ("no algorithm, signed", |claims| Key::of_process().sign_as(&json!({"alg": "none"}), claims)),
        ("key confusion", confused),
        ("HS256, signed with RS256", |claims| Key::of_process().sign_as(&json!({"alg": "HS256"}), claims)),
        ("another algorithm", |claims| Key::of_process().sign_as(&json!({"alg": "RS512"}), claims)),
        ("a foreign key", |claims| FOREIGN.sign(claims)),
        ("a foreign key with a known name", |claims| {
            FOREIGN.sign_as(&json!({"alg": "RS256", "kid": Key::of_process().id}), claims)
        }),
        ("a key in the token", |claims| {
            FOREIGN.sign_as(&json!({"alg": "RS256", "kid": FOREIGN.id, "jwk": FOREIGN.jwk()}), claims)
        }),
    ];
    let current: Arc<Mutex<Mint>> = Arc::new(Mutex::new(confused));
    let shared = Arc::clone(&current);
    let stack = start_minting(move |claims| {
        let mint = *shared.lock().unwrap();
        mint(&claims)
    })
    .await;
    for (what, mint) in attacks {
        *current.lock().unwrap() = mint;
        let browser = Browser::new(&stack);
        assert_refused(&browser, &browser.sign_in("administrator").await, what);
    }
    *current.lock().unwrap() = |claims| {
        let mut token = Key::of_process().sign(claims);
        token.replace_range(token.len() - 8.., "AAAAAAAA");
        token
    };
    let browser = Browser::new(&stack);
    assert_refused(&browser, &browser.sign_in("administrator").await, "a damaged signature");
}

#[tokio::test]
async fn a_response_counts_once_and_only_in_the_browser_that_asked() {
    let stack = Stack::start(options()).await.unwrap();
    let (browser, victim) = (Browser::new(&stack), Browser::new(&stack));
    // Sign-in CSRF: an attacker makes somebody use the attacker's response.
    let address = browser.begin("/staff/sign-in").await;
    let back = browser.choose(&address, "reviewer").await;
    assert_refused(&victim, &victim.get(&back).await, "a browser that asked for nothing");
    victim.begin("/staff/sign-in").await;
    assert_refused(&victim, &victim.get(&back).await, "a browser that asked for something else");
    // The attempts took nothing from the browser that asked.
    browser.get(&back).await.location();
    let other = Browser::new(&stack);
    *other.cookies.lock().unwrap() = browser.cookies.lock().unwrap().clone();
    other.cookies.lock().unwrap().remove(SESSION);
    assert_refused(&other, &other.get(&back).await, "a replayed response");
}

#[tokio::test]
async fn a_code_counts_once_and_only_for_its_own_sign_in() {
    let stack = Stack::start(options()).await.unwrap();
    let part = |path: &str, name: &str| {
        let query = path.split_once('?').unwrap().1;
        let pair = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")).map(str::to_owned));
        pair.unwrap()
    };
    let browser = Browser::new(&stack);
    let address = browser.begin("/staff/sign-in").await;
    let first = browser.choose(&address, "administrator").await;
    let address = browser.begin("/staff/sign-in").await;
    let second = browser.choose(&address, "reviewer").await;
    // The code of another sign-in, with this one's state: PKCE refuses it.
    let mixed = second.replace(&part(&second, "code"), &part(&first, "code"));
    assert_refused(&browser, &browser.get(&mixed).await, "an injected code");
    // That has used the code up.
    assert_refused(&browser, &browser.get(&first).await, "a replayed code");
}

#[tokio::test]
async fn a_malformed_response_is_refused() {
    let stack = Stack::start(options()).await.unwrap();
    let begin = || async {
        let browser = Browser::new(&stack);
        let address = browser.begin("/staff/sign-in").await;
        let back = browser.choose(&address, "reviewer").await;
        (browser, back)
    };
    let issuer = form_encoded(stack.issuer_url());
    for (what, change) in [
        (
            "no issuer",
            Box::new(|back: &str| back.replace(&format!("&iss={issuer}"), "")) as Box<dyn Fn(&str) -> String>,
        ),
        ("another issuer", Box::new(|back: &str| back.replace(&issuer, "https%3A%2F%2Fevil.example"))),
        ("a repeated state", Box::new(|back: &str| format!("{back}&state=a"))),
        ("a repeated code", Box::new(|back: &str| format!("{back}&code=a"))),
        ("an error", Box::new(|back: &str| format!("{back}&error=access_denied"))),
        ("no state", Box::new(|back: &str| back.replace("state=", "status="))),
        ("no code", Box::new(|back: &str| back.replace("code=", "cod="))),
        ("another state", Box::new(|back: &str| back.replace("state=", "state=0"))),
    ] {
        let (browser, back) = begin().await;
        let changed = change(&back);
        assert_ne!(changed, back, "{what}");
        assert_refused(&browser, &browser.get(&changed).await, what);
    }
    let (browser, back) = begin().await;
    browser.get(&back).await.location();
}

fn form_encoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}

#[tokio::test]
async fn a_return_address_never_leads_to_another_site() {
    let stack = Stack::start(options()).await.unwrap();
    for to in ["https://evil.example", "//evil.example", "/%5Cevil.example", "/staff%5C..%5C/evil.example", "/join", ""]
    {
        let browser = Browser::new(&stack);
        let address = browser.begin(&format!("/staff/sign-in?to={to}")).await;
        let back = browser.choose(&address, "reviewer").await;
        assert_eq!(browser.get(&back).await.location(), "/staff", "{to}");
    }
}

#[tokio::test]
async fn new_keys_are_read_at_most_once_a_minute() {
    let published = Arc::new(Mutex::new(vec![Key::of_process().jwk()]));
    let (keys, readings) = (Arc::clone(&published), Arc::new(AtomicU8::new(0)));
    let counted = Arc::clone(&readings);
    let keys = move || {
        counted.fetch_add(1, Ordering::SeqCst);
        keys.lock().unwrap().clone()
    };
    let issuer_behavior = Behavior { mint: Arc::new(|claims| FOREIGN.sign(&claims)), keys: Arc::new(keys) };
    let time = Time::at(Clock::system().now().unix());
    let wiring = Wiring { clock: time.clock(), ..Wiring::default() };
    let (stack, _) = wiring.start(Options { issuer_behavior, ..options() }).await;
    let browser = Browser::new(&stack);
    assert_refused(&browser, &browser.sign_in("reviewer").await, "a key that is not published");
    published.lock().unwrap().push(FOREIGN.jwk());
    // Otherwise made-up keys would make the site call the issuer all the time.
    assert_refused(&browser, &browser.sign_in("reviewer").await, "a key that was published a moment ago");
    assert_eq!(readings.load(Ordering::SeqCst), 1);
    time.pass(60);
    browser.sign_in("reviewer").await.location();
    Browser::new(&stack).sign_in("reviewer").await.location();
    assert_eq!(readings.load(Ordering::SeqCst), 2);
    // What signs in needs the issuer, what is signed in does not.
    time.pass(60 * 60);
    assert_eq!(browser.get("/staff/signed-out").await.status, 200);
    assert_eq!(readings.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_sign_in_can_be_completed_for_ten_minutes() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, _) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    for (seconds, status) in [(0, 303), (10 * 60, 400)] {
        let browser = Browser::new(&stack);
        let address = browser.begin("/staff/sign-in").await;
        let back = browser.choose(&address, "reviewer").await;
        time.pass(seconds);
        assert_eq!(browser.get(&back).await.status, status, "{seconds}");
    }
}

#[tokio::test]
async fn an_issuer_that_is_down_gets_a_page_that_says_so() {
    let issuer = local::ExternalIssuer { url: "http://localhost:9".to_owned(), client_id: "site".to_owned() };
    let stack = Stack::start(Options { issuer: Some(issuer), ..options() }).await.unwrap();
    let page = Browser::new(&stack).get("/staff/sign-in").await;
    assert_eq!(page.status, 503);
    assert!(page.text("main").contains("can’t reach the sign-in service"), "{}", page.text("main"));
}

#[test]
fn a_deployed_function_refuses_an_issuer_without_tls() {
    let settings = |site: &str, issuer: &str| {
        let days =
            ["DRAFT_DAYS", "SUSPECT_DAYS", "CLOSED_DAYS", "UNDECIDED_DAYS", "UNDO_SECONDS"].map(|name| (name, "30"));
        let aws = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "CLIENT_ID"].map(|name| (name, "x"));
        let own = [("SITE_URL", site), ("ISSUER_URL", issuer)];
        let all = days.iter().chain(&aws).chain(&own).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        review::Settings::from_environment(&all.collect::<Environment>())
    };
    assert!(settings("https://acro.example", "https://login.example").is_ok());
    assert!(settings("http://localhost:3000", "http://localhost:9000").is_ok());
    for (site, issuer) in [
        ("https://acro.example", "http://login.example"),
        ("https://acro.example", "http://localhost:9000"),
        ("", "http://localhost:9000"),
        ("http://localhost:3000", "http://login.example"),
    ] {
        assert!(settings(site, issuer).is_err(), "{site} with {issuer}");
    }
}
