//! Requests and capacity units per visit. Only one test counts sources, because the local stack has no source limit by
//! default.

use crate::support::answers::{good, with};
use crate::support::meter::{Call, start_metered};
use crate::support::{answers, options};
use local::Options;

fn names(calls: &[Call]) -> Vec<&str> {
    calls.iter().map(|call| call.name.as_str()).collect()
}

/// Sums the units read, and the units written.
fn units(calls: &[Call]) -> (f64, f64) {
    (calls.iter().map(|call| call.read).sum(), calls.iter().map(|call| call.write).sum())
}

#[tokio::test]
async fn each_step_of_an_application_is_one_request() {
    let site = start_metered(options()).await;
    let address = site.visitor.start_application().await;
    assert_eq!(names(&site.visits.take()), [""; 0], "minting a link makes no request");
    for section in answers::SECTIONS {
        let path = format!("{address}/{section}");
        let version = site.visitor.get(&path).await.version();
        assert_eq!(names(&site.visits.take()), ["GetItem application"], "questions: {section:?}");
        site.visitor.post(&path, &with(good(section), "version", &version)).await;
        let saved = match section {
            // Checks that no history of an earlier application remains at this link.
            "organization" => "TransactWriteItems application application",
            _ => "UpdateItem application",
        };
        assert_eq!(names(&site.visits.take()), [saved], "answers: {section:?}");
    }
    let check = site.visitor.get(&address).await;
    assert_eq!(names(&site.visits.take()), ["GetItem application"], "check");
    site.visitor.send(&check).await;
    let sent = ["UpdateItem form", "TransactWriteItems application reference application counters counters"];
    assert_eq!(names(&site.visits.take()), sent, "submission, the first with this form");
    site.visitor.send(&check).await;
    assert_eq!(names(&site.visits.take()), sent[1..], "again");
    site.visitor.get(&address).await;
    assert_eq!(names(&site.visits.take()), ["GetItem application"], "status");
}

#[tokio::test]
async fn counting_a_source_costs_one_request_and_one_for_the_daily_salt() {
    let options = Options { source_limit: 200, ..options() };
    let site = start_metered(options).await;
    let address = site.visitor.start_application().await;
    let expected = ["UpdateItem salt", "UpdateItem source", "TransactWriteItems application application"];
    site.visitor.fill_in_section(&address, "organization").await;
    assert_eq!(names(&site.visits.take())[1..], expected);
    site.visitor.fill_in_section(&address, "profile").await;
    assert_eq!(names(&site.visits.take())[1..], ["UpdateItem source", "UpdateItem application"]);
}

#[tokio::test]
async fn pages_makes_no_request_to_the_table() {
    let site = start_metered(options()).await;
    for address in site.visitor.addresses().await {
        site.visitor.get(&address).await;
    }
    for path in ["/search?q=telescopes", "/nothing-here", "/join/start", "/news/feed.xml", "/favicon.ico"] {
        site.visitor.get(path).await;
    }
    assert_eq!(site.visits.take(), []);
}

/// Writing an item below 1 KB, such as a new draft, costs one unit, or two in a transaction. An application of nearly 2
/// KB that is in the index costs four. The first application with a form also stores the form's definition, once.
#[tokio::test]
async fn a_complete_application_costs_98_units() {
    let site = start_metered(options()).await;
    let address = site.visitor.apply().await;
    site.visitor.get(&address).await;
    site.stack.drained().await;
    let mut visits = site.visits.take();
    visits.retain(|call| call.name != "UpdateItem form");
    assert_eq!(units(&visits), (6.0, 21.0), "four pages, check, submission and status");
    assert_eq!(
        units(&site.messages.take()),
        (7.0, 64.0),
        "look-alikes, the contact, and messages to applicant and staff"
    );
}
