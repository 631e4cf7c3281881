//! Limits on mail that strangers can trigger, to others and to staff.

use crate::support::api::{application, with};
use crate::support::changes::hour_passes;
use crate::support::outbox::outbox;
use crate::support::post::{ADA, PostOffice, STAFF, asked, bounce, notices};
use crate::support::store::set;
use crate::support::{items, log, start, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use serde_json::json;
use shared::application::{DeliveryFailure, Status};

/// Counts the messages to an address.
async fn sent_to(stack: &Stack, to: &str) -> usize {
    outbox(stack).await.iter().filter(|mail| mail.to == to).count()
}

#[tokio::test]
async fn forty_posts_with_one_mailbox_send_ten_receipts_and_five_messages_to_staff() {
    let (stack, visitor) = start().await;
    let mut addresses = Vec::new();
    for _ in 0..40 {
        addresses.push(visitor.post_json(application(), &[]).await.received());
    }
    assert_eq!(sent_to(&stack, ADA).await, 10);
    // The hour may have changed in between.
    let staff = sent_to(&stack, STAFF).await;
    assert!((5..=10).contains(&staff), "{staff}");
    let states: Vec<_> = items(&stack, "notice").await.iter().map(|notice| text(notice, "state").to_owned()).collect();
    let count = |state: &str| states.iter().filter(|is| *is == state).count();
    assert_eq!((count("limited"), count("folded") + staff), (30, 40));
    let last = visitor.get(&addresses[39]).await;
    assert!(last.text("main").contains("We have not emailed you"), "the page says that nothing was sent");
    assert!(!visitor.get(&addresses[0]).await.text("main").contains("We have not emailed you"));
}

#[tokio::test]
async fn new_drafts_do_not_raise_the_limit_on_links() {
    let (stack, visitor) = start().await;
    let mut draft = String::new();
    for _ in 0..12 {
        draft = visitor.start_draft().await;
        visitor.request_link(&draft, ADA).await.location();
        stack.drained().await;
    }
    assert_eq!(sent_to(&stack, ADA).await, 10);
    let link = visitor.get(&format!("{draft}/link?sent")).await;
    assert_eq!(link.text(".notice h2"), "We have not emailed your link");
    assert!(visitor.get(&format!("{draft}/profile")).await.text("main").contains("We could not email the link"));
    visitor.request_link(&draft, "other@example.com").await.location();
    assert_eq!(sent_to(&stack, "other@example.com").await, 1, "other mailboxes are unaffected");
    assert!(!visitor.get(&format!("{draft}/profile")).await.text("main").contains("We could not email the link"));
}

/// Naming a stranger's mailbox must not reveal what it was sent, or whether mail to it bounced.
#[tokio::test]
async fn the_page_is_the_same_whether_or_not_a_link_was_sent() {
    let mut notices_shown = Vec::new();
    for (reason, limits) in [("mailbox", [1, 1000]), ("day", [1000, 1]), ("bounced", [1000; 2]), ("refused", [1000; 2])]
    {
        let office = PostOffice::limited_to(limits).await;
        match reason {
            "bounced" => office.report(&bounce("Permanent"), "link-1", None, ADA).await,
            "refused" => office.post.refusals.lock().unwrap().push((400, "BadRequestException: Illegal address")),
            _ => drop(office.apply().await),
        }
        let address = office.apply().await;
        let failure = office.submitted(&address).await.contact_undelivered.unwrap();
        assert_eq!(failure.why, DeliveryFailure::NotSent, "{reason}");
        notices_shown.push(office.visitor.get(&address).await.text(".notice"));
    }
    assert!(notices_shown[0].starts_with("We have not emailed you"), "{notices_shown:?}");
    assert!(notices_shown.windows(2).all(|two| two[0] == two[1]), "{notices_shown:#?}");
}

#[tokio::test]
async fn questions_are_sent_despite_exhausted_limits() {
    let office = PostOffice::limited_to([1, 1]).await;
    office.apply().await;
    for number in 0..3 {
        assert_eq!(office.process(&[asked(number)]).await, None);
    }
    let subjects: Vec<_> = office.post.mails().into_iter().map(|mail| mail.subject).collect();
    let count = |words: &str| subjects.iter().filter(|subject| subject.starts_with(words)).count();
    assert_eq!((count("Application received"), count("Please answer a question")), (1, 3), "{subjects:?}");
    assert!(!log::logged().contains(ADA));
}

#[tokio::test]
async fn the_daily_limit_is_logged_and_resets_the_next_day() {
    let office = PostOffice::limited_to([1000, 2]).await;
    let mut states = Vec::new();
    for day in 0..2 {
        for _ in 0..3 {
            let key = office.apply().await.replace("/join/", "application#");
            let notices = notices(&office.stack).await;
            let is_receipt = |notice: &&_| text(notice, "pk") == key && text(notice, "sk") == "notice#received";
            states.push(text(notices.iter().find(is_receipt).unwrap(), "state").to_owned());
        }
        assert!(log::logged().contains("daily mail limit reached"), "{day}");
        office.time.pass(24 * 60 * 60);
    }
    // Messages to staff do not count.
    assert_eq!(states, ["sent", "sent", "limited", "sent", "sent", "limited"]);
}

#[tokio::test]
async fn a_retried_message_counts_once() {
    let office = PostOffice::limited_to([1, 1]).await;
    let address = office.visitor.apply().await;
    let records = office.records(&address).await;
    for _ in 0..4 {
        office.post.refusals.lock().unwrap().push((400, "MessageRejected"));
        assert!(office.process(&records).await.is_some());
    }
    assert_eq!(office.process(&records).await, None);
    assert_eq!(office.mails_to(ADA).len(), 1, "an outage does not count toward the limit");
}

#[tokio::test]
async fn staff_get_an_hourly_digest_of_arrivals_over_the_limit() {
    let office = PostOffice::open().await;
    let mut references = Vec::new();
    for _ in 0..8 {
        let address = office.apply().await;
        references.push(office.submitted(&address).await.reference.to_string());
    }
    let staff = || office.mails_to(STAFF);
    assert_eq!(staff().len(), 5);
    hour_passes(&office.notify).await;
    office.time.pass(60 * 60);
    hour_passes(&office.notify).await;
    assert_eq!(staff().len(), 5, "the digest waits for pending writes");
    office.time.pass(5 * 60);
    for _ in 0..3 {
        hour_passes(&office.notify).await;
    }
    let digest = staff().pop().unwrap();
    assert_eq!((staff().len(), digest.subject.as_str()), (6, "More new LPO applications: 3"));
    for (number, reference) in references.iter().enumerate() {
        assert_eq!(digest.text.contains(reference), number >= 5, "{reference}");
    }
    assert_eq!(digest.reply_to, "");
}

#[tokio::test]
async fn staff_are_warned_weekly_before_an_undecided_application_expires() {
    let office = PostOffice::open().await;
    let address = office.apply().await;
    let warnings = || {
        let mails = office.post.mails().into_iter();
        mails.filter(|mail| mail.subject.starts_with("Undecided")).collect::<Vec<_>>()
    };
    hour_passes(&office.notify).await;
    assert_eq!(warnings().len(), 0);
    // Three weeks ahead, by the function's clock.
    let soon = 1_800_000_000 + 21 * 24 * 60 * 60;
    set(&office.stack, &address, &[("expires_at", AttributeValue::N(soon.to_string()))]).await;
    for _ in 0..(6 * 2) {
        hour_passes(&office.notify).await;
        office.time.pass(12 * 60 * 60);
    }
    let warnings = warnings();
    assert!((1..=2).contains(&warnings.len()), "{}", warnings.len());
    let reference = office.submitted(&address).await.reference;
    assert!(warnings[0].text.contains(&format!("{reference}: February\u{a0}5,\u{a0}2027")), "{}", warnings[0].text);
}

#[tokio::test]
async fn mail_to_staff_contains_no_links_from_applicants_and_no_unconfirmed_reply_address() {
    let (stack, visitor) = start().await;
    let name = "Urgent: sign in at evil.example/login \u{202e}gro.live\u{202c}";
    visitor.post_json(with("legal_name", json!(name)), &[]).await.received();
    let arrival = outbox(&stack).await.into_iter().find(|mail| mail.to == STAFF).unwrap();
    for body in [&arrival.text, &arrival.html] {
        assert!(body.contains("Urgent: sign in at evil[.]example/login gro[.]live"), "{body}");
        assert!(!body.contains("evil.example") && !body.contains('\u{202e}'), "{body}");
    }
    assert!(arrival.html.contains("<bdi>Urgent"), "{}", arrival.html);
    assert!(arrival.text.contains("\u{2068}Urgent") && arrival.text.contains("live\u{2069}"), "{}", arrival.text);
    assert_eq!(arrival.reply_to, "");
    assert!(!arrival.text.contains("your reply goes to the applicant"));
}

#[tokio::test]
async fn a_forged_host_never_appears_in_mail() {
    let (stack, visitor) = start().await;
    for header in ["host", "x-forwarded-host", "forwarded"] {
        visitor.post_json(application(), &[(header, "evil.example")]).await.received();
    }
    let messages = outbox(&stack).await;
    assert_eq!(messages.len(), 6);
    assert!(messages.iter().all(|mail| !mail.raw.contains("evil.example")));
    let receipts = messages.iter().filter(|mail| mail.to == ADA);
    assert!(receipts.into_iter().all(|mail| mail.text.contains(&format!("{}/join/", stack.site_url()))));
}

#[tokio::test]
async fn the_status_page_shows_that_ses_refuses_an_address() {
    let office = PostOffice::open().await;
    let address = office.visitor.fill_in_everything().await;
    // As an earlier version stored it.
    set(&office.stack, &address, &[("contact_email", AttributeValue::S("zoë@example.com".to_owned()))]).await;
    office.visitor.send(&office.visitor.get(&address).await).await.location();
    office.deliver(&address).await;
    let recipients: Vec<_> = office.post.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(recipients, [STAFF], "staff are still notified");
    assert!(office.page(&address).await.contains("We have not emailed you"));
    assert_eq!(office.submitted(&address).await.status, Status::Received);
}
