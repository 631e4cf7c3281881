//! Who gets which message, and when.

use crate::support::changes::{apply_with, hand_over, hand_over_to, notify_with, start_held_back};
use crate::support::outbox::{Mail, deliveries, outbox};
use crate::support::post::{ADA, STAFF, notices};
use crate::support::store::{apply_as_a_program, ask_for_link, code, fill_in_hidden_field};
use crate::support::store::{move_to, set, submitted, withdraw};
use crate::support::{Visitor, answers, count, items, only_application, start, start_applied, start_filled_in, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use notify::Mailer;
use shared::application::Status;
use shared::clock::Clock;
use std::collections::BTreeSet;

/// Returns new messages and empties the outbox.
async fn new_deliveries(stack: &Stack) -> Vec<(String, String)> {
    let new = deliveries(stack).await;
    for file in std::fs::read_dir(stack.outbox()).into_iter().flatten() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    new
}

fn to(address: &str, subject: impl Into<String>) -> (String, String) {
    (address.to_owned(), subject.into())
}

/// Starts a stack with an application whose messages were sent and removed. Returns its private path and reference too.
async fn received() -> (Stack, Visitor, String, String) {
    let (stack, visitor, address) = start_applied().await;
    let reference = text(&only_application(&stack).await, "reference").to_owned();
    assert_eq!(new_deliveries(&stack).await.len(), 2);
    (stack, visitor, address, reference)
}

#[tokio::test]
async fn a_submission_is_mailed_to_applicant_and_staff() {
    let (stack, _visitor, address) = start_applied().await;
    let application = only_application(&stack).await;
    let reference = text(&application, "reference");
    let messages = outbox(&stack).await;
    let [receipt, arrival] = messages.as_slice() else { panic!("{messages:#?}") };

    assert_eq!(
        (receipt.to.as_str(), &receipt.subject),
        (ADA, &format!("Application received, reference {reference}: confirm your email"))
    );
    let from = "LPO (League of Public Observatories) <office@observatories.example>";
    assert_eq!((receipt.from.as_str(), receipt.reply_to.as_str()), (from, "office@observatories.example"));
    let links = items(&stack, "link").await;
    let link = format!("{}/join/{}", stack.site_url(), text(&links[0], "pk").strip_prefix("link#").unwrap());
    let code = code(&stack, &address).await;
    let lines: Vec<_> = receipt.text.lines().collect();
    assert!(lines.contains(&link.as_str()) && lines.contains(&code.as_str()), "{}", receipt.text);
    assert!(!receipt.raw.contains(&address), "the private link is never emailed");
    assert!(receipt.text.contains("usually within 30 days"), "{}", receipt.text);

    assert_eq!((arrival.to.as_str(), &arrival.subject), (STAFF, &format!("New application ({reference})")));
    assert_eq!(arrival.reply_to, "");
    assert!(arrival.text.contains("Müller & Sons <Clinical> GmbH"), "{}", arrival.text);
    for (field, value) in answers::SECTIONS.into_iter().flat_map(answers::good).filter(|(_, value)| value.len() > 9) {
        assert_eq!(arrival.text.contains(&value), field == "legal_name", "{field}");
    }
    assert!(!arrival.raw.contains(&address), "staff do not get the private link");
    let page = format!("{}/staff/applications/{reference}", stack.site_url());
    assert!(arrival.text.lines().any(|line| line == page), "{}", arrival.text);
}

#[tokio::test]
async fn applicants_get_mail_about_questions_answers_and_decisions_and_staff_about_answers() {
    let (stack, _visitor, address, reference) = received().await;
    let question: &[_] = &[(ADA, "Please answer a question about your application")];
    let answer: &[_] = &[(ADA, "We received your answer"), (STAFF, "The applicant answered your question")];
    let steps = [
        (Status::InReview, &[][..]),
        (Status::MoreInformation, question),
        (Status::InReview, answer),
        (Status::MoreInformation, question),
        (Status::InReview, answer),
        (Status::Accepted, &[(ADA, "Your application was accepted")]),
    ];
    for (status, messages) in steps {
        move_to(&stack, &address, status).await;
        let expected: Vec<_> =
            messages.iter().map(|(recipient, subject)| to(recipient, format!("{subject} ({reference})"))).collect();
        assert_eq!(new_deliveries(&stack).await, expected, "{status:?}");
    }
    let names: Vec<_> = notices(&stack).await.iter().map(|notice| text(notice, "sk").to_owned()).collect();
    let numbered = |kind: &str| names.iter().filter(|name| name.starts_with(&format!("notice#{kind}#"))).count();
    let times = ["more_information", "answer_received", "answered"].map(numbered);
    assert_eq!((times, names.len()), ([2, 2, 2], 9), "{names:?}");
}

#[tokio::test]
async fn other_news_for_an_applicant_is_mailed() {
    for happens in ["declined", "withdrawn", "link requested"] {
        let (stack, _visitor, address, reference) = received().await;
        let subject = match happens {
            "declined" => {
                move_to(&stack, &address, Status::InReview).await;
                move_to(&stack, &address, Status::Declined).await;
                "Your application was declined"
            }
            "withdrawn" => {
                withdraw(&stack, &address).await;
                "Your application was withdrawn"
            }
            _ => {
                ask_for_link(&stack, &address, 1, ADA).await;
                "Continue your application"
            }
        };
        assert_eq!(new_deliveries(&stack).await, [to(ADA, format!("{subject} ({reference})"))], "{happens}");
    }
}

#[tokio::test]
async fn a_draft_has_no_messages_until_a_link_is_requested() {
    let (stack, _visitor, address) = start_filled_in().await;
    assert_eq!(new_deliveries(&stack).await, []);
    for number in 1..=2 {
        ask_for_link(&stack, &address, number, "colleague@example.net").await;
        let messages = outbox(&stack).await;
        assert!(messages[0].text.contains(&format!("{}/join/", stack.site_url())), "{}", messages[0].text);
        assert!(!messages[0].raw.contains(&address), "the message has a continue link, not the private link");
        assert_eq!(new_deliveries(&stack).await, [to("colleague@example.net", "Continue your LPO application")]);
    }
    set(&stack, &address, &[("link_requested_at", AttributeValue::S("2026-11-24T09:00:00Z".to_owned()))]).await;
    assert_eq!(new_deliveries(&stack).await, [], "no new link was requested");
}

#[tokio::test]
async fn likely_spam_sends_only_a_daily_digest_to_staff() {
    let (stack, visitor) = start().await;
    let first = apply_as_a_program(&stack, &visitor).await;
    let digest = [to(STAFF, "1 LPO application set aside as likely spam")];
    assert_eq!(new_deliveries(&stack).await, digest);
    let second = apply_as_a_program(&stack, &visitor).await;
    // Midnight may have passed in between.
    let days: Vec<_> = notices(&stack).await.iter().map(|notice| text(notice, "pk").to_owned()).collect();
    assert!(days.iter().all(|day| day.starts_with("digest#")), "{days:?}");
    assert_eq!(new_deliveries(&stack).await.len(), days.len() - 1);

    ask_for_link(&stack, &first, 1, ADA).await;
    withdraw(&stack, &first).await;
    ask_for_link(&stack, &first, 2, ADA).await;
    assert_eq!(new_deliveries(&stack).await, []);

    let reference = submitted(&stack, &second).await.reference;
    for status in [Status::InReview, Status::Declined] {
        move_to(&stack, &second, status).await;
    }
    let decided = [to(ADA, format!("Your application was declined ({reference})"))];
    assert_eq!(new_deliveries(&stack).await, decided, "mail works as usual once staff review it");
}

#[tokio::test]
async fn withdrawing_likely_spam_sends_nothing() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = apply_as_a_program(&stack, &visitor).await;
    withdraw(&stack, &address).await;
    stack.drained().await;
    assert_eq!(hand_over(&stack, stack.client(), &changes.of(&address)).await, None);
    assert_eq!(new_deliveries(&stack).await, [to(STAFF, "1 LPO application set aside as likely spam")]);
}

#[tokio::test]
async fn a_draft_with_a_filled_hidden_field_gets_no_link() {
    let (stack, _visitor, address) = start_filled_in().await;
    fill_in_hidden_field(&stack, &address).await;
    ask_for_link(&stack, &address, 1, "victim@example.net").await;
    assert_eq!(new_deliveries(&stack).await, []);
}

#[tokio::test]
async fn sent_messages_are_recorded_without_personal_data() {
    let (stack, _visitor, _address) = start_applied().await;
    let notices = notices(&stack).await;
    let mut names: Vec<_> = notices.iter().map(|notice| text(notice, "sk")).collect();
    names.sort_unstable();
    assert_eq!(names, ["notice#arrived", "notice#received"]);
    for notice in &notices {
        assert_eq!((text(notice, "state"), notice["attempts"].as_n().unwrap().as_str()), ("sent", "1"));
        let attributes: BTreeSet<_> = notice.keys().map(String::as_str).collect();
        let known = "attempts claimed_at claimed_by entity_type message_id pk settled_at sk state";
        assert_eq!(attributes, known.split(' ').collect());
        let file = stack.outbox().join(format!("{}.eml", text(notice, "message_id")));
        let mail = Mail::read(&std::fs::read(file).unwrap());
        assert_eq!(mail.id, format!("{}@observatories.example", text(notice, "message_id")));
        assert!(mail.raw.contains("\r\nAuto-Submitted: auto-generated\r\n"));
    }
}

#[tokio::test]
async fn everything_but_mail_works_without_a_sender() {
    let (stack, visitor, changes) = start_held_back().await;
    let address = visitor.apply().await;
    stack.drained().await;
    let notify = notify_with(&stack, stack.client(), Mailer::Off, Clock::system());
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    assert_eq!(new_deliveries(&stack).await, []);
    assert!(notices(&stack).await.iter().all(|notice| text(notice, "state") == "off"));
    assert_ne!(count(&stack, "likeness").await, 0);
}

#[tokio::test]
async fn names_appear_unchanged_in_every_script() {
    let (stack, visitor) = start().await;
    apply_with(&visitor, &[("legal_name", "株式会社 \"試験\" & <Söhne>")]).await;
    let arrival = outbox(&stack).await.pop().unwrap();
    assert!(arrival.text.contains("\u{2068}株式会社 \"試験\" & <Söhne>\u{2069}\n"), "{}", arrival.text);
    assert!(arrival.html.contains("<bdi>株式会社 &quot;試験&quot; &amp; &lt;Söhne&gt;</bdi>"), "{}", arrival.html);
}
