//! Withdrawing an application, and deleting its data.

use crate::support::store::{acted_at, assert_history_is_intact, history, move_to, submitted};
use crate::support::{
    OWN_SITE, answers, items, only_application, scan, start, start_applied, start_filled_in, table, text,
};
use futures::future::join_all;
use reqwest::StatusCode;
use shared::application::Status;
use shared::application::history::verify;

#[tokio::test]
async fn an_applicant_withdraws_an_application() {
    let (stack, visitor, address) = start_applied().await;
    let status = visitor.get(&address).await;
    let withdraw = format!("{address}/withdraw");
    assert!(status.attributes("a", "href").contains(&withdraw));
    let question = visitor.get(&withdraw).await;
    assert_eq!(question.title(), "Do you want to withdraw your application?");
    assert!(question.text("main").contains("We keep what you sent for 180 days after you withdraw it"));
    assert_eq!(visitor.send(&question).await.location(), address);

    let status = visitor.get(&address).await;
    assert_eq!(status.title(), "You withdrew your application");
    assert!(!status.attributes("a", "href").contains(&withdraw));
    let application = only_application(&stack).await;
    assert_eq!((text(&application, "status"), text(&application, "status_group")), ("withdrawn", "withdrawn"));
    let changed = shared::timestamp::Timestamp::try_from(text(&application, "updated_at").to_owned()).unwrap();
    assert_eq!(*application["expires_at"].as_n().unwrap(), changed.plus_days(180).unix().to_string());
    let day = |unix| OWN_SITE.site.locale.day(unix).replace('\u{a0}', " ");
    assert!(
        status.text("main").contains(&format!("We keep what you sent until {}", day(changed.plus_days(180).unix())))
    );
}

#[tokio::test]
async fn concurrent_withdrawals_are_one_change() {
    let (stack, visitor, address) = start_applied().await;
    let withdraw = format!("{address}/withdraw");
    for page in join_all((0..20).map(|_| visitor.press(&withdraw))).await {
        assert_eq!(page.location(), address);
    }
    assert_eq!(history(&stack, &address).await.len(), 2);
    assert_history_is_intact(&stack, &address).await;
}

#[tokio::test]
async fn decided_applications_and_drafts_cannot_be_withdrawn() {
    let (stack, visitor) = start().await;
    let draft = visitor.fill_in_everything().await;
    assert_eq!(visitor.get(&format!("{draft}/withdraw")).await.location(), draft);
    assert_eq!(visitor.press(&format!("{draft}/withdraw")).await.location(), draft);
    let decided = visitor.apply().await;
    for to in [Status::InReview, Status::Declined] {
        move_to(&stack, &decided, to).await;
    }
    assert_eq!(visitor.press(&format!("{decided}/withdraw")).await.location(), decided);
    assert_eq!(submitted(&stack, &decided).await.status, Status::Declined);
    let kept_until = table::application(&stack, &decided).await["expires_at"].as_n().unwrap().clone();
    assert_eq!(kept_until, acted_at().plus_days(180).unix().to_string());
}

#[tokio::test]
async fn a_draft_is_deleted_on_request() {
    let (stack, visitor, address) = start_filled_in().await;
    let erase = format!("{address}/erase");
    assert!(visitor.get(&address).await.attributes("a", "href").contains(&erase));
    let question = visitor.get(&erase).await;
    for _ in 0..3 {
        let erased = visitor.send(&question).await;
        assert_eq!(visitor.get(erased.location()).await.title(), "Your application was deleted");
    }
    stack.drained().await;
    let left = scan(&stack).await;
    assert!(left.iter().all(|item| ["erased", "secret"].contains(&text(item, "entity_type"))), "{left:?}");
    assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_deletion_is_confirmed_only_when_it_happened() {
    let (_stack, visitor) = start().await;
    let (never, draft) = (visitor.start_application().await, visitor.fill_in_everything().await);
    let expected = (StatusCode::NOT_FOUND, "There is no application at this link".to_owned());
    for address in [never, "/join/anything".to_owned()] {
        let page = visitor.get(&format!("{address}/erase?erased")).await;
        assert_eq!((page.status, page.title()), expected, "{address}");
        let posted = visitor.press(&format!("{address}/erase")).await;
        assert_eq!((posted.status, posted.title()), expected, "{address}");
    }
    let page = visitor.get(&format!("{draft}/erase?erased")).await;
    assert_eq!(page.title(), "Do you want to delete your application?");
}

#[tokio::test]
async fn a_deleted_application_leaves_a_history_without_personal_data() {
    let (stack, visitor, address) = start_applied().await;
    let erase = format!("{address}/erase");
    assert_eq!(visitor.press(&erase).await.location(), address, "it must be withdrawn first");
    visitor.press(&format!("{address}/withdraw")).await;
    let before = submitted(&stack, &address).await;
    let erased = visitor.press(&erase).await;
    assert_eq!(visitor.get(erased.location()).await.title(), "Your application was deleted");

    assert!(items(&stack, "application").await.is_empty());
    let entries = history(&stack, &address).await;
    assert_eq!(verify(&before.reference, &entries, &before.history), Ok(()));
    let mut left = scan(&stack).await;
    // The definition of the form has examples of answers.
    left.retain(|item| text(item, "entity_type") != "form");
    let left = format!("{left:?}");
    let typed = answers::SECTIONS.into_iter().flat_map(answers::good).map(|(_, value)| value);
    for value in typed.filter(|value| value.len() > 5) {
        assert!(!left.contains(&value), "{value} is still stored");
    }
}

/// The history at a link belongs to the application that was submitted there.
#[tokio::test]
async fn restarting_at_a_deleted_applications_link_gets_a_new_link() {
    let (stack, visitor, address) = start_applied().await;
    let submitted_history = history(&stack, &address).await;
    visitor.press(&format!("{address}/withdraw")).await.location();
    visitor.press(&format!("{address}/erase")).await.location();

    let page = visitor.fill_in(&address, "organization", answers::good("organization")).await;
    assert_eq!((page.status, page.text(".notice h2").as_str()), (StatusCode::CONFLICT, "This draft has been deleted"));
    assert_eq!(page.typed("legal_name"), ["Müller & Sons <Clinical> GmbH"]);
    let fresh = page.attribute("main form", "action").replace("/organization", "");
    assert_ne!(fresh, address);
    for section in answers::SECTIONS {
        visitor.fill_in_section(&fresh, section).await;
    }
    visitor.send(&visitor.get(&fresh).await).await.location();
    assert_eq!(submitted(&stack, &fresh).await.status, Status::Received);
    assert_eq!(history(&stack, &address).await[..1], submitted_history);
}
