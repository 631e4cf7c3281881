//! Every route and method, for everyone who should not get through and everyone who should. The routes are the
//! function's own list, so a new one can't be forgotten.

use crate::support::staff::{Browser, ago, person, session, store};
use crate::support::{Page, start};
use local::Stack;
use review::{ROUTES, Route, Verb};
use shared::application::history::Hash;
use shared::staff::Role::{self, Administrator, Reviewer};

const HOUR: i64 = 60 * 60;

/// Returns a path of the route, for a person or an application that nobody has.
fn path(route: &Route) -> String {
    let segments = route.path.split('/').map(|segment| match segment {
        "{person}" => "0123456789abcdef".repeat(4),
        parameter if parameter.starts_with('{') => "ABCDEFGH".to_owned(),
        segment => segment.to_owned(),
    });
    segments.collect::<Vec<_>>().join("/")
}

const fn method(route: &Route) -> &'static str {
    match route.verb {
        Verb::Get => "GET",
        Verb::Post => "POST",
    }
}

/// Returns the routes for staff.
fn guarded() -> impl Iterator<Item = &'static Route> {
    let routes = ROUTES.iter().filter(|route| route.guard().is_some());
    assert!(routes.clone().count() >= 6);
    routes
}

/// Whether a response lets nobody through: a page that refuses, or the way to sign in.
fn refuses(page: &Page) -> bool {
    page.status == 403 || page.header("location").starts_with("/staff/sign-in")
}

/// Returns the token of a session that was in use until now, and began this long ago.
async fn in_use_for(stack: &Stack, name: &str, seconds: i64) -> String {
    let token = session(stack, &person(name, Administrator), seconds, seconds).await;
    let (store, hash) = (store(stack), Hash::of(token.as_bytes()));
    for past in (1..seconds).rev().step_by(20 * 60) {
        let session = store.session(&hash, ago(past)).await.unwrap().unwrap();
        store.touch_session(&hash, &session, ago(past)).await.unwrap();
    }
    token
}

#[tokio::test]
async fn only_who_is_signed_in_gets_through() {
    let (stack, _) = start().await;
    let administrator = |name| person(name, Administrator);
    let blocked = session(&stack, &administrator("blocked"), 0, 0).await;
    let token = Hash::of(blocked.as_bytes());
    store(&stack).set_blocked(&administrator("blocked").id, Some(ago(0))).await.unwrap();
    // Blocking somebody ends their sessions, but a session alone must not be enough.
    store(&stack).open_session(&token, &administrator("blocked").id, ago(0), ago(0)).await.unwrap();
    let dismissed = session(&stack, &administrator("dismissed"), 0, 0).await;
    store(&stack).dismiss(&administrator("dismissed").id).await.unwrap();
    let good = session(&stack, &administrator("good"), 0, 0).await;
    let callers = [
        ("anonymous", String::new()),
        ("forged", "0123456789abcdef".repeat(4)),
        ("hash of a session", Hash::of(good.as_bytes()).as_str().to_owned()),
        ("twice", format!("{good}; __Host-session={good}")),
        ("idle", session(&stack, &administrator("idle"), 31 * 60, 31 * 60).await),
        ("absolute", in_use_for(&stack, "absolute", 8 * HOUR).await),
        ("blocked", blocked),
        ("dismissed", dismissed),
    ];
    for (caller, token) in callers {
        let browser = Browser::with_session(&stack, &token);
        for route in guarded() {
            let page = browser.send(method(route), &path(route), &[("csrf", "")], &[]).await;
            match route.verb {
                Verb::Get => assert!(page.location().starts_with("/staff/sign-in?to=/staff"), "{caller}: {route:?}"),
                Verb::Post => assert_eq!(page.status, 403, "{caller}: {route:?}"),
            }
        }
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
            assert_eq!(browser.send(method, "/staff", &[], &[]).await.status, 403, "{caller}: {method}");
        }
        // Nobody learns which pages exist.
        assert!(refuses(&browser.get("/staff/nonsense").await), "{caller}");
        assert_eq!(browser.send("POST", "/staff/nonsense", &[], &[]).await.status, 403, "{caller}");
    }
    assert_eq!(Browser::with_session(&stack, &good).get("/staff").await.status, 200);
    let long = in_use_for(&stack, "long", 8 * HOUR - 60).await;
    assert_eq!(Browser::with_session(&stack, &long).get("/staff").await.status, 200);
}

#[tokio::test]
async fn each_route_lets_in_its_role_while_the_sign_in_is_fresh() {
    let (stack, _) = start().await;
    for (role, old) in [(Reviewer, false), (Administrator, false), (Reviewer, true), (Administrator, true)] {
        let person = person(&format!("{role:?} {old}"), role);
        for route in guarded() {
            // Each has its own session, because some routes end it.
            let token = session(&stack, &person, 0, if old { 12 * HOUR } else { 12 * HOUR - 60 }).await;
            let browser = Browser::with_session(&stack, &token);
            let csrf = browser.csrf().await;
            let page = browser.send(method(route), &path(route), &[("csrf", &csrf)], &[]).await;
            let guard = route.guard().unwrap();
            let allowed = role >= guard.role && !(guard.is_fresh && old);
            assert_eq!(!refuses(&page), allowed, "{role:?}, old: {old}: {route:?}: {}", page.status);
            assert!(page.status.as_u16() < 500, "{role:?}: {route:?}");
        }
    }
}

#[tokio::test]
async fn a_form_counts_only_from_a_page_of_this_session() {
    let (stack, _) = start().await;
    let of = |name| person(name, Administrator);
    let browser = Browser::with_session(&stack, &session(&stack, &of("one"), 0, 0).await);
    let other = Browser::with_session(&stack, &session(&stack, &of("one"), 0, 0).await);
    let (own, foreign) = (browser.csrf().await, other.csrf().await);
    assert!(own.len() == 64 && own != foreign && !browser.get("/staff").await.body.contains(&browser.session()));
    let posts = || guarded().filter(|route| route.verb == Verb::Post);
    for route in posts() {
        for wrong in ["", "0", &foreign, &own.to_uppercase(), &own[1..], &browser.session()] {
            let page = browser.send("POST", &path(route), &[("csrf", wrong)], &[]).await;
            assert_eq!(page.status, 403, "{route:?}: {wrong}");
        }
        assert_eq!(browser.send("POST", &path(route), &[], &[]).await.status, 403, "{route:?}");
        for header in
            [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "https://evil.example")]
        {
            let page = browser.send("POST", &path(route), &[("csrf", &own)], &[header]).await;
            assert_eq!(page.status, 403, "{route:?}: {header:?}");
        }
    }
    assert_eq!(browser.get("/staff").await.status, 200, "nothing was done");
}

#[tokio::test]
async fn a_path_allows_only_the_methods_of_its_routes() {
    let (stack, _) = start().await;
    let token = session(&stack, &person("one", Administrator), 0, 0).await;
    let browser = Browser::with_session(&stack, &token);
    for route in guarded() {
        let page = browser.send("PUT", &path(route), &[], &[]).await;
        assert_eq!(page.status, 405, "{route:?}");
        let allowed = if route.verb == Verb::Get { "GET, HEAD" } else { "POST" };
        assert!(page.header("allow").contains(allowed), "{route:?}");
    }
    assert_eq!(browser.get("/staff/nonsense").await.status, 404);
    for page in ["/staff/people/", "/staff/people//"] {
        assert_eq!(browser.get(page).await.status, 200);
    }
}

#[tokio::test]
async fn an_administrator_blocks_people_and_ends_their_sessions() {
    let (stack, _) = start().await;
    let (one, other) = (person("one", Administrator), person("other", Reviewer));
    let administrator = Browser::with_session(&stack, &session(&stack, &one, 0, 0).await);
    let sessions = [session(&stack, &other, 0, 0).await, session(&stack, &other, 0, 0).await];
    let [first, second] = sessions.map(|token| Browser::with_session(&stack, &token));
    let page = administrator.get("/staff/people").await;
    assert!(page.body.contains("one") && page.body.contains("other"));
    let action = |action: &str| format!("/staff/people/{}/{action}", other.id);
    assert_eq!(administrator.press(&action("sign-out"), &[]).await.location(), "/staff/people");
    assert!(refuses(&first.get("/staff").await) && refuses(&second.get("/staff").await));

    let again = Browser::with_session(&stack, &session(&stack, &other, 0, 0).await);
    administrator.press(&action("block"), &[]).await.location();
    assert!(refuses(&again.get("/staff").await));
    administrator.press(&action("unblock"), &[]).await.location();
    assert!(refuses(&again.get("/staff").await), "the session has ended");
    let own = |action: &str| format!("/staff/people/{}/{action}", one.id);
    assert_eq!(administrator.press(&own("block"), &[]).await.status, 403);
    assert_eq!(administrator.press("/staff/people/nobody/block", &[]).await.status, 404);
    assert_eq!(administrator.get("/staff").await.status, 200);
}

#[tokio::test]
async fn a_role_that_was_taken_away_counts_at_once() {
    let (stack, _) = start().await;
    let one = person("one", Administrator);
    let browser = Browser::with_session(&stack, &session(&stack, &one, 0, 0).await);
    assert_eq!(browser.get("/staff/people").await.status, 200);
    store(&stack).admit(&shared::staff::Person { role: Role::Reviewer, ..one.clone() }, ago(0)).await.unwrap();
    assert_eq!(browser.get("/staff/people").await.status, 403);
    store(&stack).dismiss(&one.id).await.unwrap();
    assert!(refuses(&browser.get("/staff").await));
}
