//! Messages, from form to mail service, and their return.

use crate::support::compared::masked;
use crate::support::events::SES_BOUNCE;
use crate::support::table::{items, only_application, text, varying};
use crate::support::{start, start_both};
use bench::Sent;
use local::Stack;
use mail_parser::MessageParser;
use shared::entropy::Entropy;
use store::Store;

/// Returns the contents of a message, with varying parts masked.
async fn read(stack: &Stack, raw: &[u8]) -> [String; 5] {
    let application = only_application(stack).await;
    let id = text(&application, "pk").strip_prefix("application#").unwrap();
    let store = Store::new(stack.client(), stack.table_name());
    let code = store.secret(&Entropy::system()).await.unwrap().confirmation_code(&id.parse().unwrap()).to_string();
    let mut words = varying(stack).await;
    words.push((code, "CODE"));
    let message = MessageParser::new().parse(raw).unwrap();
    let to = message.to().unwrap().first().unwrap().address().unwrap().to_owned();
    let from = format!("{:?}", message.from().unwrap());
    let texts = [
        message.subject().unwrap().to_owned(),
        message.body_text(0).unwrap().into(),
        message.body_html(0).unwrap().into(),
    ];
    let [subject, body, html] = texts.map(|text| masked(&text, &words));
    [to, from, subject, body, html]
}

#[tokio::test]
async fn messages_are_the_same_as_on_the_local_stack() {
    let (stack, visitor, site) = start_both().await;
    visitor.apply().await;
    site.visitor.apply().await;
    let mut expected = Vec::new();
    stack.drained().await;
    for file in std::fs::read_dir(stack.outbox()).unwrap() {
        expected.push(read(&stack, &std::fs::read(file.unwrap().path()).unwrap()).await);
    }
    site.stack().drained().await;
    let mut actual = Vec::new();
    for Sent { to, content } in site.mail().sent() {
        let message = read(site.stack(), &content).await;
        assert_eq!(to, [message[0].clone()], "the envelope matches the message");
        actual.push(message);
    }
    expected.sort();
    actual.sort();
    assert_eq!(actual.len(), 2);
    assert_eq!(actual, expected);
}

/// The report of SES is sent directly to the program.
#[tokio::test]
async fn a_bounce_is_stored_and_its_address_is_not_mailed_again() {
    let site = start().await;
    site.visitor.apply().await;
    site.stack().drained().await;
    let application = only_application(site.stack()).await;
    let bounce = SES_BOUNCE.replace("7KQX4M2P", text(&application, "reference"));
    site.function("notify").invoke(bounce).await.unwrap();
    let application = only_application(site.stack()).await;
    assert_eq!(text(&application, "contact_undelivered"), "hard_bounce");
    assert_eq!(items(site.stack(), "undeliverable").await.len(), 1);

    let before = site.mail().sent().len();
    site.visitor.apply().await;
    site.stack().drained().await;
    let sent = site.mail().sent();
    let recipients: Vec<_> = sent[before..].iter().flat_map(|sent| &sent.to).collect();
    assert_eq!(recipients, ["staff@acro.example"]);
}
