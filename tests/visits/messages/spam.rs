//! Likely spam is set aside, not deleted, and its sender does not notice.

use crate::support::changes::{Changes, apply_with, hand_over, start_held_back};
use crate::support::outbox::deliveries;
use crate::support::store::{act, apply_as_a_program, move_to, submitted};
use crate::support::table::count_by_status;
use crate::support::{Item, Visitor, count, items, log, only_application, start, start_applied, text};
use local::Stack;
use shared::application::Status;
use shared::timestamp::Timestamp;
use store::StaffChange;

fn suspicion(application: &Item) -> Vec<&str> {
    let reasons = application.get("suspicion").map(|reasons| reasons.as_l().unwrap().as_slice());
    reasons.unwrap_or_default().iter().map(|reason| reason.as_s().unwrap().as_str()).collect()
}

/// Starts a stack with likely spam whose records are held back. Returns its private path too.
async fn spam_held_back() -> (Stack, Visitor, Changes, String) {
    let (stack, visitor, changes) = start_held_back().await;
    let address = apply_as_a_program(&stack, &visitor).await;
    stack.drained().await;
    (stack, visitor, changes, address)
}

#[tokio::test]
async fn a_filled_hidden_field_sets_the_application_aside() {
    let (stack, visitor) = start().await;
    let address = apply_as_a_program(&stack, &visitor).await;
    let application = only_application(&stack).await;
    assert_eq!(suspicion(&application), ["hidden_field", "speed"]);
    assert_eq!((text(&application, "status"), text(&application, "status_group")), ("received", "suspect"));
    assert!(application["suspect"].as_bool().unwrap());
    assert!(submitted(&stack, &address).await.set_aside);
    assert_eq!((count_by_status(&stack, "received").await, count_by_status(&stack, "suspect").await), (0, 1));
    let sent = Timestamp::try_from(text(&application, "submitted_at").to_owned()).unwrap();
    let expires: i64 = application["expires_at"].as_n().unwrap().parse().unwrap();
    assert!((0..=60).contains(&(expires - sent.plus_days(30).unix())), "{expires}");
    assert_eq!(application["version"].as_n().unwrap(), "5", "concurrent changes are not refused");
    let matches = items(&stack, "likeness").await;
    assert!(
        matches.iter().all(|item| format!("{item:?}").contains("likeness#contact#")),
        "no look-alikes: {matches:?}"
    );
    let (log, reference) = (log::logged(), text(&application, "reference"));
    let line = log.lines().find(|line| line.contains("application set aside") && line.contains(reference)).unwrap();
    assert!(line.contains(r#""suspicion.reasons":"hidden_field speed""#));
}

#[tokio::test]
async fn speed_alone_sets_nothing_aside() {
    let (stack, _visitor, _address) = start_applied().await;
    let application = only_application(&stack).await;
    assert_eq!(suspicion(&application), ["speed"]);
    assert!(!application.contains_key("suspect") && text(&application, "status_group") == "received");
}

#[tokio::test]
async fn two_reasons_set_an_application_aside() {
    for (field, value, reason) in [
        ("legal_name", "Cheap shoes https://shoes.example", "link_in_name"),
        ("contact_email", "ada@mailinator.com", "disposable_address"),
        ("why_join", "buy shoes buy shoes buy shoes", "repeated_text"),
    ] {
        let (stack, visitor) = start().await;
        apply_with(&visitor, &[(field, value)]).await;
        let application = only_application(&stack).await;
        assert_eq!(suspicion(&application), ["speed", reason]);
        assert_eq!(text(&application, "status_group"), "suspect");
    }
}

#[tokio::test]
async fn a_suspects_pages_do_not_change() {
    let (stack, visitor, changes, address) = spam_held_back().await;
    let before = visitor.get(&address).await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&address)).await, None);
    assert!(submitted(&stack, &address).await.set_aside);
    assert_eq!(visitor.get(&address).await.body, before.body);
}

/// Staff may clear an application before or after it is set aside.
#[tokio::test]
async fn an_application_in_review_is_not_set_aside() {
    for was_set_aside in [false, true] {
        let (stack, _visitor, changes, address) = spam_held_back().await;
        let records = changes.of(&address);
        if was_set_aside {
            assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
        }
        move_to(&stack, &address, Status::InReview).await;
        let before = only_application(&stack).await;
        assert_eq!(text(&before, "status_group"), "in_review");
        assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
        assert_eq!(only_application(&stack).await, before);
    }
}

#[tokio::test]
async fn an_application_that_staff_find_to_be_no_spam_gets_its_receipt_and_look_alikes() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let address = apply_as_a_program(&stack, &visitor).await;
    stack.drained().await;
    let (sent, look_alikes) = (deliveries(&stack).await.len(), count(&stack, "look_alike").await);
    assert_eq!(look_alikes, 0);
    act(&stack, &address, StaffChange::NotSpam).await;
    stack.drained().await;
    assert_eq!(count(&stack, "look_alike").await, 2, "one on each side");
    assert_eq!(deliveries(&stack).await.len(), sent + 1, "staff know of it already");
    assert!(!submitted(&stack, &address).await.set_aside);
}
