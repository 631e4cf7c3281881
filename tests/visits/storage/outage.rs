//! Outages of the table: visitors lose nothing.

use crate::support::answers::Answers;
use crate::support::{Visitor, answers, api, start, start_hurried, table};
use futures::future::join_all;
use reqwest::StatusCode;
use shared::fields::Section;

/// A form that a page shows.
struct FormPost {
    path: String,
    fields: Answers,
}

/// Creates a draft and a submitted application, and returns all of their forms.
async fn everything(visitor: &Visitor) -> Vec<FormPost> {
    let (draft, sent) = (visitor.fill_in_everything().await, visitor.apply().await);
    let fresh = visitor.start_application().await;
    let check = visitor.get(&draft).await;
    let mut all: Vec<_> = Section::ALL
        .into_iter()
        .map(|section| {
            let fields = answers::changed(section, "version", "1");
            FormPost { path: format!("{draft}/{}", section.name()), fields }
        })
        .collect();
    let first = answers::changed(Section::Organization, "version", "0");
    all.push(FormPost { path: format!("{fresh}/organization"), fields: first });
    let version = check.version();
    let rest = [
        (format!("{draft}/submit"), vec![("version", version)]),
        (format!("{draft}/link"), vec![("email", "ada@example.com".to_owned())]),
        (format!("{draft}/erase"), Vec::new()),
        (format!("{sent}/withdraw"), Vec::new()),
        (format!("{sent}/confirm"), vec![("code", "7KQX4M2P".to_owned())]),
        (format!("{sent}/replace"), vec![("form", "0123456789abcdefghjkmnpqrs".to_owned())]),
    ];
    all.extend(rest.into_iter().map(|(path, fields)| FormPost { path, fields }));
    all
}

/// Asserts that all answers and the button are still there.
async fn assert_nothing_is_lost(visitor: &Visitor, posted: &FormPost) {
    let FormPost { path, fields } = posted;
    let page = visitor.post(path, fields).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"), "{path}");
    assert_eq!(page.attribute("main form", "action"), *path);
    for field in fields.iter().map(|(name, _)| *name) {
        let given = fields.iter().filter(|(name, value)| *name == field && !value.is_empty());
        let (mut given, mut kept): (Vec<_>, _) =
            (given.map(|(_, value)| value.replace('\r', "")).collect(), page.typed(field));
        given.sort();
        kept.sort();
        assert_eq!(kept, given, "{path} {field}");
    }
    let heading = page.text(".notice h2") + &page.text("h1");
    let known = ["are not saved yet", "We can’t tell yet whether", "We could not confirm", "is not confirmed yet"];
    assert!(known.iter().any(|words| heading.contains(words)), "{path}: {heading}");
}

#[tokio::test]
async fn answers_and_button_remain_without_the_table() {
    let (stack, visitor) = start().await;
    let all = everything(&visitor).await;
    table::delete_table(&stack).await;
    join_all(all.iter().map(|posted| assert_nothing_is_lost(&visitor, posted))).await;
    let response = visitor.post_json(api::application(), &[("idempotency-key", "outage")]).await;
    assert_eq!((response.problem(503)["status"].as_u64(), response.header("retry-after")), (Some(503), "30"));
}

#[tokio::test]
async fn answers_and_button_remain_while_the_table_stalls() {
    let (_stack, visitor, faults) = start_hurried().await;
    let all = everything(&visitor).await;
    faults.stall();
    join_all(all.iter().map(|posted| assert_nothing_is_lost(&visitor, posted))).await;
    for headers in [&[("idempotency-key", "outage")][..], &[]] {
        let response = visitor.post_json(api::application(), headers).await;
        assert_eq!((response.problem(503)["status"].as_u64(), response.header("retry-after")), (Some(503), "30"));
    }
}

#[tokio::test]
async fn content_pages_work_without_the_table() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    table::delete_table(&stack).await;
    assert_eq!(visitor.get("/our-mission").await.status, StatusCode::OK);
    let page = visitor.get(&address).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
}
