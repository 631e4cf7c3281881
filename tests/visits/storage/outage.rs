//! Outages of the table: visitors lose nothing.

use crate::support::answers::Answers;
use crate::support::{Visitor, answers, api, start, start_hurried, table};
use futures::future::join_all;
use reqwest::StatusCode;

/// Creates a draft and a submitted application, and returns all of their forms, each with its path and fields.
async fn everything(visitor: &Visitor) -> Vec<(String, Answers)> {
    let (draft, sent) = (visitor.fill_in_everything().await, visitor.apply().await);
    let fresh = visitor.start_application().await;
    let check = visitor.get(&draft).await;
    let section = |address: &str, section: &str, version: &str| {
        (format!("{address}/{section}"), answers::changed(section, "version", version))
    };
    let sections = answers::SECTIONS.map(|one| section(&draft, one, "1")).into_iter();
    let rest = [
        section(&fresh, "organization", "0"),
        (format!("{draft}/submit"), vec![("version", check.version())]),
        (format!("{draft}/link"), vec![("email", "ada@example.com".to_owned())]),
        (format!("{draft}/erase"), Vec::new()),
        (format!("{sent}/withdraw"), Vec::new()),
        (format!("{sent}/confirm"), vec![("code", "7KQX4M2P".to_owned())]),
        (format!("{sent}/replace"), vec![("form", "0123456789abcdefghjkmnpqrs".to_owned())]),
    ];
    sections.chain(rest).collect()
}

/// Asserts that all answers and the button are still there.
async fn assert_nothing_is_lost(visitor: &Visitor, (path, fields): &(String, Answers)) {
    let page = visitor.post(path, fields).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"), "{path}");
    assert_eq!(page.attribute("main form", "action"), *path);
    for field in fields.iter().map(|(name, _)| *name) {
        let given = fields.iter().filter(|(name, value)| *name == field && !value.is_empty());
        let mut given: Vec<_> = given.map(|(_, value)| value.replace('\r', "")).collect();
        let mut kept = page.typed(field);
        given.sort();
        kept.sort();
        assert_eq!(kept, given, "{path} {field}");
    }
    let heading = page.text(".notice h2") + &page.text("h1");
    let expected = match path.rsplit('/').next().unwrap() {
        "submit" => "We could not confirm that your application was sent",
        "withdraw" => "We could not confirm that your application was withdrawn",
        "erase" => "We could not confirm that your application was deleted",
        "link" | "replace" => "We could not confirm",
        "confirm" => "is not confirmed yet",
        _ => "are not saved yet",
    };
    assert!(heading.contains(expected), "{path}: {heading}");
}

/// Asserts that programs can retry.
async fn assert_programs_can_retry(visitor: &Visitor, sent: &str) {
    for page in [
        visitor.post_json(api::application(), &[("idempotency-key", "outage")]).await,
        visitor.post_json(api::application(), &[]).await,
        visitor.get(sent).await,
    ] {
        page.problem(503);
        assert_eq!(page.header("retry-after"), "30");
    }
    visitor.post_json("{}", &[]).await.problem(422);
}

#[tokio::test]
async fn answers_and_button_remain_without_the_table() {
    let (stack, visitor) = start().await;
    let all = everything(&visitor).await;
    let sent = visitor.apply().await.replace("/join/", "/api/applications/");
    table::delete_table(&stack).await;
    join_all(all.iter().map(|posted| assert_nothing_is_lost(&visitor, posted))).await;
    assert_programs_can_retry(&visitor, &sent).await;
}

#[tokio::test]
async fn answers_and_button_remain_while_the_table_stalls() {
    let (_stack, visitor, faults) = start_hurried().await;
    let all = everything(&visitor).await;
    let sent = visitor.apply().await.replace("/join/", "/api/applications/");
    faults.stall();
    join_all(all.iter().map(|posted| assert_nothing_is_lost(&visitor, posted))).await;
    assert_programs_can_retry(&visitor, &sent).await;
}

#[tokio::test]
async fn content_pages_work_without_the_table() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    table::delete_table(&stack).await;
    assert_eq!(visitor.get("/about").await.status, StatusCode::OK);
    let page = visitor.get(&address).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
}
