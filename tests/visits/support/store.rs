//! Changes to applications by staff, applicants and time, through the store.

use super::Visitor;
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::Retention;
use shared::application::history::{Entry, verify};
use shared::application::{Application, ApplicationId, Status, Submitted};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::staff::{Person, PersonId, Role};
use shared::timestamp::Timestamp;
use store::{ActOutcome, ActTerms, AnswerOutcome, StaffChange, Store};

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

/// The time of what staff do in tests.
pub fn acted_at() -> Timestamp {
    Timestamp::from_unix(1_900_000_000)
}

/// Retention periods.
pub const RETENTION: Retention = Retention { draft_days: 30, suspect_days: 30, closed_days: 180, undecided_days: 730 };

/// The terms of what staff do in tests.
pub fn terms() -> ActTerms {
    ActTerms { at: acted_at(), retention: RETENTION, undo_seconds: 900 }
}

/// A member of staff.
pub fn person(name: &str) -> Person {
    Person { id: PersonId::of("https://issuer.example", name), name: name.to_owned(), role: Role::Administrator }
}

/// Changes an application as staff do.
pub async fn act(stack: &Stack, address: &str, change: StaffChange) -> ActOutcome {
    let application = submitted(stack, address).await;
    store(stack).act(&application, &person("Ada"), change, terms()).await.unwrap()
}

/// Returns the change by staff that leads to a status.
pub fn change_to(to: Status) -> StaffChange {
    match to {
        Status::InReview => StaffChange::Take,
        Status::MoreInformation => StaffChange::Ask { question: "What do you do?".to_owned() },
        Status::Accepted => StaffChange::Accept { facets: Vec::new(), renews: false },
        Status::Declined => StaffChange::Decline { reason: "other".to_owned(), words: String::new() },
        Status::Received => StaffChange::Release,
        Status::Draft | Status::Withdrawn => panic!("staff do not make {to:?}"),
    }
}

/// Changes an application's status as staff do, or as the applicant does who answers a question.
pub async fn move_to(stack: &Stack, address: &str, to: Status) {
    if submitted(stack, address).await.status == Status::MoreInformation && to == Status::InReview {
        answer(stack, address).await;
    } else {
        let outcome = act(stack, address, change_to(to)).await;
        assert!(matches!(outcome, ActOutcome::Done(_)), "{to:?}: {outcome:?}");
    }
}

/// Answers the question of staff as the applicant does.
pub async fn answer(stack: &Stack, address: &str) {
    let application = submitted(stack, address).await;
    let asked = application.review.question.as_ref().unwrap().number;
    let holder = Application::Submitted(Box::new(application)).holder();
    let outcome = store(stack).answer_question(&holder, asked, "We show stars.", acted_at(), RETENTION).await.unwrap();
    assert!(matches!(outcome, AnswerOutcome::Answered(_)), "{outcome:?}");
}

/// Withdraws an application as its applicant does.
pub async fn withdraw(stack: &Stack, address: &str) {
    let outcome = store(stack).withdraw(&submitted(stack, address).await, acted_at(), RETENTION).await.unwrap();
    assert!(matches!(outcome, ActOutcome::Done(_)));
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

/// Asserts that the counters equal a count of everything, after the stack has processed all changes.
pub async fn assert_counters_are_exact(stack: &Stack) {
    stack.drained().await;
    let counted = store(stack).recount(acted_at()).await.unwrap();
    assert_eq!(counted.mended, [], "of {} applications", counted.applications);
}
