//! Messages are never lost, and are sent twice only after a crash between sending and recording.

use crate::support::changes::{hand_over_to, notify_with, start_held_back};
use crate::support::outbox::outbox;
use crate::support::post::{Post, accepted, crashes, held_back, notices, notify};
use crate::support::time::Time;
use crate::support::wire::{Fault, Faults};
use crate::support::{log, text};
use notify::Mailer;
use serde_json::json;
use shared::clock::Clock;

#[tokio::test]
async fn a_thousand_crashes_lose_no_message_and_duplicate_only_unrecorded_ones() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time) = (Post::default(), Time::new());
    // The calls for a message: read the application, claim, check the suppression list, send, record the outcome.
    let points: Vec<_> = (0..5).flat_map(|call| [(call, Fault::KILLED_BEFORE), (call, Fault::KILLED_AFTER)]).collect();
    let faults = Faults::none();
    let notify = notify(&stack, &post, &faults, &time, false);
    // The first one also reads the secret.
    assert_eq!(hand_over_to(&notify, &[accepted(1000)]).await, None);
    for number in 0..1000 {
        let (call, fault) = points[number % points.len()];
        let record = [accepted(number)];
        faults.plan(call, fault);
        assert!(crashes(&notify, &faults, &record).await, "{number}");
        time.pass(91);
        assert_eq!(hand_over_to(&notify, &record).await, None);
    }
    let counts = post.counts();
    assert_eq!(counts.len(), 1001);
    let mut doubled = 0;
    for notice in notices(&stack).await {
        let number: usize = text(&notice, "pk").strip_prefix("application#").unwrap().parse().unwrap();
        let between = [(3, Fault::KILLED_AFTER), (4, Fault::KILLED_BEFORE)];
        let between = number < 1000 && between.contains(&points[number % points.len()]);
        assert_eq!(counts[text(&notice, "message_id")], if between { 2 } else { 1 }, "{number}");
        assert_eq!(text(&notice, "state"), "sent");
        doubled += usize::from(between);
    }
    assert_eq!((doubled, post.mails().len()), (200, 1201));
}

#[tokio::test]
async fn a_submission_sends_all_messages_despite_crashes_at_every_call() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let records = changes.of(&address);
    // Each attempt may make one more call, until it succeeds.
    let mut call = 0;
    loop {
        let faults = Faults::at(call, Fault::KILLED_BEFORE);
        if !crashes(&notify(&stack, &post, &faults, &time, false), &faults, &records).await {
            break;
        }
        time.pass(91);
        call += 1;
    }
    assert!(call > 8, "{call}");
    let mails = post.mails();
    let link = |text: &str| text.split("/join/").nth(1).map(|link| link[..28].to_owned());
    let links: Vec<_> = mails.iter().filter_map(|mail| link(&mail.text)).collect();
    assert!(
        !links.is_empty() && links.windows(2).all(|two| two[0] == two[1]),
        "every copy of a receipt has the same link"
    );
    let mut recipients: Vec<_> = mails.into_iter().map(|mail| mail.to).collect();
    recipients.dedup();
    assert_eq!(recipients, ["ada@example.com", "staff@acro.example"]);
    assert!(notices(&stack).await.iter().all(|notice| text(notice, "state") == "sent"));
}

#[tokio::test]
async fn a_repeated_record_sends_no_message_twice() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    for _ in 0..3 {
        let notify = notify(&stack, &post, &Faults::none(), &time, false);
        assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
        time.pass(24 * 60 * 60);
    }
    assert_eq!(post.mails().len(), 2);
}

#[tokio::test]
async fn a_lost_response_from_the_table_duplicates_no_message() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let time = Time::new();
    // Read, claim, read the secret, check the suppression list, and record the outcome; not send.
    for (number, call) in [(1, 0), (2, 1), (3, 2), (4, 3), (5, 5)] {
        let post = Post::default();
        let notify = notify(&stack, &post, &Faults::at(call, Fault::LOST_RESPONSE), &time, true);
        assert_eq!(hand_over_to(&notify, &[accepted(number)]).await, None);
        assert_eq!(post.mails().len(), 1, "call {call}");
    }
    assert!(notices(&stack).await.iter().all(|notice| text(notice, "state") == "sent"));
}

#[tokio::test]
async fn only_an_old_claim_is_taken_over() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time, record) = (Post::default(), Time::new(), [accepted(1)]);
    let sequence = record[0]["dynamodb"]["SequenceNumber"].as_str();
    let faults = Faults::at(1, Fault::KILLED_AFTER);
    assert!(crashes(&notify(&stack, &post, &faults, &time, false), &faults, &record).await);
    time.pass(90);
    let again = notify(&stack, &post, &Faults::none(), &time, false);
    assert_eq!(hand_over_to(&again, &record).await.as_deref(), sequence);
    assert_eq!(post.mails().len(), 0);
    time.pass(1);
    assert_eq!(hand_over_to(&again, &record).await, None);
    assert_eq!(post.mails().len(), 1);
    assert_eq!(notices(&stack).await[0]["attempts"].as_n().unwrap(), "2");
}

#[tokio::test]
async fn a_temporarily_refused_message_is_retried() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time, record) = (Post::default(), Time::new(), [accepted(1)]);
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    for refusal in [
        (429, "TooManyRequestsException"),
        (500, "InternalFailure"),
        (403, "AccessDeniedException"),
        (400, "MailFromDomainNotVerifiedException"),
        // For an unverified identity, and in the sandbox.
        (400, "MessageRejected"),
        (404, "NotFoundException"),
    ] {
        post.refusals.lock().unwrap().push(refusal);
        assert!(hand_over_to(&notify, &record).await.is_some(), "{refusal:?}");
        assert_eq!(text(&notices(&stack).await[0], "state"), "failed");
    }
    let log = log::logged();
    assert!(log.lines().any(|line| line.contains("message not taken") && line.contains("MessageRejected")), "an alarm");
    assert_eq!(hand_over_to(&notify, &record).await, None, "the retry does not wait for the claim");
    assert_eq!((post.mails().len(), text(&notices(&stack).await[0], "state")), (1, "sent"));
}

#[tokio::test]
async fn a_permanently_refused_message_is_logged_once_and_blocks_no_other() {
    let (stack, _visitor, _changes) = start_held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    post.refusals.lock().unwrap().push((400, "BadRequestException: Local address contains control or whitespace"));
    let records = [accepted(31 * 31 * 7), accepted(31 * 31 * 8)];
    for _ in 0..2 {
        assert_eq!(hand_over_to(&notify, &records).await, None);
    }
    assert_eq!(post.mails().len(), 1);
    let mut states: Vec<_> = notices(&stack).await.iter().map(|notice| text(notice, "state").to_owned()).collect();
    states.sort_unstable();
    assert_eq!(states, ["refused", "sent"]);
    let reference = records[0]["dynamodb"]["NewImage"]["reference"]["S"].as_str().unwrap();
    let log = log::logged();
    let refusals = log.lines().filter(|line| line.contains(reference) && line.contains("message refused"));
    assert_eq!(refusals.count(), 1);
}

#[tokio::test]
async fn messages_carry_tags_and_the_configuration_set() {
    let (stack, _visitor, changes, address) = held_back().await;
    let (post, time) = (Post::default(), Time::new());
    let notify = notify(&stack, &post, &Faults::none(), &time, false);
    assert_eq!(hand_over_to(&notify, &changes.of(&address)).await, None);
    let sent = post.sent.lock().unwrap()[0].clone();
    assert_eq!(sent["Destination"], json!({"ToAddresses": ["ada@example.com"]}));
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
    let notify = notify_with(stack.table_name(), stack.client(), mailer, Clock::system());
    assert!(hand_over_to(&notify, &[accepted(1)]).await.is_some());
    std::fs::remove_file(stack.outbox()).unwrap();
    assert_eq!(hand_over_to(&notify, &[accepted(1)]).await, None);
    assert_eq!(outbox(&stack).await.len(), 1);
}
