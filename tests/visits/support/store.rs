//! Changes to applications by staff, applicants and time, through the store.

use super::Visitor;
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::Retention;
use shared::application::history::{Actor, Entry, verify};
use shared::application::{Application, ApplicationId, Status, Submitted};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::timestamp::Timestamp;
use store::{StatusChange, StatusChangeOutcome, Store};

/// Returns the store of a stack.
pub fn store(stack: &Stack) -> Store {
    Store::new(stack.client(), stack.table_name())
}

/// Returns the id in a private path.
pub fn id(address: &str) -> ApplicationId {
    address.strip_prefix("/join/").unwrap().parse().unwrap()
}

/// Loads a submitted application.
pub async fn submitted(stack: &Stack, address: &str) -> Submitted {
    match store(stack).application(&id(address), Clock::system().now()).await.unwrap() {
        Some(Application::Submitted(submitted)) => *submitted,
        other => panic!("{other:?}"),
    }
}

/// Returns a status change by staff.
pub fn by_staff(to: Status) -> StatusChange {
    let retention = Retention { draft_days: 30, suspect_days: 30, closed_days: 180, undecided_days: 730 };
    StatusChange { to, by: Actor::Staff, at: Timestamp::from_unix(1_900_000_000), retention }
}

/// Changes an application's status as staff do.
pub async fn move_to(stack: &Stack, address: &str, to: Status) -> StatusChangeOutcome {
    store(stack).change_status(&submitted(stack, address).await, by_staff(to)).await.unwrap()
}

/// Withdraws an application as its applicant does.
pub async fn withdraw(stack: &Stack, address: &str) {
    let change = StatusChange { by: Actor::Applicant, ..by_staff(Status::Withdrawn) };
    let outcome = store(stack).change_status(&submitted(stack, address).await, change).await.unwrap();
    assert!(matches!(outcome, StatusChangeOutcome::Changed(_)));
}

/// Sets attributes of an application directly in the table.
pub async fn set(stack: &Stack, address: &str, attributes: &[(&str, AttributeValue)]) {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let update = stack.client().update_item().table_name(stack.table_name());
    let mut update = update.key("pk", text(&address.replace("/join/", "application#"))).key("sk", text("application"));
    let mut expressions = Vec::new();
    for (name, value) in attributes {
        update = update.expression_attribute_values(format!(":{name}"), value.clone());
        expressions.push(format!("{name} = :{name}"));
    }
    update.update_expression(format!("SET {}", expressions.join(", "))).send().await.unwrap();
}

/// Requests the private link of an application for the `number`th time, to this address.
pub async fn ask_for_link(stack: &Stack, address: &str, number: u32, to: &str) {
    let (number, to) = (AttributeValue::N(number.to_string()), AttributeValue::S(to.to_owned()));
    set(stack, address, &[("link_requests", number), ("link_email", to)]).await;
}

/// Returns the code that confirms the contact's address.
pub async fn code(stack: &Stack, address: &str) -> String {
    let secret = store(stack).secret(&Entropy::system()).await.unwrap();
    secret.confirmation_code(&id(address)).to_string()
}

/// Asserts that nobody has tampered with an application's history.
pub async fn assert_history_is_intact(stack: &Stack, address: &str) {
    let (application, entries) = (submitted(stack, address).await, history(stack, address).await);
    assert_eq!(verify(&application.reference, &entries, &application.history), Ok(()));
}

/// Returns the history of an application.
pub async fn history(stack: &Stack, address: &str) -> Vec<Entry> {
    store(stack).history(&id(address)).await.unwrap()
}

/// Submits an application with the hidden field filled in, as a program does.
pub async fn apply_as_a_program(stack: &Stack, visitor: &Visitor) -> String {
    let address = visitor.fill_in_everything().await;
    fill_in_hidden_field(stack, &address).await;
    visitor.send(&visitor.get(&address).await).await.location();
    address
}

/// Fills in the hidden field.
pub async fn fill_in_hidden_field(stack: &Stack, address: &str) {
    set(stack, address, &[("hidden_field", AttributeValue::Bool(true))]).await;
}
