//! Leaving a draft and returning to it, and drafts in two tabs.

use crate::support::{answers, only_application, scan, start, start_filled_in, start_with_draft, table, text};
use reqwest::StatusCode;

#[tokio::test]
async fn starting_an_application_stores_nothing() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    visitor.open(&address).await;
    visitor.open(&format!("{address}/organization")).await;
    assert!(scan(&stack).await.is_empty());
}

/// Guessing ids reveals nothing.
#[tokio::test]
async fn unused_and_malformed_links_look_the_same() {
    let (_stack, visitor) = start().await;
    visitor.apply().await;
    let parts = ["", "/profile", "/people", "/declarations", "/copy", "/data", "/withdraw", "/erase"];
    for part in parts {
        let page = visitor.get(&format!("/join/{}{part}", "0".repeat(26))).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{part}");
        assert_eq!(page.title(), "There is no application at this link");
        assert_eq!(page.attribute("main a.button", "href"), "/join/return");
        for id in ["abc", &"0".repeat(27), &"O".repeat(26), &"0".repeat(28), "%00", "start%20"] {
            let other = visitor.get(&format!("/join/{id}{part}")).await;
            assert_eq!((other.status, &other.body), (page.status, &page.body), "{id}{part}");
        }
    }
}

#[tokio::test]
async fn the_private_link_opens_the_next_questions() {
    let (_stack, visitor, address) = start_with_draft().await;
    assert_eq!(visitor.get(&address).await.location(), format!("{address}/profile"));
    visitor.fill_in_section(&address, "people").await;
    assert_eq!(visitor.get(&address).await.location(), format!("{address}/profile"));
}

#[tokio::test]
async fn saved_answers_are_shown_again() {
    let (_stack, visitor, address) = start_filled_in().await;
    for section in answers::SECTIONS {
        let page = visitor.get(&format!("{address}/{section}")).await;
        for (field, value) in answers::good(section) {
            let value = match field {
                "website" => "https://www.example.com/",
                "country" => "Germany",
                _ => &value.replace('\r', ""),
            };
            let shown = page.typed(field);
            assert!(value.is_empty() || shown.iter().any(|shown| shown == value), "{field}: {shown:?}");
        }
    }
}

#[tokio::test]
async fn a_draft_expires_30_days_after_its_last_change() {
    let (stack, _visitor, _address) = start_with_draft().await;
    let draft = only_application(&stack).await;
    let changed = shared::timestamp::Timestamp::try_from(text(&draft, "updated_at").to_owned()).unwrap();
    assert_eq!(*draft["expires_at"].as_n().unwrap(), (changed.unix() + 30 * 24 * 60 * 60).to_string());
}

#[tokio::test]
async fn an_older_tab_does_not_overwrite_newer_answers() {
    let (stack, visitor, address) = start_filled_in().await;
    let path = format!("{address}/organization");
    let old_tab = visitor.get(&path).await.version();
    let newer = answers::changed("organization", "legal_name", "Newer name");
    visitor.fill_in(&address, "organization", newer).await;

    let older = answers::changed("organization", "legal_name", "Older name");
    let conflict = visitor.post_version(&path, older.clone(), &old_tab).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert_eq!(conflict.texts(".notice dl.rows > div"), ["Registered name Newer name"]);
    assert_eq!(conflict.typed("legal_name"), ["Older name"]);
    assert_eq!(text(&only_application(&stack).await, "legal_name"), "Newer name");

    // The applicant has seen both, and may choose the older answers.
    let chosen = visitor.answer(&conflict, older).await;
    assert_eq!(chosen.location(), address);
    assert_eq!(text(&only_application(&stack).await, "legal_name"), "Older name");
}

#[tokio::test]
async fn unchanged_answers_from_an_older_tab_are_accepted() {
    let (stack, visitor, address) = start_filled_in().await;
    let before = only_application(&stack).await;
    for section in answers::SECTIONS {
        let path = format!("{address}/{section}");
        let again = visitor.post_version(&path, answers::good(section), "0").await;
        assert_eq!(again.location(), address);
    }
    assert_eq!(only_application(&stack).await, before);
}

#[tokio::test]
async fn an_expired_draft_restarts_only_on_request() {
    let (stack, visitor, address) = start_filled_in().await;
    table::delete(&stack, &only_application(&stack).await).await;
    let answers = answers::good("organization");
    let page = visitor.post_version(&format!("{address}/organization"), answers.clone(), "1").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.text(".notice h2"), "This draft has been deleted");
    stack.drained().await;
    let left = scan(&stack).await;
    assert!(left.iter().all(|item| text(item, "entity_type") == "secret"), "{left:?}");
    assert_eq!(visitor.answer(&page, answers).await.location(), format!("{address}/profile"));
}

#[tokio::test]
async fn an_old_tab_of_a_restarted_draft_loses_nothing() {
    let (_stack, visitor, address) = start_with_draft().await;
    let answers = answers::good("profile");
    let page = visitor.post_version(&format!("{address}/profile"), answers.clone(), "1").await;
    assert_eq!(page.status, StatusCode::CONFLICT);
    assert_eq!(page.typed("employees"), ["250-999"]);
    assert_eq!(visitor.answer(&page, answers).await.location(), format!("{address}/people"));
}

#[tokio::test]
async fn consent_is_stored_only_for_the_privacy_notice_that_was_shown() {
    let (_stack, visitor, address) = start_with_draft().await;
    let shown = visitor.get(&format!("{address}/declarations")).await;
    assert_eq!(shown.attribute("input[name=privacy_notice_version]", "value"), answers::privacy_notice());
    let older = answers::changed("declarations", "privacy_notice_version", "2020-01-01");
    let page = visitor.fill_in(&address, "declarations", older).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.attributes(".error-summary a", "href"), ["#privacy_notice"]);
    assert!(page.typed("privacy_notice").is_empty() && !page.typed("code_of_ethics").is_empty());
}
