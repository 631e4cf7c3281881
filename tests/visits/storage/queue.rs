//! Lists and search of applications for staff, and what they cost.

use crate::support::changes::start_held_back;
use crate::support::meter::Meter;
use crate::support::store::{act, apply_as_a_program, move_to, person, store, submitted};
use crate::support::table::{Item, application, put};
use crate::support::{api, start, start_applied, text};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use local::Stack;
use shared::application::{Group, Reference, Status};
use shared::clock::Clock;
use shared::search::{Language, term, words};
use shared::timestamp::Timestamp;
use store::{Cursor, ExportRecord, QueuePage, StaffChange, Store};

fn now() -> Timestamp {
    Clock::system().now()
}

fn references(page: &QueuePage) -> Vec<Reference> {
    page.rows.iter().map(|row| row.reference.clone()).collect()
}

#[tokio::test]
async fn pages_follow_each_other_and_have_every_application_once() {
    let (stack, visitor) = start().await;
    let mut expected = Vec::new();
    for second in 0..7 {
        let address = visitor.post_json(api::application(), &[]).await.received();
        // Two in the same second.
        let since = Timestamp::from_unix(1_790_000_000 + second / 2);
        let mut item = application(&stack, &address).await;
        item.insert("status_since".to_owned(), AttributeValue::S(since.to_string()));
        put(&stack, item).await;
        expected.push((since, submitted(&stack, &address).await.reference));
    }
    apply_as_a_program(&stack, &visitor).await;
    visitor.fill_in_everything().await;
    stack.drained().await;
    let (store, mut after, mut found) = (store(&stack), None, Vec::new());
    loop {
        let page = store.queue(Group::Received, after.as_ref(), 3, now()).await.unwrap();
        assert!(page.rows.len() <= 3);
        found.extend(page.rows.iter().map(|row| (row.status_since, row.reference.clone())));
        let Some(next) = page.next else { break };
        after = Some(next.to_string().parse::<Cursor>().unwrap());
    }
    assert!(found.is_sorted_by_key(|(since, _)| *since), "oldest first");
    found.sort_by_key(|(_, reference)| reference.to_string());
    expected.sort_by_key(|(_, reference)| reference.to_string());
    assert_eq!(found, expected, "without drafts and suspects");
    assert_eq!(store.queue(Group::Suspect, None, 10, now()).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn a_cursor_stays_valid_when_its_application_moves_on() {
    let (stack, visitor) = start().await;
    for _ in 0..4 {
        visitor.post_json(api::application(), &[]).await.received();
    }
    let store = store(&stack);
    let all = references(&store.queue(Group::Received, None, 10, now()).await.unwrap());
    let first = store.queue(Group::Received, None, 2, now()).await.unwrap();
    let moved = store.application_by_reference(&all[1], now()).await.unwrap().unwrap();
    store.act(&moved, &person("Ada"), StaffChange::Take, crate::support::store::terms()).await.unwrap();
    let rest = store.queue(Group::Received, first.next.as_ref(), 10, now()).await.unwrap();
    assert_eq!(references(&rest), all[2..]);
    let unknown = Cursor { since: now(), reference: "22222222".parse().unwrap() };
    assert_eq!(store.queue(Group::Received, Some(&unknown), 10, now()).await.unwrap().rows.len(), 3);
}

#[tokio::test]
async fn an_application_is_found_by_reference_names_domain_and_address() {
    let (stack, visitor) = start().await;
    let mut body = api::application();
    body["legal_name"] = "Société d’Études Cliniques".into();
    body["public_name"] = "Clini-Pro".into();
    body["website"] = "https://www.clinipro.example/about".into();
    body["contact_email"] = "Marie@mail.clinipro.example".into();
    let address = visitor.post_json(body, &[]).await.received();
    visitor.post_json(api::application(), &[]).await.received();
    stack.drained().await;
    let application = submitted(&stack, &address).await;
    let reference = application.reference.to_string();
    let found = async |query: &str| {
        let found = store(&stack).search(query, now(), 20).await.unwrap();
        found.into_iter().map(|found| found.reference.to_string()).collect::<Vec<_>>()
    };
    for query in [
        reference.as_str(),
        &reference.to_lowercase(),
        " SOCIETE ",
        "études clin",
        "cliniques société",
        "pro",
        "clinipro.example",
        "https://clinipro.example/",
        "marie@mail.clinipro.example",
        "MARIE@",
        "mail.clini",
    ] {
        assert_eq!(found(query).await, [reference.as_str()], "{query}");
    }
    for query in ["", "x", "22222222", "société observatory", "tudes", "bob@clinipro.example", "%", "#"] {
        assert_eq!(found(query).await, [""; 0], "{query}");
    }
    // Suspects are found as well, and what is gone is not.
    act(&stack, &address, StaffChange::Spam).await;
    assert_eq!(found("societe").await.len(), 1);
    store(&stack).erase_for_staff(&submitted(&stack, &address).await, &person("Eve"), now()).await.unwrap();
    stack.drained().await;
    assert_eq!(found("societe").await.len(), 0);
}

#[tokio::test]
async fn a_file_has_everything_about_an_application() {
    let (stack, visitor, address) = start_applied().await;
    let other = visitor.apply().await;
    stack.drained().await;
    move_to(&stack, &address, Status::InReview).await;
    let application = submitted(&stack, &address).await;
    assert!(store(&stack).add_note(&application.id, &person("Ada"), "Looks good.", now()).await.unwrap());
    let file = store(&stack).file(&application.reference, now()).await.unwrap().unwrap();
    assert_eq!(file.history.len(), 3);
    assert_eq!(file.notes[0].text, "Looks good.");
    assert_eq!(file.look_alikes[0].reference, submitted(&stack, &other).await.reference);
    assert_eq!(file.look_alikes[0].reasons.len(), 2);
    assert_eq!(file.messages.iter().map(|message| message.name.as_str()).collect::<Vec<_>>(), ["arrived", "received"]);
    assert!(store(&stack).file(&"22222222".parse().unwrap(), now()).await.unwrap().is_none());
}

#[tokio::test]
async fn exports_are_recorded_even_several_in_a_second() {
    let (stack, _visitor) = start().await;
    let store = store(&stack);
    assert_eq!(store.last_export("").await.unwrap(), None);
    let export = |name: &str, at: i64| ExportRecord {
        at: Timestamp::from_unix(at),
        by: person(name).id,
        by_name: name.to_owned(),
        format: "csv".to_owned(),
        filters: "status=received".to_owned(),
        count: 3,
        complete_until: Timestamp::from_unix(5),
    };
    for (name, at) in [("Ada", 1_800_000_000), ("Ada", 1_800_000_000), ("Bob", 1_800_000_001)] {
        store.record_export(&export(name, at)).await.unwrap();
    }
    assert_eq!(store.last_export("status=received").await.unwrap(), Some(export("Bob", 1_800_000_001)));
    assert_eq!(store.last_export("").await.unwrap(), None);
    assert_eq!(store.exports(10).await.unwrap().len(), 3);
}

/// Copies an application with its claim and one search term, which is all that lists and search read.
async fn copy(stack: &Stack, address: &str, copies: usize) {
    let items = crate::support::scan(stack).await;
    let id = address.strip_prefix("/join/").unwrap();
    let reference = submitted(stack, address).await.reference.to_string();
    let word = text_of(stack).await;
    let is_read = |item: &&Item| match text(item, "entity_type") {
        "application" | "reference" => true,
        "search" => text(item, "sk").starts_with(&word),
        _ => false,
    };
    let own: Vec<&Item> = items.iter().filter(|item| format!("{item:?}").contains(id)).filter(is_read).collect();
    let requests = (0..copies).flat_map(|number| {
        let new_id = format!("{number:026}");
        let new_reference: String =
            format!("{number:08}").chars().map(|digit| (b'A' + digit as u8 - b'0') as char).collect();
        let new_reference = new_reference.replace('I', "Z");
        let (reference, id) = (reference.clone(), id.to_owned());
        own.iter().map(move |item| {
            let changed = item.iter().map(|(name, value)| {
                let value = match value {
                    AttributeValue::S(text) => {
                        AttributeValue::S(text.replace(&id, &new_id).replace(&reference, &new_reference))
                    }
                    other => other.clone(),
                };
                (name.clone(), value)
            });
            let put = PutRequest::builder().set_item(Some(changed.collect())).build().unwrap();
            WriteRequest::builder().put_request(put).build()
        })
    });
    let requests: Vec<_> = requests.collect();
    for requests in requests.chunks(25) {
        let write = stack.client().batch_write_item().request_items(stack.table_name(), requests.to_vec());
        assert!(write.send().await.unwrap().unprocessed_items.is_none_or(|left| left.is_empty()));
    }
}

/// Returns the units that each page of staff costs.
async fn costs(stack: &Stack, reference: &Reference) -> Vec<(&'static str, f64, usize)> {
    let meter = Meter::default();
    let store = Store::new(meter.on(&stack.client()), stack.table_name());
    let mut costs = Vec::new();
    let mut cost = |what| {
        let calls = meter.take();
        costs.push((what, calls.iter().map(|call| call.read).sum(), calls.len()));
    };
    let page = store.queue(Group::Received, None, 25, now()).await.unwrap();
    assert_eq!(page.rows.len(), 25);
    cost("first page");
    assert_eq!(store.queue(Group::Received, page.next.as_ref(), 25, now()).await.unwrap().rows.len(), 25);
    cost("next page");
    store.counts().await.unwrap();
    cost("counts");
    store.months(12, now()).await.unwrap();
    cost("months");
    assert_eq!(store.search(reference.as_str(), now(), 20).await.unwrap().len(), 1);
    cost("search by reference");
    store.file(reference, now()).await.unwrap().unwrap();
    cost("file");
    costs
}

/// A query of DynamoDB costs what the items that it reads weigh, up to its limit, and none of these reads more than its
/// limit. So what costs the same at 110 and at 1,000 costs the same at 100,000. A search by a word reads at most 100
/// items of its partition, which 110 applications have.
#[tokio::test]
async fn pages_cost_the_same_however_many_applications_there_are() {
    // `notify` would take long for so many, so it gets none.
    let (stack, visitor, _changes) = start_held_back().await;
    let address = visitor.post_json(api::application(), &[]).await.received();
    let application = submitted(&stack, &address).await;
    store(&stack).add_search_terms(&application).await.unwrap();
    copy(&stack, &address, 110).await;
    let few = costs(&stack, &application.reference).await;
    let word_few = search_cost(&stack).await;
    copy(&stack, &address, 1000).await;
    assert_eq!(costs(&stack, &application.reference).await, few);
    assert_eq!(search_cost(&stack).await, word_few);
    assert!(few.iter().all(|(what, units, calls)| *units <= 60.0 && *calls <= 3 || *what == "file"), "{few:?}");
}

async fn search_cost(stack: &Stack) -> f64 {
    let meter = Meter::default();
    let store = Store::new(meter.on(&stack.client()), stack.table_name());
    let name = text_of(stack).await;
    assert_eq!(store.search(&name, now(), 20).await.unwrap().len(), 20);
    meter.take().iter().map(|call| call.read).sum()
}

/// A word of the name of the applications in [`copy`].
async fn text_of(stack: &Stack) -> String {
    let page = store(stack).queue(Group::Received, None, 1, now()).await.unwrap();
    let name = &page.rows[0].core.organization.legal_name;
    words(name).map(|word| term(word.text, Language::Other)).max_by_key(String::len).unwrap()
}
