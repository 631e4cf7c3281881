//! Bounces and complaints: they are shown to staff, and the address gets no more mail.

use crate::support::changes::{hand_over_to, start_held_back};
use crate::support::post::{Post, accepted, crashes, held_back, notices, notify};
use crate::support::store::{ask_for_link, set, store, submitted};
use crate::support::time::Time;
use crate::support::wire::{Fault, Faults};
use crate::support::{Item, items, log, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use notify::Notify;
use serde_json::{Value, json};
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{ContactUndelivered, DeliveryFailure};
use shared::entropy::Entropy;

/// Returns SES's report about a message to `to`.
fn report(event: &Value, notice: &str, reference: Option<&str>, to: &str) -> Value {
    let tags = match reference {
        Some(reference) => json!({"notice": [notice], "reference": [reference]}),
        None => json!({"notice": [notice]}),
    };
    let mut message = event.clone();
    message["mail"] = json!({"destination": [to], "tags": tags});
    json!({"EventSource": "aws:sns", "Sns": {"Type": "Notification", "Message": message.to_string()}})
}

fn bounce(kind: &str) -> Value {
    json!({"eventType": "Bounce", "bounce": {"bounceType": kind, "timestamp": "2026-11-24T10:12:31.204Z"}})
}

fn complaint() -> Value {
    json!({"eventType": "Complaint", "complaint": {"timestamp": "2026-11-24T10:12:31.204Z"}})
}

async fn deliver(notify: &Notify, report: &Value) {
    assert!(try_to_deliver(notify, report).await);
}

/// Whether the function accepted the report.
async fn try_to_deliver(notify: &Notify, report: &Value) -> bool {
    notify.handle(serde_json::from_value(json!({"Records": [report]})).unwrap()).await.is_ok()
}

async fn reference(stack: &Stack, address: &str) -> String {
    submitted(stack, address).await.reference.to_string()
}

async fn undelivered(stack: &Stack, address: &str) -> Option<DeliveryFailure> {
    submitted(stack, address).await.contact_undelivered.map(|failure| failure.why)
}

fn state<'a>(notices: &'a [Item], name: &str) -> &'a str {
    text(notices.iter().find(|notice| text(notice, "sk") == format!("notice#{name}")).unwrap(), "state")
}

#[tokio::test]
async fn a_bounced_receipt_shows_on_the_status_page() {
    let (stack, visitor, changes, address) = held_back().await;
    let post = Post::default();
    let notify = notify(&stack, &post, &Faults::none(), &Time::new(), false);
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    let before = submitted(&stack, &address).await;
    assert_eq!(before.contact_undelivered, None);
    assert!(!visitor.get(&address).await.text("main").contains("came back"));

    let reference = before.reference.as_str();
    deliver(&notify, &report(&bounce("Permanent"), "received", Some(reference), "ada@example.com")).await;
    let after = submitted(&stack, &address).await;
    let at = "2026-11-24T10:12:31Z".to_owned().try_into().unwrap();
    assert_eq!(after.contact_undelivered, Some(ContactUndelivered { why: DeliveryFailure::HardBounce, at }));
    assert_eq!(after.version, before.version, "concurrent changes are not refused");
    assert_eq!(state(&notices(&stack).await, "received"), "returned");
    let page = visitor.get(&address).await.text("main");
    assert!(page.contains("On 24 November 2026 our message to ada@example.com could not be delivered"), "{page}");
    let export: Value = serde_json::from_str(&visitor.get(&format!("{address}/data")).await.body).unwrap();
    assert_eq!(export["contact_undelivered"], json!({"why": "hard_bounce", "at": "2026-11-24T10:12:31Z"}));
    let log = log::logged();
    assert!(log.lines().any(|line| line.contains(reference) && line.contains("message came back")));
}

#[tokio::test]
async fn an_address_that_bounced_or_complained_gets_no_more_mail() {
    for event in [bounce("Permanent"), complaint()] {
        let (stack, visitor, changes, address) = held_back().await;
        let (post, time) = (Post::default(), Time::new());
        let notify = notify(&stack, &post, &Faults::none(), &time, false);
        deliver(&notify, &report(&event, "link-1", None, "Ada@EXAMPLE.com")).await;
        assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
        let recipients: Vec<_> = post.mails().into_iter().map(|mail| mail.to).collect();
        assert_eq!(recipients, ["staff@acro.example"], "staff are still notified");
        assert_eq!(state(&notices(&stack).await, "received"), "undeliverable");
        assert_eq!(undelivered(&stack, &address).await, Some(DeliveryFailure::NotSent));
        let (page, export) = (visitor.get(&address).await, visitor.get(&format!("{address}/data")).await);
        assert!(!page.body.contains("came back"), "the page does not reveal earlier bounces of the address");
        assert!(page.text("main").contains("We have not emailed you"));
        assert_eq!(export.json()["contact_undelivered"]["why"], "not_sent");

        ask_for_link(&stack, &address, 1, "ada@example.com").await;
        stack.drained().await;
        assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
        assert_eq!(post.mails().len(), 1);
        assert_eq!(state(&notices(&stack).await, "link#1"), "undeliverable");
    }
}

#[tokio::test]
async fn a_suppressed_address_is_stored_as_a_hash_for_180_days() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    deliver(&notify, &report(&bounce("Permanent"), "accepted", None, "ada@example.com")).await;
    let suppressed = items(&stack, "undeliverable").await;
    assert_eq!(suppressed.len(), 1);
    let secret = store(&stack).secret(&Entropy::system()).await.unwrap();
    let hash = secret.mailbox(&EmailAddress::parse("ada@example.com").unwrap());
    assert_ne!(hash, Hash::of(b"ada@example.com"), "the hash is keyed, so addresses can't be guessed from it");
    assert!(!format!("{suppressed:?}").contains("ada@"), "{suppressed:?}");
    assert_eq!(text(&suppressed[0], "pk"), format!("undeliverable#{hash}"));
    let since = shared::timestamp::Timestamp::try_from(text(&suppressed[0], "since").to_owned()).unwrap();
    assert_eq!(suppressed[0]["expires_at"].as_n().unwrap(), &since.plus_days(180).unix().to_string());
    time.pass(181 * 24 * 60 * 60);
    assert_eq!(hand_over_to(&notify, &[accepted(1)]).await, None);
    assert_eq!(post.mails().len(), 1, "the suppression expires even before the item is removed");
}

#[tokio::test]
async fn a_full_mailbox_is_shown_and_mailed_again() {
    let (stack, visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    let reference = reference(&stack, &address).await;
    deliver(&notify, &report(&bounce("Transient"), "received", Some(&reference), "ada@example.com")).await;
    assert_eq!(undelivered(&stack, &address).await, Some(DeliveryFailure::SoftBounce));
    assert!(visitor.get(&address).await.text("main").contains("The mailbox may be full"));
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    assert_eq!(post.mails().len(), 2);
    set(&stack, &address, &[("contact_confirmed_at", AttributeValue::S("2026-11-25T00:00:00Z".to_owned()))]).await;
    assert!(!visitor.get(&address).await.text("main").contains("full"), "a confirmed address clearly receives mail");

    // A soft bounce after a complaint does not hide the complaint.
    deliver(&notify, &report(&complaint(), "received", Some(&reference), "ada@example.com")).await;
    deliver(&notify, &report(&bounce("Transient"), "received", Some(&reference), "ada@example.com")).await;
    assert_eq!(undelivered(&stack, &address).await, Some(DeliveryFailure::Complaint));
    assert!(visitor.get(&address).await.text("main").contains("was marked as spam"));
}

#[tokio::test]
async fn a_bounce_of_another_address_does_not_affect_the_main_contact() {
    let (stack, _visitor, changes, address) = held_back().await;
    let notify = notify(&stack, &Post::default(), &Faults::none(), &Time::new(), false);
    let reference = reference(&stack, &address).await;
    for (notice, to) in [("arrived", "staff@acro.example"), ("link-1", "somebody@example.net")] {
        deliver(&notify, &report(&bounce("Permanent"), notice, Some(&reference), to)).await;
    }
    assert_eq!(undelivered(&stack, &address).await, None);
    let staff = "message to staff not sent";
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    assert!(log::logged().lines().any(|line| line.contains(staff)), "every record logs it, so the alarm continues");
    let log = log::logged();
    assert!(log.lines().any(|line| line.contains(&reference) && line.contains("message to staff came back")));
}

#[tokio::test]
async fn malformed_and_unrelated_reports_are_skipped() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let notify = notify(&stack, &Post::default(), &Faults::none(), &Time::new(), false);
    deliver(&notify, &report(&bounce("Permanent"), "received", Some("7KQX4M2P"), "ada@example.com")).await;
    deliver(&notify, &json!({"Sns": {"Message": "{\"eventType\":\"Bounce\",\"bounce\":7}"}})).await;
    deliver(&notify, &json!({"Sns": {"Message": "Successfully validated SNS topic"}})).await;
    assert!(log::logged().contains("skipping unreadable report"));
}

#[tokio::test]
async fn a_retried_report_is_processed_after_a_crash_at_any_call() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    assert_eq!(hand_over_to(&notify(&stack, &post, &Faults::none(), &time, false), &changes.of(&address)).await, None);
    let reference = reference(&stack, &address).await;
    let report = report(&bounce("Permanent"), "received", Some(&reference), "ada@example.com");
    let mut call = 0;
    loop {
        let faults = Faults::at(call, Fault::LOST_RESPONSE);
        if try_to_deliver(&notify(&stack, &post, &faults, &time, false), &report).await {
            break;
        }
        let faults = Faults::at(call, Fault::KILLED_BEFORE);
        assert!(crashes(&notify(&stack, &post, &faults, &time, false), &faults, std::slice::from_ref(&report)).await);
        call += 1;
    }
    assert_eq!(
        call, 6,
        "to read the secret, to stop writing, to find the application, to note it, to read, to note it"
    );
    assert_eq!(undelivered(&stack, &address).await, Some(DeliveryFailure::HardBounce));
    assert_eq!(state(&notices(&stack).await, "received"), "returned");
    assert_eq!(items(&stack, "undeliverable").await.len(), 1);
}
