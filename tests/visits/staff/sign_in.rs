//! Signing in and out.

use crate::support::staff::{Browser, SESSION, ago, store};
use crate::support::{OWN_SITE, log, scan, start, start_built};
use shared::application::history::Hash;
use shared::staff::{PersonId, Role};

#[tokio::test]
async fn somebody_signs_in_and_gets_the_page_they_asked_for() {
    let (stack, _) = start().await;
    for (role, people) in [("reviewer", 403), ("administrator", 200)] {
        let browser = Browser::new(&stack);
        let stranger = browser.get("/staff?status=received&after=a~b").await;
        let address = browser.begin(stranger.location()).await;
        let back = browser.choose(&address, role).await;
        let signed_in = browser.get(&back).await;
        assert_eq!(signed_in.location(), "/staff?status=received&after=a~b");
        let cookies = signed_in.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let cookie = cookies.into_iter().find(|cookie| cookie.starts_with(SESSION)).unwrap();
        assert!(cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{cookie}");
        assert_eq!(browser.get("/staff").await.status, 200);
        assert_eq!(browser.get("/staff/people").await.status, people);
    }
}

#[tokio::test]
async fn the_table_has_only_hashes_and_no_tokens() {
    let (stack, _) = start().await;
    let browser = Browser::new(&stack);
    let address = browser.begin("/staff/sign-in").await;
    let state = address.split(&['?', '&']).find_map(|pair| pair.strip_prefix("state=")).unwrap().to_owned();
    let waiting = browser.cookies.lock().unwrap()["__Host-sign-in"].clone();
    let table = || async { format!("{:?}", scan(&stack).await) };
    let before = table().await;
    assert!(before.contains(Hash::of(state.as_bytes()).as_str()));
    assert!(!before.contains(&state) && !before.contains(&waiting));
    let back = browser.choose(&address, "reviewer").await;
    browser.get(&back).await.location();
    let after = table().await;
    assert!(after.contains(Hash::of(browser.session().as_bytes()).as_str()));
    assert!(!after.contains(&browser.session()) && !after.contains("eyJ"), "neither a session's token nor a JWT");
    assert!(!after.contains("sign_in#"), "what was stored for the sign-in is gone");
}

#[tokio::test]
async fn a_new_sign_in_has_a_new_session_and_ends_the_old_one() {
    let (stack, _) = start().await;
    let browser = Browser::new(&stack);
    browser.sign_in("reviewer").await.location();
    let old = browser.session();
    browser.sign_in("administrator").await.location();
    assert_ne!(browser.session(), old);
    assert_eq!(browser.get("/staff/people").await.status, 200);
    assert!(Browser::with_session(&stack, &old).get("/staff").await.location().starts_with("/staff/sign-in"));
}

#[tokio::test]
async fn signing_out_ends_this_session_and_the_issuers() {
    let (stack, _) = start().await;
    let (browser, elsewhere) = (Browser::new(&stack), Browser::new(&stack));
    browser.sign_in("reviewer").await.location();
    elsewhere.sign_in("reviewer").await.location();
    let token = browser.session();
    let page = browser.press("/staff/sign-out", &[]).await;
    assert_eq!((page.status.as_u16(), page.title().as_str()), (200, "You are signed out"));
    let refresh = page.header("refresh").strip_prefix("0; url=").unwrap().to_owned();
    assert_eq!(page.attribute("main a", "href"), refresh);
    let path = refresh.strip_prefix(stack.issuer_url()).unwrap();
    let back = crate::support::Visitor::to(stack.issuer_url()).get(path).await;
    assert_eq!(back.location(), format!("{}/staff/signed-out", stack.site_url()));
    assert_eq!(browser.get("/staff/signed-out").await.status, 200);
    assert_eq!(browser.session(), "");
    assert!(Browser::with_session(&stack, &token).get("/staff").await.location().starts_with("/staff/sign-in"));
    assert_eq!(elsewhere.get("/staff").await.status, 200);
}

#[tokio::test]
async fn signing_out_everywhere_ends_every_session_of_that_person() {
    let (stack, _) = start().await;
    let (browser, elsewhere, other) = (Browser::new(&stack), Browser::new(&stack), Browser::new(&stack));
    browser.sign_in("reviewer").await.location();
    elsewhere.sign_in("reviewer").await.location();
    other.sign_in("administrator").await.location();
    assert_eq!(browser.press("/staff/sign-out-everywhere", &[]).await.status, 200);
    assert!(elsewhere.get("/staff").await.location().starts_with("/staff/sign-in"));
    assert_eq!(other.get("/staff").await.status, 200);
    let items = scan(&stack).await;
    let sessions = items.iter().filter(|item| item["pk"].as_s().unwrap().starts_with("session#"));
    assert_eq!(sessions.count(), 1);
}

#[tokio::test]
async fn who_is_blocked_can_not_sign_in() {
    let (stack, _) = start_built(&OWN_SITE).await;
    let browser = Browser::new(&stack);
    browser.sign_in("reviewer").await.location();
    let id = PersonId::of(stack.issuer_url(), "development-reviewer");
    let member = store(&stack).staff_member(&id).await.unwrap().unwrap();
    assert_eq!((member.role, member.name.as_str()), (Some(Role::Reviewer), "Robin Reviewer"));
    store(&stack).set_blocked(&id, Some(ago(0))).await.unwrap();
    let page = browser.sign_in("reviewer").await;
    assert_eq!((page.status.as_u16(), page.title().as_str()), (403, "You have no access"));
    assert!(page.text("main").contains("contact@") || page.count("main a[href^='mailto:']") == 1, "whom to ask");
    store(&stack).set_blocked(&id, None).await.unwrap();
    browser.sign_in("reviewer").await.location();
}

#[tokio::test]
async fn the_log_has_neither_names_nor_tokens() {
    let (stack, _) = start().await;
    let browser = Browser::new(&stack);
    browser.sign_in("administrator").await.location();
    browser.get("/staff/people").await;
    browser.send("POST", "/staff/sign-out", &[("csrf", "x")], &[]).await;
    let secrets = [browser.session(), browser.csrf().await];
    browser.press("/staff/sign-out", &[]).await;
    browser.get("/staff/callback?code=a&state=b").await;
    let log = log::logged();
    for event in ["staff signed in", "staff request refused", "staff sign-in refused", "staff signed out"] {
        assert!(log.contains(event), "{event}");
    }
    for personal in ["Alex", "Robin", "development-"].iter().copied().chain(secrets.iter().map(String::as_str)) {
        assert!(!log.contains(personal), "{personal}");
    }
}
