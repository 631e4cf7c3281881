//! Exports, as programs read them.

use super::desk::{Desk, apply};
use crate::support::staff::store;
use crate::support::store::{apply_as_a_program, set, submitted};
use crate::support::table::put;
use crate::support::time::Time;
use crate::support::{Page, Wiring, items, options, start, text};
use aws_sdk_dynamodb::types::AttributeValue;
use local::Stack;
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::staff::Role::Reviewer;
use std::collections::{BTreeMap, BTreeSet};

/// Reads a CSV file into a map for each row.
fn rows(page: &Page) -> Vec<BTreeMap<String, String>> {
    assert_eq!(page.status, 200, "{}", page.body);
    assert_eq!(page.header("content-type"), "text/csv; charset=utf-8; header=present");
    assert!(page.header("content-disposition").starts_with("attachment; filename=\"applications-"));
    assert_eq!(page.header("cache-control"), "no-store");
    let text = page.body.strip_prefix('\u{feff}').unwrap();
    assert!(text.ends_with("\r\n") && text.lines().next().unwrap().starts_with("reference,list,submitted_at,since,"));
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
}

fn objects(page: &Page) -> Vec<Value> {
    assert_eq!(page.header("content-type"), "application/jsonl; charset=utf-8");
    page.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_spreadsheet_gets_every_answer_and_no_formula() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let why = "=HYPERLINK(\"https://evil.example\"), \"first\" line of why we would like to join you\nand a second";
    let (address, reference) =
        apply(&stack, &visitor, &[("why_join", why), ("legal_name", "Ångström, Söhne & 岡田")]).await;
    let retired = [("retired", AttributeValue::S("@SUM(1)".to_owned())), ("retired_flag", AttributeValue::Bool(true))];
    set(&stack, &address, &retired).await;
    desk.act(&reference, "take", &[]).await;
    apply_as_a_program(&stack, &visitor).await;
    visitor.fill_in_everything().await;
    let exported = desk.get("/staff/export.csv").await;
    let [row] = &rows(&exported)[..] else { panic!("{}", exported.body) };
    for (column, expected) in [
        ("reference", reference.as_str()),
        ("list", "in_review"),
        ("assignee", "Ada"),
        ("reason", ""),
        ("legal_name", "Ångström, Söhne & 岡田"),
        ("why_join", &format!("'{why}")),
        ("contact_phone", "'+49 30 123456"),
        ("services", "data-management; safety"),
        ("code_of_ethics", "true"),
    ] {
        assert_eq!(row[column], expected, "{column}");
    }
    let others: Value = serde_json::from_str(&row["other_answers"]).unwrap();
    assert_eq!((&others["retired"], &others["retired_flag"]), (&json!("@SUM(1)"), &json!(true)));
    // A line end inside quotes is the answer's own; each row ends as RFC 4180 has it.
    assert_eq!(exported.body.matches("\r\n").count(), 2);

    let exported = desk.get("/staff/export.jsonl").await;
    let [object] = &objects(&exported)[..] else { panic!("{}", exported.body) };
    assert_eq!(object["reference"], reference.as_str());
    for (name, expected) in [
        ("why_join", json!(why)),
        ("contact_phone", json!("+49 30 123456")),
        ("services", json!(["data-management", "safety"])),
        ("code_of_ethics", json!(true)),
        ("retired", json!("@SUM(1)")),
    ] {
        assert_eq!(object["answers"][name], expected, "{name}");
    }
}

#[tokio::test]
async fn filters_choose_a_list_or_what_is_new_and_every_export_is_recorded() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (_, first) = apply(&stack, &visitor, &[]).await;
    desk.act(&first, "take", &[]).await;
    let (_, second) = apply(&stack, &visitor, &[]).await;
    time.pass(2);
    let exported = async |query: &str| {
        let found = rows(&desk.get(&format!("/staff/export.csv{query}")).await);
        found.into_iter().map(|mut row| row.remove("reference").unwrap()).collect::<BTreeSet<_>>()
    };
    let set = |references: &[&String]| references.iter().map(|one| (*one).clone()).collect::<BTreeSet<_>>();
    assert_eq!(exported("?status=in_review").await, set(&[&first]));
    assert_eq!(
        exported("?since=last").await,
        set(&[&first, &second]),
        "the last export of another list does not count"
    );
    // One that comes in the second of an export is in the next one.
    let (_, third) = apply(&stack, &visitor, &[]).await;
    time.pass(61);
    assert_eq!(exported("?status=&since=last").await, set(&[&first, &second, &third]));
    time.pass(120);
    assert_eq!(exported("?since=last").await, set(&[]));
    // So is one that changes its list.
    desk.act(&first, "release", &[]).await;
    time.pass(61);
    assert_eq!(exported("?since=last").await, set(&[&first]));
    for query in ["status=suspect", "status=draft", "status=x", "since=yesterday", "part=x", "part=received:"] {
        assert_eq!(desk.get(&format!("/staff/export.csv?{query}")).await.status, 404, "{query}");
    }
    assert_eq!(desk.get("/staff/export.csv?part=suspect:&count=1").await.status, 404, "no way to likely spam");
    let page = desk.open("/staff/exports").await;
    assert_eq!(page.texts("tbody td:last-child"), ["1", "0", "3", "2", "1"], "newest first");
    assert_eq!(page.texts("tbody td:nth-of-type(2)")[4], "In review");
    assert!(page.texts("tbody td:nth-of-type(1)").iter().all(|name| name == "Ada"));
    assert_eq!(store(&stack).exports(10).await.unwrap().len(), 5);
}

/// Copies an application with its claim to the next numbers, with a text of 90 KB.
async fn copy(stack: &Stack, address: &str, copies: usize) {
    let id = address.strip_prefix("/join/").unwrap();
    let reference = submitted(stack, address).await.reference.to_string();
    let (applications, claims) = (items(stack, "application").await, items(stack, "reference").await);
    let own: Vec<_> = applications.into_iter().chain(claims).filter(|item| format!("{item:?}").contains(id)).collect();
    assert_eq!(own.len(), 2);
    for number in 0..copies {
        let (new_id, new_reference) =
            (format!("{number:026}"), format!("{number:08}").replace('0', "A").replace('1', "B"));
        for item in &own {
            let replaced = |value: &AttributeValue| match value {
                AttributeValue::S(text) => {
                    AttributeValue::S(text.replace(id, &new_id).replace(&reference, &new_reference))
                }
                other => other.clone(),
            };
            let mut copied: crate::support::Item =
                item.iter().map(|(name, value)| (name.clone(), replaced(value))).collect();
            if text(item, "entity_type") == "application" {
                // Hardly to be compressed, as no text of people is.
                let long: String = std::iter::repeat_with(fastrand::alphanumeric).take(90_000).collect();
                copied.insert("why_join".to_owned(), AttributeValue::S(long));
            }
            put(stack, copied).await;
        }
    }
}

#[tokio::test]
async fn an_export_too_large_for_a_response_has_parts_with_every_application_once() {
    let (stack, visitor, _changes) = crate::support::changes::start_held_back().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let (address, reference) = apply(&stack, &visitor, &[]).await;
    copy(&stack, &address, 70).await;
    desk.act(&reference, "take", &[]).await;
    for (extension, encodings) in [("csv", "identity"), ("jsonl", "br, gzip;q=0"), ("csv", "br, gzip")] {
        let page = desk.get_encoded(&format!("/staff/export.{extension}"), encodings).await;
        assert_eq!(page.title(), "This export has several parts", "{extension} with {encodings}");
        let parts = page.attributes("main li a", "href");
        assert_eq!(parts.len(), 2, "{extension} with {encodings}");
        if encodings.ends_with("gzip") {
            let part = desk.get_encoded(&parts[0], encodings).await;
            assert_eq!(part.header("content-encoding"), "gzip");
            continue;
        }
        let mut found = Vec::new();
        for part in &parts {
            let part = desk.get(part).await;
            assert!(part.body.len() < 4_200_000, "{extension}: {}", part.body.len());
            if extension == "csv" {
                found.extend(rows(&part).into_iter().map(|mut row| row.remove("reference").unwrap()));
            } else {
                let objects = objects(&part);
                found.extend(objects.iter().map(|object| object["reference"].as_str().unwrap().to_owned()));
            }
        }
        assert_eq!(found.len(), 71, "{extension}");
        assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 71, "{extension}");
    }
    assert_eq!(store(&stack).exports(10).await.unwrap().len(), 5, "each part, and none for the pages");
}
