//! Lost requests and responses between `join` and the table.

use crate::support::{Item, answers, count, items, only_application, options, start_faulty, text};
use local::{Options, Stack};
use reqwest::StatusCode;

async fn assert_received_once(stack: &Stack) -> Item {
    let application = only_application(stack).await;
    assert_eq!(text(&application, "status"), "received");
    assert_eq!(count(stack, "history").await, 1);
    let claims = items(stack, "reference").await;
    assert_eq!(claims.len(), 1);
    assert_eq!(text(&claims[0], "pk"), format!("reference#{}", text(&application, "reference")));
    application
}

/// The call that saves a section: the first creates the draft, later ones update it.
const SAVES: [(&str, &str); 2] = [("organization", "TransactWriteItems"), ("profile", "UpdateItem")];

#[tokio::test]
async fn a_section_is_saved_once_if_the_response_is_lost() {
    for (section, call) in SAVES {
        let (stack, visitor, faults) = start_faulty(options()).await;
        let address = visitor.fill_in_everything().await;
        let fresh = visitor.start_application().await;
        let address = if section == "organization" { fresh } else { address };
        faults.lose(call, 1);
        let changed = answers::changed(section, "employees", "5000+");
        let saved = visitor.fill_in(&address, section, changed).await;
        assert!(saved.location().starts_with(&address));
        let versions: Vec<_> = items(&stack, "application").await.iter().map(|item| version(item, section)).collect();
        assert!(versions.contains(&(if section == "organization" { 1 } else { 2 })), "{versions:?}");
    }
}

fn version(item: &Item, section: &str) -> u32 {
    item[&format!("{section}_version")].as_n().unwrap().parse().unwrap()
}

#[tokio::test]
async fn retrying_after_an_unconfirmed_save_continues() {
    for (section, call) in SAVES {
        let (_stack, visitor, faults) = start_faulty(options()).await;
        let address = visitor.start_application().await;
        for before in answers::SECTIONS.into_iter().take_while(|before| *before != section) {
            visitor.fill_in_section(&address, before).await;
        }
        faults.lose(call, 3);
        let response = visitor.fill_in(&address, section, answers::good(section)).await;
        assert_eq!((response.status, response.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "30"));
        let again = visitor.answer(&response, answers::good(section)).await;
        assert!(again.location().starts_with(&address), "the same answers count as saved");
    }
}

#[tokio::test]
async fn a_submission_is_received_once_if_the_response_is_lost() {
    let (stack, visitor, faults) = start_faulty(options()).await;
    let address = visitor.fill_in_everything().await;
    faults.lose("TransactWriteItems", 1);
    assert_eq!(visitor.send(&visitor.get(&address).await).await.location(), address);
    let application = assert_received_once(&stack).await;
    assert_eq!(visitor.get(&address).await.text(".reference"), text(&application, "reference"));
}

#[tokio::test]
async fn retrying_an_unconfirmed_submission_shows_it_as_received() {
    let (stack, visitor, faults) = start_faulty(options()).await;
    let address = visitor.fill_in_everything().await;
    faults.lose("TransactWriteItems", 3);
    let response = visitor.send(&visitor.get(&address).await).await;
    assert_eq!(response.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.text("h1"), "We could not confirm that your application was sent");
    let before = assert_received_once(&stack).await;
    assert_eq!(visitor.send(&response).await.location(), address);
    assert_eq!(assert_received_once(&stack).await, before);
}

#[tokio::test]
async fn a_link_request_counts_once_if_the_response_is_lost() {
    for call in ["UpdateItem", "TransactWriteItems"] {
        let (stack, visitor, faults) = start_faulty(options()).await;
        let address = visitor.fill_in_everything().await;
        faults.lose(call, 1);
        let response = visitor.request_link(&address, "ada@example.com").await;
        assert_eq!(response.location(), format!("{address}/link?sent"));
        assert_eq!(only_application(&stack).await["link_requests"].as_n().unwrap(), "1", "one request counts once");
    }
}

/// The source limit makes submitting take several calls: salt, count, transaction.
#[tokio::test]
async fn a_crash_between_any_two_calls_leaves_nothing_half_done() {
    for calls in 0..5 {
        let options = Options { source_limit: 1000, ..options() };
        let (stack, visitor, faults) = start_faulty(options).await;
        let address = visitor.fill_in_everything().await;
        let check = visitor.get(&address).await;
        faults.cut_off_after(calls);
        let response = visitor.send(&check).await;
        faults.mend();
        let sent = count(&stack, "reference").await;
        assert_eq!(count(&stack, "history").await, sent, "after {calls} calls");
        assert!(response.status == StatusCode::SEE_OTHER || response.status == StatusCode::SERVICE_UNAVAILABLE);
        assert!(response.status != StatusCode::SEE_OTHER || sent == 1, "only received applications are confirmed");
        visitor.send(&check).await.location();
        assert_received_once(&stack).await;
    }
}
