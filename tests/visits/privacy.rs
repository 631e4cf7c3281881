//! Logs contain neither personal data nor private links. Every test checks this: see `test_support::log`.

use crate::support::{answers, log, start, table};

#[tokio::test]
async fn logs_contain_no_answers_and_no_private_links() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let draft = visitor.fill_in_everything().await;
    for section in answers::SECTIONS {
        visitor.fill_in(&draft, section, Vec::new()).await;
    }
    visitor.get("/join/ada@example.com").await;
    table::delete_table(&stack).await;
    for section in answers::SECTIONS {
        let path = format!("{draft}/{section}");
        visitor.post(&path, &answers::changed(section, "version", "1")).await;
    }
    visitor.post_field(&format!("{draft}/submit"), "version", "4").await;
    visitor.get(&draft).await;

    let log = log::logged();
    for message in ["application received", "history.hash", "table request failed"] {
        assert!(log.contains(message), "{message} is not in the log");
    }
}

#[test]
fn personal_data_in_a_log_line_is_detected() {
    for line in ["name Müller & Sons <Clinical> GmbH", "to hikaru@example.com", "/join/0123456789abcdefghjkmnpqrs/x"] {
        assert!(log::personal(line).is_some(), "{line}");
    }
    assert!(log::personal(&format!("application.reference ABCDEFGH history.hash {}", "a".repeat(64))).is_none());
}
