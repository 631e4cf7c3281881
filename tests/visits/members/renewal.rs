//! Yearly renewal: a simulated year, and faults at every call of a daily run.

use super::own_page::{changed, link_in, member_fields};
use crate::support::post::{PostOffice, STAFF};
use crate::support::store::store;
use crate::support::wire::{Fault, Faults};
use notify::Notify;
use serde_json::json;
use shared::applicant::Date;
use shared::application::Reference;
use shared::member::{Member, MemberAction, MemberRole, MemberStatus, Profile, Representative};
use std::collections::BTreeMap;

const DAY: i64 = 24 * 60 * 60;

/// Adds a member whose membership has to be renewed in so many days.
pub async fn add(office: &PostOffice, name: &str, days: i64, status: MemberStatus) -> Reference {
    let now = office.time.clock().now();
    let today = Date::of(now);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(name.bytes()).for_each(|(place, byte)| *place = byte);
    let profile = Profile { legal_name: name.to_owned(), ..Profile::default() };
    let email = serde_json::from_value(json!(format!("{}@example.com", name.to_lowercase()))).unwrap();
    let person = Representative { name: "Ada".to_owned(), title: None, email, roles: vec![MemberRole::Contact] };
    let member = Member::new(Reference::from_random(bytes), profile, vec![person], today, now, now);
    let member = Member { renews_on: Some(today.plus_days(days)), status, ..member };
    assert!(store(&office.stack).import_member(&member, None, now).await.unwrap());
    member.reference
}

async fn run_daily(notify: &Notify) {
    let event = serde_json::from_value(json!({"schedule": "daily"})).unwrap();
    notify.handle(event).await.unwrap();
}

/// Invokes `notify` as the daily schedule does, and returns whether it was killed.
async fn crashes(notify: &Notify, faults: &Faults) -> bool {
    tokio::select! {
        () = run_daily(notify) => false,
        () = faults.killed() => true,
    }
}

async fn member(office: &PostOffice, reference: &Reference) -> Member {
    store(&office.stack).member(reference).await.unwrap().unwrap()
}

/// Renews a membership with the link of the first message to this address.
async fn renew(office: &PostOffice, to: &str) {
    let mail = office.mails_to(to).into_iter().next().unwrap();
    let path = link_in(&mail.text);
    let page = office.visitor.open(&path).await;
    let agreed = ["code_of_ethics", "antitrust"].map(|name| (name, "yes"));
    let fields = changed(member_fields(&page), &[&agreed[..], &[("do", "renew")]].concat());
    let renewed = office.visitor.post(&path, &fields).await;
    assert_eq!(renewed.location(), format!("{path}?renewed"), "{}", renewed.body);
    let again = office.visitor.post(&path, &fields).await;
    assert_eq!(again.location(), format!("{path}?renewed"), "a second click");
}

#[tokio::test]
async fn a_year_of_renewals_sends_each_message_once_and_lapses_who_does_not_renew() {
    let office = PostOffice::with_one_clock().await;
    let [early, late, never] = [("Early", 365), ("Late", 365), ("Never", 365)];
    let early = add(&office, early.0, early.1, MemberStatus::Active).await;
    let late = add(&office, late.0, late.1, MemberStatus::Active).await;
    let never = add(&office, never.0, never.1, MemberStatus::Active).await;
    let renews_on = member(&office, &early).await.renews_on.unwrap();
    let mut statuses: BTreeMap<i64, [MemberStatus; 3]> = BTreeMap::new();
    for day in 0..450 {
        run_daily(&office.notify).await;
        run_daily(&office.notify).await;
        let now = [&early, &late, &never];
        let [one, two, three] = now;
        statuses.insert(
            day,
            [member(&office, one).await.status, member(&office, two).await.status, member(&office, three).await.status],
        );
        if day == 365 - 20 {
            renew(&office, "early@example.com").await;
        }
        if day == 365 + 40 {
            renew(&office, "late@example.com").await;
        }
        office.time.pass(DAY);
    }
    use MemberStatus::{Active, Due, Lapsed};
    for (day, expected) in [
        (0, [Active, Active, Active]),
        (364, [Active, Active, Active]),
        (365, [Active, Due, Due]),
        (394, [Active, Due, Due]),
        (395, [Active, Lapsed, Lapsed]),
        (406, [Active, Active, Lapsed]),
        (449, [Active, Active, Lapsed]),
    ] {
        assert_eq!(statuses[&day], expected, "day {day}");
    }
    let of = |to: &str| office.mails_to(to).len();
    assert_eq!((of("early@example.com"), of("late@example.com"), of("never@example.com")), (2, 4, 4));
    assert_eq!(of(STAFF), 2, "of those that lapsed");
    assert!(office.post.counts().values().all(|count| *count == 1));
    for reference in [&early, &late] {
        assert_eq!(member(&office, reference).await.renews_on, Some(renews_on.next_year()));
    }
    let file = store(&office.stack).member_file(&late).await.unwrap().unwrap();
    let actions: Vec<_> = file.history.iter().map(|entry| entry.action).collect();
    use MemberAction::{FallDue, Import, Lapse, Renew};
    assert_eq!(actions, [Import, FallDue, Lapse, Renew]);
    let agreement = file.member.agreement.unwrap();
    assert_eq!(agreement.declarations, ["code_of_ethics", "antitrust"]);
}

#[tokio::test]
async fn a_run_that_never_came_is_made_up_for() {
    let office = PostOffice::with_one_clock().await;
    let reference = add(&office, "Missed", 365, MemberStatus::Active).await;
    office.time.pass((365 - 20) * DAY);
    run_daily(&office.notify).await;
    assert_eq!(office.mails_to("missed@example.com").len(), 1, "the reminder of 30 days before");
    office.time.pass(120 * DAY);
    run_daily(&office.notify).await;
    assert_eq!(member(&office, &reference).await.status, MemberStatus::Due);
    assert_eq!(office.mails_to("missed@example.com").len(), 2, "it is not ended without a last word");
    office.time.pass(DAY);
    run_daily(&office.notify).await;
    assert_eq!(member(&office, &reference).await.status, MemberStatus::Lapsed);
    assert_eq!(office.mails_to(STAFF).len(), 1);
}

#[tokio::test]
async fn crashes_at_every_call_of_a_run_lose_nothing_and_double_only_what_was_not_recorded() {
    const MEMBERS: [(&str, i64, MemberStatus, &str); 5] = [
        ("Sixty", 60, MemberStatus::Active, "sixty@example.com"),
        ("Seven", 7, MemberStatus::Active, "seven@example.com"),
        ("Falls", 0, MemberStatus::Active, "falls@example.com"),
        ("Lapses", -30, MemberStatus::Due, STAFF),
        ("Told", -31, MemberStatus::Lapsed, STAFF),
    ];
    let (mut doubled, mut calls) = (0, 0);
    for fault in [Fault::KILLED_BEFORE, Fault::KILLED_AFTER] {
        for call in 0.. {
            let office = PostOffice::with_one_clock().await;
            for (name, days, status, _) in MEMBERS {
                add(&office, name, days, status).await;
            }
            let faults = Faults::at(call, fault);
            let has_crashed = crashes(&office.failing(&faults, false), &faults).await;
            office.time.pass(91);
            run_daily(&office.notify).await;
            let counts = office.post.counts();
            assert_eq!(counts.len(), MEMBERS.len(), "call {call}");
            let more = counts.values().sum::<usize>() - MEMBERS.len();
            assert!(more <= 1, "call {call}: {counts:?}");
            doubled += more;
            if !has_crashed {
                assert_eq!(more, 0);
                calls += call;
                break;
            }
        }
    }
    // Killed after sending and before recording, each once for each message.
    assert_eq!(doubled, 2 * MEMBERS.len());
    assert!(calls > 60, "{calls}");
}

#[tokio::test]
async fn one_member_that_fails_holds_up_no_other() {
    let office = PostOffice::with_one_clock().await;
    for name in ["One", "Two", "Three"] {
        add(&office, name, 30, MemberStatus::Active).await;
    }
    office.post.refusals.lock().unwrap().push((500, "InternalFailure"));
    let event = serde_json::from_value(json!({"schedule": "daily"})).unwrap();
    assert!(office.notify.handle(event).await.is_err(), "Lambda tries again");
    assert_eq!(office.post.mails().len(), 2);
    run_daily(&office.notify).await;
    assert_eq!(office.post.mails().len(), 3);
}

#[tokio::test]
async fn an_open_invoice_is_reminded_of_once() {
    let office = PostOffice::with_one_clock().await;
    let reference = add(&office, "Payer", 200, MemberStatus::Active).await;
    let read = member(&office, &reference).await;
    let now = office.time.clock().now();
    let on = Date::of(now);
    let dues =
        shared::member::Dues { state: shared::member::DuesState::Invoiced, on, amount: 1500, note: String::new() };
    let change = store::MemberChange::RecordDues { year: "2027".to_owned(), dues };
    store(&office.stack).change_member(&read, None, &change, now).await.unwrap();
    for _ in 0..40 {
        run_daily(&office.notify).await;
        office.time.pass(DAY);
    }
    let mails = office.mails_to("payer@example.com");
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("EUR 1,500") && mails[0].subject.contains("2027"), "{}", mails[0].text);
}

#[tokio::test]
async fn the_link_in_a_reminder_works_until_the_end_of_the_day_that_it_names() {
    let office = PostOffice::with_one_clock().await;
    let reference = add(&office, "Slow", 30, MemberStatus::Active).await;
    run_daily(&office.notify).await;
    let mail = office.mails_to("slow@example.com").remove(0);
    // Thirty days after those of grace.
    let last_day = member(&office, &reference).await.renews_on.unwrap().plus_days(60);
    let (year, day) = (&last_day.to_string()[..4], last_day.to_string()[8..].parse::<u8>().unwrap());
    let sentence = mail.text.lines().find(|line| line.starts_with("This link works until ")).unwrap();
    assert!(sentence.ends_with(&format!("\u{a0}{day},\u{a0}{year}.")), "{sentence} not {last_day}");

    let today = Date::of(office.time.clock().now());
    office.time.pass(today.days_until(last_day) * DAY);
    assert_eq!(office.visitor.get(&link_in(&mail.text)).await.status, 200);
    office.time.pass(DAY);
    assert_ne!(office.visitor.get(&link_in(&mail.text)).await.status, 200);
}
