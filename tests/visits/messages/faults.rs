//! Messages are never lost, and are sent twice only after a crash between sending and recording.

use crate::support::changes::{hand_over_to, notify_with, start_held_back};
use crate::support::outbox::outbox;
use crate::support::post::{ADA, PostOffice, STAFF, asked, crashes, notices};
use crate::support::wire::{Fault, Faults};
use crate::support::{log, text};
use notify::Mailer;
use serde_json::json;
use shared::clock::Clock;

/// Returns the states of all messages, sorted.
async fn states(office: &PostOffice) -> Vec<String> {
    let mut states: Vec<_> =
        notices(&office.stack).await.iter().map(|notice| text(notice, "state").to_owned()).collect();
    states.sort_unstable();
    states
}

#[tokio::test]
async fn a_thousand_crashes_lose_no_message_and_duplicate_only_unrecorded_ones() {
    let office = PostOffice::open().await;
    // The calls for a message: read the application, claim, check the suppression list, send, record the outcome.
    let points: Vec<_> = (0..5).flat_map(|call| [(call, Fault::KILLED_BEFORE), (call, Fault::KILLED_AFTER)]).collect();
    let faults = Faults::none();
    let notify = office.failing(&faults, false);
    // The first one also reads the secret.
    assert_eq!(hand_over_to(&notify, &[asked(1000)]).await, None);
    for number in 0..1000 {
        let (call, fault) = points[number % points.len()];
        let record = [asked(number)];
        faults.plan(call, fault);
        assert!(crashes(&notify, &faults, &record).await, "{number}");
        office.time.pass(91);
        assert_eq!(hand_over_to(&notify, &record).await, None);
    }
    let counts = office.post.counts();
    assert_eq!(counts.len(), 1001);
    let mut doubled = 0;
    for notice in notices(&office.stack).await {
        let number: usize = text(&notice, "pk").strip_prefix("application#").unwrap().parse().unwrap();
        let between = [(3, Fault::KILLED_AFTER), (4, Fault::KILLED_BEFORE)];
        let between = number < 1000 && between.contains(&points[number % points.len()]);
        assert_eq!(counts[text(&notice, "message_id")], if between { 2 } else { 1 }, "{number}");
        assert_eq!(text(&notice, "state"), "sent");
        doubled += usize::from(between);
    }
    assert_eq!((doubled, office.post.mails().len()), (200, 1201));
}

#[tokio::test]
async fn a_submission_sends_all_messages_despite_crashes_at_every_call() {
    let (office, address) = PostOffice::with_application().await;
    let records = office.records(&address).await;
    // Each attempt may make one more call, until it succeeds.
    let (mut call, mut faults) = (0, Faults::at(0, Fault::KILLED_BEFORE));
    while crashes(&office.failing(&faults, false), &faults, &records).await {
        office.time.pass(91);
        call += 1;
        faults = Faults::at(call, Fault::KILLED_BEFORE);
    }
    assert!(call > 8, "{call}");
    let mails = office.post.mails();
    let link = |text: &str| text.split("/join/").nth(1).map(|link| link[..28].to_owned());
    let mut links: Vec<_> = mails.iter().filter_map(|mail| link(&mail.text)).collect();
    links.dedup();
    assert_eq!(links.len(), 1, "every copy of a receipt has the same link");
    let mut recipients: Vec<_> = mails.into_iter().map(|mail| mail.to).collect();
    recipients.dedup();
    assert_eq!(recipients, [ADA, STAFF]);
    assert_eq!(states(&office).await, ["sent", "sent"]);
}

#[tokio::test]
async fn a_repeated_record_sends_no_message_twice() {
    let (office, address) = PostOffice::with_application().await;
    for _ in 0..3 {
        let again = office.failing(&Faults::none(), false);
        assert_eq!(hand_over_to(&again, &office.records(&address).await).await, None);
        office.time.pass(24 * 60 * 60);
    }
    assert_eq!(office.post.mails().len(), 2);
}

#[tokio::test]
async fn a_lost_response_from_the_table_duplicates_no_message() {
    let office = PostOffice::open().await;
    // Read, claim, read the secret, check the suppression list, and record the outcome; not send.
    for (number, call) in [(1, 0), (2, 1), (3, 2), (4, 3), (5, 5)] {
        let notify = office.failing(&Faults::at(call, Fault::LOST_RESPONSE), true);
        assert_eq!(hand_over_to(&notify, &[asked(number)]).await, None);
        assert_eq!(office.post.mails().len(), number, "call {call}");
    }
    assert_eq!(states(&office).await, ["sent"; 5]);
}

#[tokio::test]
async fn only_an_old_claim_is_taken_over() {
    let (office, record) = (PostOffice::open().await, [asked(1)]);
    let sequence = record[0]["dynamodb"]["SequenceNumber"].as_str();
    let faults = Faults::at(1, Fault::KILLED_AFTER);
    assert!(crashes(&office.failing(&faults, false), &faults, &record).await);
    office.time.pass(90);
    assert_eq!(office.process(&record).await.as_deref(), sequence);
    assert_eq!(office.post.mails().len(), 0);
    office.time.pass(1);
    assert_eq!(office.process(&record).await, None);
    assert_eq!(office.post.mails().len(), 1);
    assert_eq!(notices(&office.stack).await[0]["attempts"].as_n().unwrap(), "2");
}

#[tokio::test]
async fn a_temporarily_refused_message_is_retried() {
    let (office, record) = (PostOffice::open().await, [asked(1)]);
    for refusal in [
        (429, "TooManyRequestsException"),
        (500, "InternalFailure"),
        (403, "AccessDeniedException"),
        (400, "MailFromDomainNotVerifiedException"),
        // For an unverified identity, and in the sandbox.
        (400, "MessageRejected"),
        (404, "NotFoundException"),
    ] {
        office.post.refusals.lock().unwrap().push(refusal);
        assert!(office.process(&record).await.is_some(), "{refusal:?}");
        assert_eq!(states(&office).await, ["failed"]);
    }
    let log = log::logged();
    assert!(log.lines().any(|line| line.contains("message not taken") && line.contains("MessageRejected")), "an alarm");
    assert_eq!(office.process(&record).await, None, "the retry does not wait for the claim");
    assert_eq!((office.post.mails().len(), states(&office).await), (1, vec!["sent".to_owned()]));
}

#[tokio::test]
async fn a_permanently_refused_message_is_logged_once_and_blocks_no_other() {
    let office = PostOffice::open().await;
    let refusal = (400, "BadRequestException: Local address contains control or whitespace");
    office.post.refusals.lock().unwrap().push(refusal);
    let records = [asked(31 * 31 * 7), asked(31 * 31 * 8)];
    for _ in 0..2 {
        assert_eq!(office.process(&records).await, None);
    }
    assert_eq!(office.post.mails().len(), 1);
    assert_eq!(states(&office).await, ["refused", "sent"]);
    let reference = records[0]["dynamodb"]["NewImage"]["reference"]["S"].as_str().unwrap();
    let log = log::logged();
    let refusals = log.lines().filter(|line| line.contains(reference) && line.contains("message refused"));
    assert_eq!(refusals.count(), 1);
}

#[tokio::test]
async fn messages_carry_tags_and_the_configuration_set() {
    let office = PostOffice::open().await;
    office.apply().await;
    let sent = office.post.sent.lock().unwrap()[0].clone();
    assert_eq!(sent["Destination"], json!({"ToAddresses": [ADA]}));
    assert_eq!(sent["ConfigurationSetName"], "rules");
    assert_eq!(sent["EmailTags"][0], json!({"Name": "notice", "Value": "received"}));
    assert_eq!(sent["EmailTags"][1]["Name"], "reference");
}

#[tokio::test]
async fn an_unwritable_outbox_loses_no_message() {
    let (stack, _visitor, _changes) = start_held_back().await;
    std::fs::remove_dir_all(stack.outbox()).unwrap();
    std::fs::write(stack.outbox(), "in the way").unwrap();
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    let notify = notify_with(&stack, stack.client(), mailer, Clock::system());
    assert!(hand_over_to(&notify, &[asked(1)]).await.is_some());
    std::fs::remove_file(stack.outbox()).unwrap();
    assert_eq!(hand_over_to(&notify, &[asked(1)]).await, None);
    assert_eq!(outbox(&stack).await.len(), 1);
}
