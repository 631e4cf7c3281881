//! Whole pages of an application, as approved.

use crate::support::{Page, answers, start_filled_in, start_with_draft};
use local::Stack;

/// Returns the page's content, with placeholders for values that differ between runs.
fn content(page: &Page, stack: &Stack, address: &str) -> String {
    let times = page.attributes("time", "datetime");
    let days = page.texts("time");
    let html = page.inner_html("main").replace("&nbsp;", " ");
    let mut html = html.replace(&stack.site_url(), "SITE").replace(address, "/join/ID");
    let times = times.into_iter().map(|time| (time, "TIME")).chain(days.into_iter().map(|day| (day, "DAY")));
    for (differs, name) in [(page.text(".reference"), "REFERENCE")].into_iter().chain(times) {
        if !differs.is_empty() {
            html = html.replace(&differs, name);
        }
    }
    // A day such as “November 23, 2026”.
    let expiry = html.split_once("draft until ").and_then(|(_, rest)| rest.get(..rest.find(", 20")? + 6));
    expiry.map_or(html.clone(), |day| html.replace(day, "DAY"))
}

#[tokio::test]
async fn a_page_of_questions_without_and_with_problems() {
    let (stack, visitor, address) = start_with_draft().await;
    let page = visitor.get(&format!("{address}/people")).await;
    insta::assert_snapshot!("a_page_of_questions", content(&page, &stack, &address));
    let typed = answers::changed("people", "contact_email", "ada@");
    let page = visitor.fill_in(&address, "people", answers::without(typed, "contact_name")).await;
    insta::assert_snapshot!("a_page_of_questions_with_problems", content(&page, &stack, &address));
}

#[tokio::test]
async fn pages_to_check_answers_and_to_follow_the_status() {
    let (stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    insta::assert_snapshot!("a_page_to_check_answers", content(&check, &stack, &address));
    visitor.send(&check).await.location();
    insta::assert_snapshot!("a_status_page", content(&visitor.get(&address).await, &stack, &address));
}
