//! Requests and responses that are lost on the way to the table and back.

use crate::support::{Item, answers, items, only_application, start_lossy, text};
use local::Stack;
use reqwest::StatusCode;
use shared::fields::Section;

async fn assert_received_once(stack: &Stack) -> Item {
    let application = only_application(stack).await;
    assert_eq!(text(&application, "status"), "received");
    assert_eq!(items(stack, "history").await.len(), 1);
    let claims = items(stack, "reference").await;
    assert_eq!(claims.len(), 1);
    assert_eq!(text(&claims[0], "pk"), format!("reference#{}", text(&application, "reference")));
    application
}

#[tokio::test]
async fn a_section_whose_saving_was_not_confirmed_is_saved_once() {
    let (stack, visitor) = start_lossy("UpdateItem", 1).await;
    let address = visitor.start_application().await;
    let saved = visitor.fill_in(&address, Section::Organization, answers::good(Section::Organization)).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
    assert_eq!(only_application(&stack).await["version"].as_n().unwrap(), "1");
}

#[tokio::test]
async fn an_application_whose_receipt_was_not_confirmed_is_received_once() {
    let (stack, visitor) = start_lossy("TransactWriteItems", 1).await;
    let address = visitor.apply().await;
    let application = assert_received_once(&stack).await;
    assert_eq!(visitor.get(&address).await.text(".reference"), text(&application, "reference"));
}

#[tokio::test]
async fn whoever_is_told_to_try_again_after_the_application_was_received_finds_it_received() {
    let (stack, visitor) = start_lossy("TransactWriteItems", 3).await;
    let address = visitor.fill_in_everything().await;
    let told = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(told.status, StatusCode::SERVICE_UNAVAILABLE);
    let before = assert_received_once(&stack).await;
    assert_eq!(visitor.send(&told).await.location(), address);
    assert_eq!(assert_received_once(&stack).await, before);
}
