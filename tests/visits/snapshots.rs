//! Whole pages and messages, as they were when somebody last looked at them.

use crate::support::outbox::{Mail, outbox};
use crate::support::store::{ask_for_link, fill_in_hidden_field, id, move_to, store, withdraw};
use crate::support::{Page, Visitor, answers, items, only_application, start, text};
use local::Stack;
use shared::application::Status;
use shared::entropy::Entropy;
use shared::fields::Section;

/// The page's content, with names in place of what differs from run to run.
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
    let kept = html.split_once("kept until ").and_then(|(_, rest)| rest.split(['.', ',']).next()).map(str::to_owned);
    kept.map_or(html.clone(), |day| html.replace(&day, "DAY"))
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

/// A message, with names in place of what differs from run to run.
async fn written(stack: &Stack, mail: &Mail, address: &str) -> String {
    let application = only_application(stack).await;
    let Mail { from, to, reply_to, subject, text: plain, html, .. } = mail;
    let all = format!("From: {from}\nTo: {to}\nReply-To: {reply_to}\nSubject: {subject}\n\n{plain}\n{html}");
    let id = id(address);
    assert!(!all.contains(id.as_str()), "no message has the private link");
    let code = store(stack).secret(&Entropy::system()).await.unwrap().confirmation_code(&id).to_string();
    let all = all.replace(&stack.site_url(), "SITE").replace(&code, "CODE");
    let links = items(stack, "link").await;
    let links = links.iter().map(|link| text(link, "pk").strip_prefix("link#").unwrap());
    let all = links.fold(all, |all, link| all.replace(link, "LINK"));
    let reference = text(&application, "reference");
    if reference.is_empty() { all } else { all.replace(reference, "REFERENCE") }
}

/// The message with this subject.
async fn about(stack: &Stack, address: &str, subject: &str) -> String {
    let messages = outbox(stack).await;
    let found = messages.iter().find(|mail| mail.subject.starts_with(subject));
    written(stack, found.unwrap_or_else(|| panic!("{messages:#?}")), address).await
}

#[tokio::test]
async fn messages_about_an_application_that_is_accepted() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    insta::assert_snapshot!("message_received", about(&stack, &address, "Application received").await);
    insta::assert_snapshot!("message_arrived", about(&stack, &address, "New application").await);
    for status in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        move_to(&stack, &address, status).await;
    }
    insta::assert_snapshot!("message_more_information", about(&stack, &address, "We need more").await);
    insta::assert_snapshot!("message_accepted", about(&stack, &address, "Your application was accepted").await);
    ask_for_link(&stack, &address, 1, "ada@example.com").await;
    insta::assert_snapshot!("message_link", about(&stack, &address, "Continue your application").await);
}

#[tokio::test]
async fn messages_about_an_application_that_is_declined() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    insta::assert_snapshot!("message_declined", about(&stack, &address, "Your application was declined").await);
}

#[tokio::test]
async fn messages_about_an_application_that_is_withdrawn() {
    let (stack, visitor) = start().await;
    let address = visitor.apply().await;
    withdraw(&stack, &address).await;
    insta::assert_snapshot!("message_withdrawn", about(&stack, &address, "You withdrew").await);
}

#[tokio::test]
async fn messages_about_a_draft_and_about_what_is_set_aside() {
    let (stack, visitor) = start().await;
    let address = visitor.fill_in_everything().await;
    ask_for_link(&stack, &address, 1, "ada@example.com").await;
    insta::assert_snapshot!("message_link_to_a_draft", about(&stack, &address, "Continue your application").await);
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    insta::assert_snapshot!("message_set_aside", about(&stack, &address, "Applications set aside").await);
}
