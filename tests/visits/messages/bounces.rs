//! Bounces and complaints: they are shown to staff, and the address gets no more mail.

use crate::support::post::{ADA, PostOffice, STAFF, asked, bounce, crashes, report, takes};
use crate::support::store::{ask_for_link, set, store};
use crate::support::wire::{Fault, Faults};
use crate::support::{items, log, text};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Value, json};
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{ContactUndelivered, DeliveryFailure};
use shared::entropy::Entropy;

fn complaint() -> Value {
    json!({"eventType": "Complaint", "complaint": {"timestamp": "2026-11-24T10:12:31.204Z"}})
}

async fn undelivered(office: &PostOffice, address: &str) -> Option<DeliveryFailure> {
    office.submitted(address).await.contact_undelivered.map(|failure| failure.why)
}

#[tokio::test]
async fn a_bounced_receipt_shows_on_the_status_page() {
    let (office, address) = PostOffice::with_application().await;
    office.deliver(&address).await;
    let before = office.submitted(&address).await;
    assert_eq!(before.contact_undelivered, None);
    assert!(!office.page(&address).await.contains("came back"));

    let reference = before.reference.as_str();
    office.report(&bounce("Permanent"), "received", Some(reference), ADA).await;
    let after = office.submitted(&address).await;
    let at = "2026-11-24T10:12:31Z".to_owned().try_into().unwrap();
    assert_eq!(after.contact_undelivered, Some(ContactUndelivered { why: DeliveryFailure::HardBounce, at }));
    assert_eq!(after.version, before.version, "concurrent changes are not refused");
    assert_eq!(office.state("received").await, "returned");
    let page = office.page(&address).await;
    assert!(page.contains("On November 24, 2026, our message to a…@example.com could not be delivered"), "{page}");
    let export = office.visitor.get(&format!("{address}/data")).await.json();
    assert_eq!(export["contact_undelivered"], json!({"why": "hard_bounce", "at": "2026-11-24T10:12:31Z"}));
    let log = log::logged();
    assert!(log.lines().any(|line| line.contains(reference) && line.contains("message came back")));
}

#[tokio::test]
async fn an_address_that_bounced_or_complained_gets_no_more_mail() {
    for event in [bounce("Permanent"), complaint()] {
        let office = PostOffice::open().await;
        office.report(&event, "link-1", None, "Ada@EXAMPLE.com").await;
        let address = office.apply().await;
        let recipients: Vec<_> = office.post.mails().into_iter().map(|mail| mail.to).collect();
        assert_eq!(recipients, [STAFF], "staff are still notified");
        assert_eq!(office.state("received").await, "undeliverable");
        assert_eq!(undelivered(&office, &address).await, Some(DeliveryFailure::NotSent));
        let page = office.visitor.get(&address).await;
        assert!(!page.body.contains("came back"), "the page does not reveal earlier bounces of the address");
        assert!(page.text("main").contains("We have not emailed you"));
        let export = office.visitor.get(&format!("{address}/data")).await.json();
        assert_eq!(export["contact_undelivered"]["why"], "not_sent");

        ask_for_link(&office.stack, &address, 1, ADA).await;
        office.deliver(&address).await;
        assert_eq!(office.post.mails().len(), 1);
        assert_eq!(office.state("link#1").await, "undeliverable");
    }
}

#[tokio::test]
async fn a_suppressed_address_is_stored_as_a_hash_for_180_days() {
    let office = PostOffice::open().await;
    office.report(&bounce("Permanent"), "accepted", None, ADA).await;
    let suppressed = items(&office.stack, "undeliverable").await;
    assert_eq!(suppressed.len(), 1);
    let secret = store(&office.stack).secret(&Entropy::system()).await.unwrap();
    let hash = secret.mailbox(&EmailAddress::parse(ADA).unwrap());
    assert_ne!(hash, Hash::of(b"ada@example.com"), "the hash is keyed, so addresses can't be guessed from it");
    assert!(!format!("{suppressed:?}").contains("ada@"), "{suppressed:?}");
    assert_eq!(text(&suppressed[0], "pk"), format!("undeliverable#{hash}"));
    let since = shared::timestamp::Timestamp::try_from(text(&suppressed[0], "since").to_owned()).unwrap();
    assert_eq!(suppressed[0]["expires_at"].as_n().unwrap(), &since.plus_days(180).unix().to_string());
    office.time.pass(181 * 24 * 60 * 60);
    assert_eq!(office.process(&[asked(1)]).await, None);
    assert_eq!(office.post.mails().len(), 1, "the suppression expires even before the item is removed");
}

#[tokio::test]
async fn a_full_mailbox_is_shown_and_mailed_again() {
    let (office, address) = PostOffice::with_application().await;
    let reference = office.submitted(&address).await.reference.to_string();
    office.report(&bounce("Transient"), "received", Some(&reference), ADA).await;
    assert_eq!(undelivered(&office, &address).await, Some(DeliveryFailure::SoftBounce));
    assert!(office.page(&address).await.contains("The inbox may be full"));
    office.deliver(&address).await;
    assert_eq!(office.post.mails().len(), 2);
    let confirmed = AttributeValue::S("2026-11-25T00:00:00Z".to_owned());
    set(&office.stack, &address, &[("contact_confirmed_at", confirmed)]).await;
    assert!(!office.page(&address).await.contains("full"), "a confirmed address clearly receives mail");

    // A soft bounce after a complaint does not hide the complaint.
    for event in [complaint(), bounce("Transient")] {
        office.report(&event, "received", Some(&reference), ADA).await;
    }
    assert_eq!(undelivered(&office, &address).await, Some(DeliveryFailure::Complaint));
    assert!(office.page(&address).await.contains("was marked as spam"));
}

#[tokio::test]
async fn a_bounce_of_another_address_does_not_affect_the_main_contact() {
    let (office, address) = PostOffice::with_application().await;
    let reference = office.submitted(&address).await.reference.to_string();
    for (notice, to) in [("arrived", STAFF), ("link-1", "somebody@example.net")] {
        office.report(&bounce("Permanent"), notice, Some(&reference), to).await;
    }
    assert_eq!(undelivered(&office, &address).await, None);
    office.deliver(&address).await;
    let log = log::logged();
    assert!(log.contains("message to staff not sent"), "every record logs it, so the alarm continues");
    assert!(log.lines().any(|line| line.contains(&reference) && line.contains("message to staff came back")));
}

#[tokio::test]
async fn malformed_and_unrelated_reports_are_skipped() {
    let office = PostOffice::open().await;
    office.report(&bounce("Permanent"), "received", Some("7KQX4M2P"), ADA).await;
    for message in ["{\"eventType\":\"Bounce\",\"bounce\":7}", "Successfully validated SNS topic"] {
        assert!(takes(&office.notify, &json!({"Sns": {"Message": message}})).await);
    }
    assert!(log::logged().contains("skipping unreadable report"));
}

#[tokio::test]
async fn a_retried_report_is_processed_after_a_crash_at_any_call() {
    let (office, address) = PostOffice::with_application().await;
    office.deliver(&address).await;
    let reference = office.submitted(&address).await.reference.to_string();
    let report = report(&bounce("Permanent"), "received", Some(&reference), ADA);
    let mut call = 0;
    while !takes(&office.failing(&Faults::at(call, Fault::LOST_RESPONSE), false), &report).await {
        let faults = Faults::at(call, Fault::KILLED_BEFORE);
        assert!(crashes(&office.failing(&faults, false), &faults, std::slice::from_ref(&report)).await);
        call += 1;
    }
    // To read the secret, to stop writing, to find the application, to note it, to read, to note it.
    assert_eq!(call, 6);
    assert_eq!(undelivered(&office, &address).await, Some(DeliveryFailure::HardBounce));
    assert_eq!(office.state("received").await, "returned");
    assert_eq!(items(&office.stack, "undeliverable").await.len(), 1);
}
