//! Likely spam is set aside, not deleted, and its sender does not notice.

use crate::support::changes::{apply_with, fill_in_with, hand_over, start_held_back};
use crate::support::store::{fill_in_hidden_field, move_to, submitted};
use crate::support::{Item, items, log, only_application, start, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::Status;
use shared::timestamp::Timestamp;
use store::StatusChangeOutcome;

fn suspicion(application: &Item) -> Vec<&str> {
    let reasons = application.get("suspicion").map(|reasons| reasons.as_l().unwrap().as_slice());
    reasons.unwrap_or_default().iter().map(|reason| reason.as_s().unwrap().as_str()).collect()
}

async fn count_in_index(stack: &Stack, group: &str) -> i32 {
    let query = stack.client().query().table_name(stack.table_name()).index_name("by_status");
    let query = query.key_condition_expression("status_group = :group");
    query.expression_attribute_values(":group", AttributeValue::S(group.to_owned())).send().await.unwrap().count
}

#[tokio::test]
async fn a_filled_hidden_field_sets_the_application_aside() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    stack.drained().await;

    let application = only_application(&stack).await;
    assert_eq!(suspicion(&application), ["hidden_field", "speed"]);
    assert_eq!((text(&application, "status"), text(&application, "status_group")), ("received", "suspect"));
    assert!(application["suspect"].as_bool().unwrap());
    assert!(submitted(&stack, &address).await.set_aside);
    assert_eq!((count_in_index(&stack, "received").await, count_in_index(&stack, "suspect").await), (0, 1));
    let sent = Timestamp::try_from(text(&application, "submitted_at").to_owned()).unwrap();
    let expires: i64 = application["expires_at"].as_n().unwrap().parse().unwrap();
    assert!((0..=60).contains(&(expires - sent.plus_days(30).unix())), "{expires}");
    assert_eq!(application["version"].as_n().unwrap(), "5", "concurrent changes are not refused");
    assert_eq!(items(&stack, "likeness").await.len(), 0);
    let reference = text(&application, "reference");
    let line = log::logged()
        .lines()
        .find(|line| line.contains("application set aside") && line.contains(reference))
        .map(str::to_owned);
    assert!(line.unwrap().contains(r#""suspicion.reasons":"hidden_field speed""#));
}

#[tokio::test]
async fn speed_alone_sets_nothing_aside() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    stack.drained().await;
    let application = only_application(&stack).await;
    assert_eq!(suspicion(&application), ["speed"]);
    assert_eq!(text(&application, "status_group"), "received");
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
        stack.drained().await;
        let application = only_application(&stack).await;
        assert_eq!(suspicion(&application), ["speed", reason]);
        assert_eq!(text(&application, "status_group"), "suspect");
    }
}

#[tokio::test]
async fn a_suspects_pages_do_not_change() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = fill_in_with(&visitor, &[]).await;
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    stack.drained().await;
    let before = visitor.get(&address).await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&address)).await, None);
    assert!(submitted(&stack, &address).await.set_aside);
    assert_eq!(visitor.get(&address).await.body, before.body);
}

#[tokio::test]
async fn an_application_in_review_is_not_set_aside() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.fill_in_everything().await;
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    stack.drained().await;
    assert!(matches!(move_to(&stack, &address, Status::InReview).await, StatusChangeOutcome::Changed(_)));
    let before = only_application(&stack).await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&address)).await, None);
    assert_eq!(only_application(&stack).await, before);
}

#[tokio::test]
async fn an_application_that_staff_cleared_is_not_set_aside_again() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.fill_in_everything().await;
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    stack.drained().await;
    let records = changes.of(&address);
    assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
    assert!(matches!(move_to(&stack, &address, Status::InReview).await, StatusChangeOutcome::Changed(_)));
    let before = only_application(&stack).await;
    assert_eq!(text(&before, "status_group"), "in_review");
    assert_eq!(hand_over(&stack, stack.client(), &records).await, None);
    assert_eq!(only_application(&stack).await, before);
}
