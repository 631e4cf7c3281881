//! An application from home page to status page.

use crate::support::{answers, items, only_application, start, start_applied, start_filled_in, text};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::form::FieldKind;
use shared::timestamp::Timestamp;

#[tokio::test]
async fn an_organization_applies_from_home_page_to_reference() {
    let (stack, visitor) = start().await;
    let home = visitor.get("/").await;
    assert!(home.attributes("a", "href").contains(&"/join".to_owned()));
    let join = visitor.get("/join").await;
    assert!(join.attributes("a", "href").contains(&"/join/start".to_owned()));

    let address = visitor.start_application().await;
    let next = ["profile", "people", "declarations"].map(|section| format!("{address}/{section}"));
    for (section, expected) in answers::SECTIONS.into_iter().zip(next.iter().chain([&address])) {
        let saved = visitor.fill_in_section(&address, section).await;
        assert_eq!(saved.location(), expected);
    }
    let check = visitor.get(&address).await;
    assert_eq!(check.title(), "Check your answers – Membership application, page 5 of 5");
    assert_eq!((home.count(".site-header .call"), check.count(".site-header .call")), (2, 0), "they are applying");
    let sent = visitor.send(&check).await;
    assert_eq!(sent.location(), address);

    let status = visitor.get(&address).await;
    assert_eq!(status.title(), "Application received");
    let application = only_application(&stack).await;
    assert_eq!(status.text(".reference"), text(&application, "reference"));
    assert_eq!(text(&application, "status"), "received");
}

#[tokio::test]
async fn every_answer_is_stored_under_its_name() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let application = only_application(&stack).await;
    for section in answers::SECTIONS {
        for (field, typed) in answers::good(section) {
            let stored = application.get(field);
            match answers::question(field).kind {
                _ if typed.is_empty() => assert_eq!(stored, None, "{field}"),
                FieldKind::Agreement | FieldKind::PrivacyNotice => {
                    assert_eq!(stored.unwrap().as_bool(), Ok(&true), "{field}");
                }
                FieldKind::Choices(_) => {
                    assert!(stored.unwrap().as_l().unwrap().contains(&AttributeValue::S(typed)), "{field}");
                }
                FieldKind::WebAddress => assert_eq!(*stored.unwrap().as_s().unwrap(), format!("https://{typed}/")),
                _ => assert_eq!(*stored.unwrap().as_s().unwrap(), typed.replace('\r', ""), "{field}"),
            }
        }
    }
    assert_eq!(application["news"].as_bool(), Ok(&false));
    assert_eq!(text(&application, "privacy_notice_version"), answers::privacy_notice());
    assert!(!text(&application, "privacy_notice_at").is_empty());
}

#[tokio::test]
async fn a_submission_stores_an_application_a_reference_and_a_history() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let application = only_application(&stack).await;
    let claims = items(&stack, "reference").await;
    let history = items(&stack, "history").await;
    assert_eq!((claims.len(), history.len()), (1, 1));
    assert_eq!(text(&claims[0], "pk"), format!("reference#{}", text(&application, "reference")));
    assert_eq!(text(&history[0], "pk"), text(&application, "pk"));
    assert_eq!((text(&history[0], "from"), text(&history[0], "to")), ("draft", "received"));
    let sent = Timestamp::try_from(text(&application, "submitted_at").to_owned()).unwrap();
    let expires = application["expires_at"].as_n().unwrap();
    assert_eq!(*expires, sent.plus_days(730).unix().to_string(), "staff have two years to decide");
}

#[tokio::test]
async fn the_check_page_shows_every_answer_once_with_a_change_link() {
    let (_stack, visitor, address) = start_filled_in().await;
    let check = visitor.get(&address).await;
    let rows = check.texts("dl.rows > div");
    for (name, shown) in [
        ("legal_name", "Müller & Sons <Clinical> GmbH"),
        ("website", "https://www.example.com/"),
        ("kind", "Observatory"),
        ("country", "Germany"),
        ("parent", "Not provided"),
        ("representative_name", "岡田 光"),
    ] {
        let label = &answers::question(name).label;
        let expected = format!("{label} {shown} Change : {label}");
        assert_eq!(rows.iter().filter(|row| **row == expected).count(), 1, "{expected}\n{rows:#?}");
    }
    for link in check.attributes("dd.change a", "href") {
        let (page, field) = link.split_once('#').unwrap();
        assert_eq!(visitor.get(page).await.count(&format!("#{field}")), 1, "{link}");
    }
}

#[tokio::test]
async fn changing_an_answer_returns_to_the_check_page() {
    let (_stack, visitor, address) = start_filled_in().await;
    let changed = answers::changed("organization", "legal_name", "Another name");
    let saved = visitor.fill_in(&address, "organization", changed).await;
    assert_eq!(saved.location(), address);
    assert!(visitor.get(&address).await.body.contains("Another name"));
}

#[tokio::test]
async fn a_submitted_application_cannot_be_changed() {
    let (stack, visitor, address) = start_applied().await;
    let before = only_application(&stack).await;
    for section in answers::SECTIONS {
        let path = format!("{address}/{section}");
        assert_eq!(visitor.get(&path).await.location(), address);
        assert_eq!(visitor.post_version(&path, answers::good(section), "1").await.location(), address);
    }
    assert_eq!(only_application(&stack).await, before);
}

#[tokio::test]
async fn the_status_page_shows_its_link_and_the_answers() {
    let (stack, visitor, address) = start_applied().await;
    let status = visitor.get(&address).await;
    assert!(status.texts("a").contains(&format!("{}{address}", stack.site_url())));
    assert!(status.body.contains("Ada O’Neill"));
    assert_eq!(status.count("a[href*='/organization']"), 0, "nothing can be changed");
}
