//! A printable copy, and the export of all stored data.

use crate::support::{answers, start, start_applied, start_filled_in};
use serde_json::Value;

#[tokio::test]
async fn a_submitted_application_can_be_printed() {
    let (_stack, visitor, address) = start_applied().await;
    let status = visitor.get(&address).await;
    assert!(status.attributes("a", "href").contains(&format!("{address}/copy")));
    let copy = visitor.get(&format!("{address}/copy")).await;
    assert_eq!(copy.title(), "Copy of your application");
    assert!(copy.text("main").contains(&status.text(".reference")));
    for section in answers::SECTIONS {
        for (field, value) in answers::good(section).into_iter().filter(|(_, value)| value.len() > 6) {
            let shown = copy.text("main").replace(' ', "").contains(&value.replace(['\r', '\n', ' '], ""));
            let labelled = ["website", "services", "regions", "committees", "employees"].contains(&field);
            assert!(shown || labelled, "{field}");
        }
    }
    assert_eq!(copy.count("details"), 0, "nothing is collapsed");
}

#[tokio::test]
async fn a_draft_has_no_copy() {
    let (_stack, visitor, address) = start_filled_in().await;
    assert_eq!(visitor.get(&format!("{address}/copy")).await.location(), address);
}

#[tokio::test]
async fn an_applicant_can_download_all_stored_data() {
    let (_stack, visitor) = start().await;
    for (address, status) in [(visitor.fill_in_everything().await, "draft"), (visitor.apply().await, "received")] {
        let file = visitor.get(&format!("{address}/data")).await;
        assert_eq!(file.header("content-type"), "application/json");
        assert!(file.header("content-disposition").starts_with("attachment; filename=\"application-"));
        assert_eq!((file.header("cache-control"), file.header("x-robots-tag")), ("no-store", "noindex, nofollow"));
        let export: Value = serde_json::from_str(&file.body).unwrap();
        assert_eq!(export["status"], status);
        assert_eq!(export["answers"]["people"]["contact_email"], "ada@example.com");
        assert_eq!(export["answers"]["declarations"]["privacy_notice_version"], answers::privacy_notice());
        assert_eq!(export["answers"].as_object().unwrap().len(), 4);
        assert_eq!(export["kept_until"].is_string(), status == "draft");
        assert_eq!(export["history"].as_array().unwrap().len(), usize::from(status == "received"));
    }
}
