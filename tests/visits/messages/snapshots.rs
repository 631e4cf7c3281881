//! Whole messages, as approved.

use crate::support::outbox::{Mail, outbox};
use crate::support::store::{ask_for_link, code, fill_in_hidden_field, id, move_to, set, withdraw};
use crate::support::{OWN_SITE, items, only_application, start_applied, start_filled_in, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use shared::application::Status;
use shared::clock::Clock;

/// Returns a message, with placeholders for values that differ between runs.
async fn written(stack: &Stack, mail: &Mail, address: &str) -> String {
    let application = only_application(stack).await;
    let Mail { from, to, reply_to, subject, text: plain, html, .. } = mail;
    let all = format!("From: {from}\nTo: {to}\nReply-To: {reply_to}\nSubject: {subject}\n\n{plain}\n{html}");
    assert!(!all.contains(id(address).as_str()), "no message has the private link");
    let all = all.replace(&stack.site_url(), "SITE").replace(&code(stack, address).await, "CODE");
    let links = items(stack, "link").await;
    let links = links.iter().map(|link| text(link, "pk").strip_prefix("link#").unwrap());
    let all = links.fold(all, |all, link| all.replace(link, "LINK"));
    // Staff are told by when to decide, and when likely spam is deleted.
    let now = Clock::system().now();
    let all = all.replace(&OWN_SITE.site.locale.day(now.plus_days(30).unix()), "IN 30 DAYS");
    let reference = text(&application, "reference");
    if reference.is_empty() { all } else { all.replace(reference, "REFERENCE") }
}

/// Returns the message whose subject begins with `subject`.
async fn about(stack: &Stack, address: &str, subject: &str) -> String {
    let messages = outbox(stack).await;
    let message = messages.iter().find(|mail| mail.subject.starts_with(subject));
    written(stack, message.unwrap_or_else(|| panic!("{messages:#?}")), address).await
}

#[tokio::test]
async fn messages_about_an_accepted_application() {
    let (stack, _visitor, address) = start_applied().await;
    insta::assert_snapshot!("message_received", about(&stack, &address, "Application received").await);
    insta::assert_snapshot!("message_arrived", about(&stack, &address, "New application").await);
    for status in [Status::InReview, Status::MoreInformation, Status::InReview, Status::Accepted] {
        move_to(&stack, &address, status).await;
    }
    insta::assert_snapshot!("message_more_information", about(&stack, &address, "Please answer a question").await);
    let receipt = about(&stack, &address, "We received your answer").await;
    insta::assert_snapshot!("message_answer_received", receipt);
    insta::assert_snapshot!("message_answered", about(&stack, &address, "The applicant answered your question").await);
    insta::assert_snapshot!("message_accepted", about(&stack, &address, "Your application was accepted").await);
    ask_for_link(&stack, &address, 1, "ada@example.com").await;
    insta::assert_snapshot!("message_link", about(&stack, &address, "Continue your application").await);
}

#[tokio::test]
async fn messages_about_declined_and_withdrawn_applications() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    insta::assert_snapshot!("message_declined", about(&stack, &address, "Your application was declined").await);
    let (stack, _visitor, address) = start_applied().await;
    withdraw(&stack, &address).await;
    insta::assert_snapshot!("message_withdrawn", about(&stack, &address, "Your application was withdrawn").await);
}

#[tokio::test]
async fn messages_about_drafts_and_suspects() {
    let (stack, visitor, address) = start_filled_in().await;
    // March 17, 2030
    set(&stack, &address, &[("expires_at", AttributeValue::N("1900000000".to_owned()))]).await;
    ask_for_link(&stack, &address, 1, "ada@example.com").await;
    insta::assert_snapshot!("message_link_to_a_draft", about(&stack, &address, "Continue your LPO application").await);
    fill_in_hidden_field(&stack, &address).await;
    visitor.send(&visitor.get(&address).await).await;
    insta::assert_snapshot!("message_set_aside", about(&stack, &address, "1 LPO application set aside").await);
}
