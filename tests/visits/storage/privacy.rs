//! What is left of an application that an administrator anonymized or erased.

use crate::support::store::{
    RETENTION, acted_at, answer, assert_counters_are_exact, assert_history_is_intact, history, id, move_to, person,
    store, submitted,
};
use crate::support::{Visitor, log, scan, start_applied, text};
use local::Stack;
use shared::application::history::{Hash, Head, verify};
use shared::application::{Group, Reference, Status};
use shared::clock::Clock;
use store::{ActOutcome, StaffChange};

/// What people typed in [`reviewed`], besides the answers.
const WORDS: [&str; 5] = ["What do you do?", "We show stars.", "Call them back.", "Not yet a member.", "Ada"];

/// Returns a declined application with a note, an answered question, a look-alike and a replaced link.
async fn reviewed() -> (Stack, Visitor, String, Reference) {
    let (stack, visitor, address) = start_applied().await;
    visitor.apply().await;
    stack.drained().await;
    for status in [Status::InReview, Status::MoreInformation] {
        move_to(&stack, &address, status).await;
    }
    answer(&stack, &address).await;
    let store = store(&stack);
    assert!(store.add_note(&id(&address), &person("Ada"), "Call them back.", Clock::system().now()).await.unwrap());
    let words = StaffChange::Decline { reason: "other".to_owned(), words: "Not yet a member.".to_owned() };
    crate::support::store::act(&stack, &address, words).await;
    visitor.replace(&address).await;
    stack.drained().await;
    let reference = submitted(&stack, &address).await.reference;
    (stack, visitor, address, reference)
}

/// Returns all that the table has about an application, in its partition or naming it.
async fn about(stack: &Stack, address: &str) -> Vec<String> {
    let id = id(address);
    let items = scan(stack).await.into_iter().map(|item| format!("{item:?}"));
    items.filter(|item| item.contains(id.as_str())).collect()
}

fn typed(answers: &shared::application::Answers) -> Vec<String> {
    let texts = answers.iter().filter_map(|(name, answer)| match answer {
        shared::application::Answer::Text(text) if text.len() > 5 && !name.starts_with("privacy_notice") => {
            Some(format!("{text:?}"))
        }
        _ => None,
    });
    texts.collect()
}

#[tokio::test]
async fn an_anonymized_application_keeps_its_status_and_history_and_nothing_personal() {
    log::watch();
    let (stack, _visitor, address, reference) = reviewed().await;
    let read = submitted(&stack, &address).await;
    let personal: Vec<_> = typed(&read.answers).into_iter().chain(WORDS.map(|word| format!("{word:?}"))).collect();
    assert!(personal.len() > 10);
    let before = about(&stack, &address).await.concat();
    assert!(WORDS.iter().all(|word| before.contains(word)), "the words are there before");
    let done = store(&stack).anonymize(&read, &person("Eve"), acted_at(), RETENTION).await.unwrap();
    assert!(matches!(done, ActOutcome::Done(_)));
    let left = about(&stack, &address).await;
    for word in &personal {
        assert!(!left.iter().any(|item| item.contains(word.as_str())), "{word} is left in {left:#?}");
    }
    for kind in ["note", "exchange", "search", "search_terms", "likeness", "look_alike", "link_beside"] {
        assert!(
            !left.iter().any(|item| item.contains(&format!("\"entity_type\": S({kind:?})"))),
            "{kind} is left in {left:#?}"
        );
    }
    let now = submitted(&stack, &address).await;
    assert_eq!((now.status, now.review.anonymized_at), (Status::Declined, Some(acted_at())));
    assert_history_is_intact(&stack, &address).await;
    assert_counters_are_exact(&stack).await;
    let file = store(&stack).file(&reference, Clock::system().now()).await.unwrap().unwrap();
    assert!(file.notes.is_empty() && file.exchanges.is_empty() && file.look_alikes.is_empty());
    assert_eq!(store(&stack).counts().await.unwrap().get(Group::Declined), 1);
}

#[tokio::test]
async fn an_erased_application_leaves_its_history_and_the_claim_of_its_reference() {
    let (stack, _visitor, address, reference) = reviewed().await;
    let read = submitted(&stack, &address).await;
    let done = store(&stack).erase_for_staff(&read, &person("Eve"), acted_at()).await.unwrap();
    assert!(matches!(done, ActOutcome::Done(_)));
    let (mut claim, mut kinds) = (None, std::collections::BTreeSet::new());
    for item in scan(&stack).await {
        if !format!("{item:?}").contains(read.id.as_str()) {
            continue;
        }
        match text(&item, "entity_type") {
            "reference" => claim = Some(item),
            // They hold nothing personal, and keep a repeated record from sending them again.
            "notice" => assert!(item.contains_key("expires_at"), "{item:?}"),
            // The replaced link says for a day that the application was deleted.
            "link" => assert!(item.contains_key("expires_at"), "{item:?}"),
            kind => drop(kinds.insert(kind.to_owned())),
        }
    }
    assert_eq!(kinds.into_iter().collect::<Vec<_>>(), ["history"]);
    let claim = claim.unwrap();
    let length = claim["history_length"].as_n().unwrap().parse().unwrap();
    let hash: Hash = serde_json::from_value(text(&claim, "history_hash").into()).unwrap();
    assert_eq!(verify(&reference, &history(&stack, &address).await, &Head { length, hash }), Ok(()));
    assert_eq!(length, 7);
    assert_counters_are_exact(&stack).await;
    assert!(store(&stack).file(&reference, Clock::system().now()).await.unwrap().is_none());
}

/// Nobody could decide about it, and there is nobody to tell.
#[tokio::test]
async fn an_open_application_that_is_anonymized_is_closed_without_a_message() {
    let (stack, _visitor, address) = start_applied().await;
    stack.drained().await;
    let before = crate::support::items(&stack, "notice").await.len();
    let read = submitted(&stack, &address).await;
    store(&stack).anonymize(&read, &person("Eve"), acted_at(), RETENTION).await.unwrap();
    let now = submitted(&stack, &address).await;
    assert_eq!((now.status, now.expires_at), (Status::Withdrawn, Some(acted_at().plus_days(180))));
    assert_eq!(crate::support::items(&stack, "notice").await.len(), before);
}
