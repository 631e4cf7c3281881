//! Private links: a replaced link shows nothing, and email access alone does not open an application.

mod late_records;

use crate::support::outbox::{Mail, outbox};
use crate::support::store::{assert_history_is_intact, code, id, move_to, store, submitted};
use crate::support::{
    Item, Page, Visitor, answers, count, only_application, scan, start, start_applied, start_filled_in,
    start_with_draft, text,
};
use futures::future::join_all;
use local::Stack;
use reqwest::StatusCode;
use shared::application::{PrivateLink, Status};
use shared::clock::Clock;
use std::collections::BTreeSet;
use store::{LinkLookup, ReplaceOutcome};

/// Returns the path of the link in the latest message to an address.
async fn mailed(stack: &Stack, to: &str) -> String {
    let messages = outbox(stack).await;
    let message = messages.iter().rfind(|mail| mail.to == to).unwrap_or_else(|| panic!("{messages:#?}"));
    link(message).unwrap()
}

fn link(mail: &Mail) -> Option<String> {
    let path = mail.text.split_whitespace().find(|word| word.contains("/join/"))?;
    Some(format!("/join/{}", path.split_once("/join/")?.1))
}

/// Continues from an emailed link.
async fn proceed(visitor: &Visitor, link: &str) -> Page {
    visitor.press(&format!("{link}/continue")).await
}

async fn assert_moved(visitor: &Visitor, address: &str) {
    let parts = ["", "/organization", "/copy", "/data", "/withdraw", "/erase", "/link", "/confirm", "/replace"];
    for part in parts {
        let page = visitor.get(&format!("{address}{part}")).await;
        assert_eq!((page.status, page.title().as_str()), (StatusCode::GONE, "This link no longer works"), "{part}");
        assert!(!page.body.contains("Müller") && !page.body.contains("ada@example.com"), "{}", page.body);
        assert_eq!((page.header("cache-control"), page.header("x-robots-tag")), ("no-store", "noindex, nofollow"));
    }
    let api = visitor.get(&address.replace("/join/", "/api/applications/")).await;
    api.problem(410);
}

#[tokio::test]
async fn continuing_from_an_email_replaces_the_link_and_the_old_one_reveals_nothing() {
    let (stack, visitor, planted) = start_with_draft().await;
    visitor.request_link(&planted, "victim@example.com").await.location();
    let mailed = mailed(&stack, "victim@example.com").await;
    assert!(!mailed.contains(id(&planted).as_str()), "the email has no private link");
    for _ in 0..3 {
        let page = visitor.get(&mailed).await;
        assert_eq!((page.status, page.title().as_str()), (StatusCode::OK, "Continue your application"));
        assert!(!page.body.contains("Müller"), "a link scanner sees no answers");
    }
    let opened = visitor.get(&planted).await;
    assert_eq!(opened.location(), format!("{planted}/profile"), "opening the emailed link changes nothing");
    let fresh = proceed(&visitor, &mailed).await.location().to_owned();
    assert_ne!(fresh, planted);
    assert_eq!(visitor.get(&fresh).await.location(), format!("{fresh}/profile"));
    assert_moved(&visitor, &planted).await;

    // A stranger who planted the link sees no answers and can change nothing.
    let typed = answers::changed("profile", "version", "0");
    let response = visitor.post(&format!("{planted}/profile"), &typed).await;
    assert_eq!(response.status, StatusCode::GONE);
    for part in ["submit", "erase", "withdraw", "link", "confirm", "replace"] {
        let any = vec![("email", "a@example.com".to_owned()), ("form", "0".repeat(26))];
        let response = visitor.post(&format!("{planted}/{part}"), &any).await;
        let refused = response.status == StatusCode::GONE || response.status == StatusCode::UNPROCESSABLE_ENTITY;
        assert!(refused, "{part}: {}", response.status);
    }
    for section in ["profile", "people", "declarations"] {
        visitor.fill_in_section(&fresh, section).await;
    }
    let sent = visitor.send(&visitor.get(&fresh).await).await;
    assert_eq!(sent.location(), fresh);
    assert_eq!(visitor.get(&fresh).await.title(), "Application received");
    assert_moved(&visitor, &planted).await;
}

#[tokio::test]
async fn an_emailed_link_works_only_for_its_mailbox() {
    let (stack, visitor, planted) = start_with_draft().await;
    visitor.request_link(&planted, "stranger@example.com").await.location();
    visitor.request_link(&planted, "victim@example.com").await.location();
    let strangers_link = mailed(&stack, "stranger@example.com").await;
    let victims_link = mailed(&stack, "victim@example.com").await;
    let fresh = proceed(&visitor, &victims_link).await.location().to_owned();
    for _ in 0..2 {
        assert_eq!(proceed(&visitor, &victims_link).await.location(), fresh, "a second click gets the same link");
    }
    assert_eq!(proceed(&visitor, &strangers_link).await.status, StatusCode::GONE);
    assert_eq!(visitor.get(&strangers_link).await.status, StatusCode::GONE);
    assert_eq!(visitor.get(&fresh).await.location(), format!("{fresh}/profile"));
}

#[tokio::test]
async fn the_link_in_the_receipt_shows_only_the_status_until_confirmed() {
    let (stack, visitor, address) = start_applied().await;
    let receipt = mailed(&stack, "ada@example.com").await;
    let mails = outbox(&stack).await;
    assert!(mails.iter().all(|mail| !mail.raw.contains(id(&address).as_str())), "no email has the private link");
    let page = visitor.get(&receipt).await;
    assert_eq!(page.text("h1"), "Application received");
    assert!(page.title().starts_with("Status of application "), "the history tells it from the private link");
    for typed in ["Müller", "Ada O’Neill", "ada@example.com", "/continue", "/copy", "/data", "/withdraw"] {
        assert!(!page.body.contains(typed), "{typed}");
    }
    for part in ["copy", "data", "withdraw", "erase", "link", "confirm", "replace", "organization"] {
        assert_eq!(visitor.get(&format!("{receipt}/{part}")).await.location(), receipt, "{part}");
    }
    for part in ["withdraw", "erase", "confirm", "replace", "continue"] {
        let response = visitor.press(&format!("{receipt}/{part}")).await;
        assert!(response.status != StatusCode::OK && !response.body.contains("Müller"), "{part}: {}", response.status);
    }
    let write = format!("mailto:office@observatories.example?subject={}", page.text(".reference"));
    assert_eq!(page.attributes(".todo li a", "href"), [write], "for whom has lost the private link");
    assert_eq!(submitted(&stack, &address).await.status, Status::Received);
    assert_eq!(visitor.get(&address).await.title(), "Application received", "the private link still works");

    let code = code(&stack, &address).await;
    visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    let page = visitor.get(&receipt).await;
    assert_eq!(page.text("form button"), "Open your application");
    assert!(!page.body.contains("Müller"));
    let fresh = proceed(&visitor, &receipt).await.location().to_owned();
    assert!(visitor.get(&fresh).await.body.contains("Müller"));
    assert_moved(&visitor, &address).await;
    assert_eq!(proceed(&visitor, &receipt).await.location(), fresh);
    move_to(&stack, &address, Status::InReview).await;
    assert_eq!(visitor.get(&receipt).await.text("h1"), "Your application is being reviewed");
}

#[tokio::test]
async fn replacing_a_link_invalidates_every_other_link() {
    let (stack, visitor, address) = start_applied().await;
    let receipt = mailed(&stack, "ada@example.com").await;
    let replace = format!("{address}/replace");
    assert!(visitor.get(&address).await.attributes("a", "href").contains(&replace));
    assert_eq!(visitor.get(&replace).await.title(), "Do you want a new private link?");
    let done = visitor.get(&format!("{}/replace?done", visitor.replace(&address).await)).await;
    assert_eq!(done.title(), "You have a new private link");
    let fresh = done.attribute("main .actions a", "href");
    assert!(done.text("main").contains(&format!("{}{fresh}", stack.site_url())));
    assert_eq!(visitor.get(&fresh).await.title(), "Application received");
    assert_moved(&visitor, &address).await;
    assert_eq!(visitor.get(&receipt).await.status, StatusCode::GONE);

    // The next message has a working link.
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    let news = outbox(&stack).await.into_iter().find(|mail| mail.subject.contains("declined")).unwrap();
    let news = link(&news).unwrap();
    assert_ne!(news, receipt);
    assert_eq!(visitor.get(&news).await.text("h1"), "Your application was declined");
    let again = visitor.replace(&fresh).await;
    assert_moved(&visitor, &fresh).await;
    assert_eq!(visitor.get(&again).await.title(), "Your application was declined");
}

#[tokio::test]
async fn staff_can_replace_a_link() {
    let (stack, visitor, address) = start_applied().await;
    let (store, now) = (store(&stack), Clock::system().now());
    let application = store.application(&id(&address), now).await.unwrap().unwrap();
    let new = "0123456789abcdefghjkmnpqrstv".parse().unwrap();
    for _ in 0..2 {
        let outcome = store.replace_link(&application, &new, None).await.unwrap();
        assert!(matches!(outcome, ReplaceOutcome::Replaced), "{outcome:?}");
    }
    let other = "zzzzzzzzzzzzzzzzzzzzzzzzzzzz".parse().unwrap();
    assert!(matches!(store.replace_link(&application, &other, None).await.unwrap(), ReplaceOutcome::Changed(Some(_))));
    let opened = store.look_up_link(&PrivateLink::Issued(new), now).await.unwrap();
    assert!(matches!(opened, LinkLookup::Active(_)), "{opened:?}");
    assert!(matches!(store.look_up_link(&PrivateLink::Issued(other), now).await.unwrap(), LinkLookup::Unknown));
    assert_moved(&visitor, &address).await;
}

#[tokio::test]
async fn a_new_link_keeps_history_and_reference_and_allows_every_action() {
    let (stack, visitor, address) = start_filled_in().await;
    let mut link = address.clone();
    for _ in 0..3 {
        link = visitor.replace(&link).await;
    }
    let changed = answers::changed("organization", "legal_name", "Another name");
    assert_eq!(visitor.fill_in(&link, "organization", changed).await.location(), link);
    visitor.request_link(&link, "me@example.com").await.location();
    let check = visitor.get(&link).await;
    for sent in join_all((0..10).map(|_| visitor.send(&check))).await {
        assert_eq!(sent.location(), link);
    }
    let reference = visitor.get(&link).await.text(".reference");
    let fresh = visitor.replace(&link).await;
    assert_eq!(visitor.get(&fresh).await.text(".reference"), reference);
    assert!(visitor.get(&format!("{fresh}/copy")).await.body.contains("Another name"));
    assert_eq!(visitor.get(&format!("{fresh}/data")).await.status, StatusCode::OK);
    assert_eq!(visitor.press(&format!("{fresh}/withdraw")).await.location(), fresh);
    assert_history_is_intact(&stack, &address).await;
    assert_eq!(count(&stack, "reference").await, 1);

    let erased = visitor.press(&format!("{fresh}/erase")).await;
    for _ in 0..2 {
        assert_eq!(visitor.get(erased.location()).await.title(), "Your application was deleted");
        stack.drained().await;
    }
    for link in [&address, &link, &fresh] {
        assert_eq!(visitor.get(link).await.status, StatusCode::NOT_FOUND);
    }
    let left = scan(&stack).await;
    let is_rest = |item: &Item| item.contains_key("mailbox") || text(item, "entity_type") == "link_beside";
    assert!(!left.iter().any(is_rest), "{left:?}");
}

#[tokio::test]
async fn posting_the_form_repeatedly_creates_one_link() {
    let (stack, visitor, address) = start_applied().await;
    let replace = format!("{address}/replace");
    let form = visitor.get(&replace).await.attribute("input[name=form]", "value");
    let pages = join_all((0..10).map(|_| visitor.post_field(&replace, "form", &form))).await;
    let links: BTreeSet<_> = pages.iter().map(|page| page.location().replace("/replace?done", "")).collect();
    assert_eq!(links.len(), 1, "a double click or a retry gets the same link");
    let link = links.into_iter().next().unwrap();
    assert_eq!(visitor.get(&link).await.title(), "Application received");
    let application = only_application(&stack).await;
    assert!(link.ends_with(text(&application, "current_link")));
    let retried = visitor.post_field(&replace, "form", &form).await;
    assert_eq!(retried.location(), format!("{link}/replace?done"), "a later retry gets the same link");
    assert_moved(&visitor, &address).await;

    // The old link without its form gets nothing.
    let others = visitor.post_field(&replace, "form", "0123456789abcdefghjkmnpqrs").await;
    assert_eq!(others.status, StatusCode::GONE);
    assert_eq!(visitor.press(&replace).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn an_unknown_link_reveals_nothing() {
    let (_stack, visitor) = start().await;
    let unused = format!("/join/{}", "0".repeat(28));
    for part in ["", "/organization", "/copy", "/erase?erased"] {
        assert_eq!(visitor.get(&format!("{unused}{part}")).await.status, StatusCode::NOT_FOUND, "{part}");
    }
    for part in ["submit", "withdraw", "erase", "replace", "continue", "confirm"] {
        let response = visitor.post_field(&format!("{unused}/{part}"), "form", &"0".repeat(26)).await;
        assert_eq!(response.status, StatusCode::NOT_FOUND, "{part}");
    }
    let typed = answers::changed("organization", "version", "0");
    assert_eq!(visitor.post(&format!("{unused}/organization"), &typed).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_works_with_a_trailing_slash_and_in_capitals() {
    let (_stack, visitor) = start().await;
    let draft = visitor.fill_in_everything().await;
    let sent = visitor.apply().await;
    for address in [&draft, &sent] {
        let capitals = address.to_uppercase().replace("/JOIN/", "/join/");
        for part in ["", "/organization", "/copy", "/data", "/withdraw", "/erase", "/link", "/confirm", "/submit"] {
            let expected = visitor.open(&format!("{address}{part}")).await;
            for path in [format!("{address}{part}/"), format!("{capitals}{part}"), format!("{capitals}{part}/")] {
                let page = visitor.open(&path).await;
                assert_eq!((page.status, &page.body), (expected.status, &expected.body), "{path}");
            }
        }
        let api = address.replace("/join/", "/api/applications/");
        for path in [format!("{api}/"), api.to_uppercase().replace("/API/APPLICATIONS/", "/api/applications/")] {
            assert_eq!(visitor.get(&path).await.json(), visitor.get(&api).await.json(), "{path}");
        }
    }
    assert_eq!(visitor.open("/join/start/").await.status, StatusCode::OK);
    let path = format!("{draft}/organization");
    let typed = answers::changed("organization", "version", "1");
    let posted = visitor.post(&format!("{path}/"), &typed).await;
    assert_eq!((posted.status, posted.header("location")), (StatusCode::PERMANENT_REDIRECT, path.as_str()));
    assert_eq!(visitor.post(&path, &typed).await.location(), draft, "the redirected post is saved");
}
