//! What staff do with an application through its page.

use super::desk::{Desk, apply, counts, items_of};
use crate::support::staff::person;
use crate::support::store::{assert_counters_are_exact, assert_history_is_intact, submitted};
use crate::support::time::Time;
use crate::support::{Page, Wiring, options, start, table};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Options;
use shared::application::Status;
use shared::clock::Clock;
use shared::staff::Role::Reviewer;

/// Returns the actions that a page offers, in its order.
fn offered(page: &Page) -> Vec<String> {
    let actions = page.attributes("form[action^='/staff/applications/']", "action");
    actions.iter().map(|action| action.rsplit_once('/').unwrap().1.to_owned()).collect()
}

#[tokio::test]
async fn every_action_leads_to_its_list_and_is_recorded() {
    let (stack, visitor) = Wiring::default().start(Options { undo_seconds: 900, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    Desk::of(&stack, "Bob", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    let (bob, question) = (person("Bob", Reviewer).id, [("question", "Where?\nSince when?")]);
    let decline = [("reason", "not_eligible"), ("words", "Come back in a year.")];
    let assign = [("to", bob.as_str())];
    type Step<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str, &'a str, &'a [&'a str]);
    let received: &[&str] = &["take", "note", "assign", "spam"];
    let in_review: &[&str] = &["accept", "decline", "ask", "note", "assign", "release", "spam"];
    let steps: [Step<'_>; 17] = [
        ("assign", &assign, "Received", "Assigned", received),
        ("assign", &[("to", "")], "Received", "Assigned", received),
        ("note", &[("note", "Knows <b>Eve</b>.")], "Received", "Note added", received),
        ("spam", &[], "Likely spam", "Set aside as spam", &["take", "not-spam", "note", "assign"]),
        ("not-spam", &[], "Received", "Marked as not spam", received),
        ("take", &[], "In review", "Review started", in_review),
        ("release", &[], "Received", "Review stopped", received),
        ("take", &[], "In review", "Review started", in_review),
        ("ask", &question, "Question asked", "Question asked", &["note", "assign", "spam"]),
        ("", &[], "In review", "Question answered", in_review),
        ("decline", &decline, "Declined", "Declined", &["undo", "note"]),
        ("undo", &[], "In review", "Decision undone", in_review),
        ("accept", &[], "Accepted", "Accepted", &["undo", "note"]),
        ("undo", &[], "In review", "Decision undone", in_review),
        ("decline", &decline, "Declined", "Declined", &["undo", "note"]),
        ("note", &[("note", "Sent.")], "Declined", "Note added", &["undo", "note"]),
        ("undo", &[], "In review", "Decision undone", in_review),
    ];
    for (number, (action, fields, list, entry, next)) in (2..).zip(steps) {
        let page = if action.is_empty() {
            answer(&visitor, &address, "In Ghent.").await;
            desk.file(&reference).await
        } else {
            desk.act(&reference, action, fields).await
        };
        let context = format!("{number}: {action}");
        assert!(page.text(".lead").contains(list), "{context}: {}", page.text(".lead"));
        assert_eq!(offered(&page), next, "{context}");
        let history = page.texts(".history li");
        assert_eq!(history.len(), number, "{context}");
        let last = history.last().unwrap();
        assert!(last.contains(entry) && last.contains("Ada") != action.is_empty(), "{context}: {last}");
        let tabs = desk.open("/staff").await;
        let place = tabs.texts("nav.tabs a").iter().position(|tab| tab.starts_with(list)).unwrap();
        let expected: Vec<_> = (0..7).map(|tab| usize::from(tab == place)).collect();
        assert_eq!(counts(&tabs), expected, "{context}");
    }
    let page = desk.file(&reference).await;
    let said = page.texts(".said");
    assert_eq!(said, ["Where? Since when?", "In Ghent.", "Knows <b>Eve</b>.", "Sent."]);
    assert!(page.text("main").contains("The history is intact."));
    assert_history_is_intact(&stack, &address).await;
    assert_counters_are_exact(&stack).await;
}

async fn answer(visitor: &test_support::Visitor, address: &str, text: &str) {
    let page = visitor.get(&format!("{address}/answer")).await;
    assert!(page.text("main").contains("Since when?"), "{}", page.body);
    let question = ("question", page.attribute("input[name=question]", "value"));
    let answered = visitor.post(&format!("{address}/answer"), &vec![question, ("answer", text.to_owned())]).await;
    assert!(answered.location().starts_with(address), "{answered:?}");
}

#[tokio::test]
async fn a_form_with_a_mistake_is_shown_again_with_what_was_typed() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    let page = desk.act(&reference, "take", &[]).await;
    let long = format!("<b>{}", "é".repeat(4_998));
    type Mistake<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a [&'a str]);
    let mistakes: [Mistake<'_>; 8] = [
        ("ask", &[("question", "")], &["#question"]),
        ("ask", &[("question", " \r\n\u{200b}")], &["#question"]),
        ("ask", &[("question", &long)], &["#question"]),
        ("decline", &[("reason", ""), ("words", "Sorry <b>")], &["#reason"]),
        ("decline", &[("reason", "other"), ("words", "")], &["#words"]),
        ("decline", &[("reason", "made_up"), ("words", &long)], &["#reason", "#words"]),
        ("decline", &[], &["#reason", "#words"]),
        ("note", &[("note", "")], &["#note"]),
    ];
    for (action, fields, links) in mistakes {
        let context = format!("{action} {:?}", fields.iter().map(|(name, _)| name).collect::<Vec<_>>());
        let again = desk.submit(&page, action, fields).await;
        assert_eq!(again.status, 422, "{context}");
        assert!(again.title().starts_with("Error"), "{context}: {}", again.title());
        assert_eq!(again.attributes(".error-summary a", "href"), links, "{context}");
        assert_eq!(again.count(&format!("details[open] form[action$='/{action}']")), 1, "{context}");
        for link in links {
            assert_eq!(again.count(link), 1, "{context}");
            assert_eq!(again.count(&format!("{link}-error")), 1, "{context}");
        }
        for (name, typed) in fields.iter().filter(|(_, typed)| !typed.trim().is_empty() && *typed != "made_up") {
            let kept = again.typed(name);
            assert!(kept.iter().any(|value| value == typed) || typed.trim() == "\u{200b}", "{context}");
        }
    }
    assert_eq!(submitted(&stack, &address).await.history.length, 2);
    for (to, status) in [("x", 404), (&"0".repeat(64), 404)] {
        assert_eq!(desk.submit(&page, "assign", &[("to", to)]).await.status, status, "{to}");
    }
    assert_eq!(desk.get("/staff/applications/22222222").await.status, 404);
    assert_eq!(desk.get("/staff/applications/nonsense").await.status, 404);
    assert_eq!(desk.get(&format!("/staff/applications/{}", reference.to_lowercase())).await.status, 200);
}

#[tokio::test]
async fn who_was_slower_learns_what_happened_and_loses_nothing_typed() {
    let (stack, visitor) = start().await;
    let (ada, bob) = (Desk::of(&stack, "Ada", Reviewer).await, Desk::of(&stack, "Bob", Reviewer).await);
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    ada.act(&reference, "take", &[]).await;
    let old = ada.file(&reference).await;
    bob.act(&reference, "accept", &[]).await;
    let late = ada.submit(&old, "decline", &[("reason", "other"), ("words", "Sorry & <b>bye")]).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.title(), "Someone else acted first");
    let happened = late.texts(".history li");
    assert_eq!(happened.len(), 1);
    assert!(happened[0].contains("Accepted") && happened[0].contains("Bob"), "{happened:?}");
    assert_eq!(late.text("textarea"), "Sorry & <b>bye");
    assert_eq!(submitted(&stack, &address).await.status, Status::Accepted);
    // A note is of use whatever happened meanwhile.
    assert_eq!(ada.submit(&old, "note", &[("note", "Too bad.")]).await.status, 303);
    assert_history_is_intact(&stack, &address).await;
}

#[tokio::test]
async fn a_second_click_does_nothing_and_another_text_is_not_lost() {
    let (stack, visitor) = Wiring::default().start(Options { undo_seconds: 900, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    let ada = person("Ada", Reviewer).id;
    type Click<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<&'a [(&'a str, &'a str)]>);
    let clicks: [Click<'_>; 5] = [
        ("assign", &[("to", ada.as_str())], Some(&[("to", "")])),
        ("take", &[], None),
        ("decline", &[("reason", "other"), ("words", "A")], Some(&[("reason", "other"), ("words", "B")])),
        ("undo", &[], None),
        ("ask", &[("question", "Where?")], Some(&[("question", "When?")])),
    ];
    for (number, (action, fields, others)) in (2..).zip(clicks) {
        let page = desk.file(&reference).await;
        for _ in 0..2 {
            let done = desk.submit(&page, action, fields).await;
            assert_eq!(done.location(), format!("/staff/applications/{reference}"), "{action}");
        }
        if let Some(others) = others {
            let other = desk.submit(&page, action, others).await;
            assert_eq!(other.status, 409, "{action}");
            if others.last().unwrap().0 != "to" {
                assert_eq!(other.text("textarea"), others.last().unwrap().1);
            }
        }
        assert_eq!(submitted(&stack, &address).await.history.length, number, "{action}");
    }
}

#[tokio::test]
async fn a_decision_can_be_undone_for_fifteen_minutes() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) =
        Wiring { clock: time.clock(), ..Wiring::default() }.start(Options { undo_seconds: 900, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    desk.act(&reference, "take", &[]).await;
    desk.act(&reference, "accept", &[]).await;
    time.pass(15 * 60 - 1);
    let page = desk.act(&reference, "undo", &[]).await;
    assert!(page.text(".lead").contains("In review"));
    let page = desk.act(&reference, "accept", &[]).await;
    assert!(page.text(".actions-panel").contains("Until then, you can undo the decision."));
    time.pass(15 * 60);
    assert_eq!(offered(&desk.file(&reference).await), ["note"]);
    let late = desk.submit(&page, "undo", &[]).await;
    assert_eq!((late.status.as_u16(), late.title().as_str()), (409, "It is too late to do this"));
    assert_eq!(late.count(".history"), 0);
    assert_eq!(submitted(&stack, &address).await.status, Status::Accepted);
}

#[tokio::test]
async fn a_history_that_was_tampered_with_is_pointed_out() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    let page = desk.act(&reference, "take", &[]).await;
    assert_eq!(page.count(".notice"), 0);
    let entries = items_of(&stack, &address, "history").await;
    let mut last = entries.into_iter().max_by_key(|item| table::text(item, "sk").to_owned()).unwrap();
    last.insert("person".to_owned(), AttributeValue::S(person("Bob", Reviewer).id.as_str().to_owned()));
    table::put(&stack, last).await;
    let page = desk.file(&reference).await;
    assert_eq!(page.text(".notice h2"), "The history was tampered with");
    assert!(!page.text("main").contains("The history is intact."));
}
