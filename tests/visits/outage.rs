//! The table is gone: the visitor loses nothing.

use crate::support::{answers, start};
use reqwest::StatusCode;
use shared::fields::Section;

#[tokio::test]
async fn while_the_table_is_gone_what_was_typed_stays_in_the_form() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();

    let path = format!("{address}/organization");
    let page = visitor.post(&path, &answers::with(answers::good(Section::Organization), "version", "0")).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "30");
    assert_eq!(page.typed("legal_name"), ["Müller & Sons <Clinical> GmbH"]);
    assert_eq!(page.typed("country"), ["DE"]);
    assert_eq!(page.text(".notice h2"), "Your answers are not saved yet");
}

#[tokio::test]
async fn while_the_table_is_gone_the_button_can_be_pressed_again() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    let check = visitor.get(&address).await;
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();

    let page = visitor.send(&check).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "30");
    assert_eq!(page.attribute("form", "action"), check.attribute("form", "action"));
    assert_eq!(page.attribute("input[name=version]", "value"), check.attribute("input[name=version]", "value"));
}

#[tokio::test]
async fn while_the_table_is_gone_content_can_be_read() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    stack.client().delete_table().table_name(stack.table_name()).send().await.unwrap();
    assert_eq!(visitor.get("/our-mission").await.status, StatusCode::OK);
    let page = visitor.get(&address).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
}
