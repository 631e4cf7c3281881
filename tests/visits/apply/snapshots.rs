//! Whole pages of an application, as approved.

use crate::support::{Page, Visitor, answers, start};
use local::Stack;
use shared::fields::Section;

/// Returns the page's content, with placeholders for values that differ between runs.
fn content(page: &Page, stack: &Stack, address: &str) -> String {
    let mut html = page.inner_html("main").replace(&stack.site_url(), "SITE").replace(address, "/join/ID");
    for (differs, name) in [
        (page.text(".reference"), "REFERENCE"),
        (page.attribute("time", "datetime"), "TIME"),
        (page.text("time"), "DAY"),
    ] {
        if !differs.is_empty() {
            html = html.replace(&differs, name);
        }
    }
    let expiry = html.split_once("kept until ").and_then(|(_, rest)| rest.split(['.', ',']).next()).map(str::to_owned);
    expiry.map_or(html.clone(), |day| html.replace(&day, "DAY"))
}

async fn open_people(visitor: &Visitor) -> (String, Page) {
    let address = visitor.start_application().await;
    visitor.fill_in(&address, Section::Organization, answers::good(Section::Organization)).await;
    let page = visitor.get(&format!("{address}/people")).await;
    (address, page)
}

#[tokio::test]
async fn a_page_of_questions() {
    let (stack, visitor) = start().await;
    let (address, page) = open_people(&visitor).await;
    insta::assert_snapshot!(content(&page, &stack, &address));
}

#[tokio::test]
async fn a_page_of_questions_with_problems() {
    let (stack, visitor) = start().await;
    let (address, _) = open_people(&visitor).await;
    let typed = answers::with(answers::good(Section::People), "contact_email", "ada@");
    let page = visitor.fill_in(&address, Section::People, answers::without(typed, "contact_name")).await;
    insta::assert_snapshot!(content(&page, &stack, &address));
}

#[tokio::test]
async fn a_page_to_check_answers() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    insta::assert_snapshot!(content(&visitor.get(&address).await, &stack, &address));
}

#[tokio::test]
async fn a_status_page() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    insta::assert_snapshot!(content(&visitor.get(&address).await, &stack, &address));
}
