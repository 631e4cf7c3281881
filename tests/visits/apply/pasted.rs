//! Pasted answers, and answers typed on other keyboards: the intended text is stored, and impossible text is refused
//! with advice, by form and API alike.

use crate::support::answers::question;
use crate::support::api::with;
use crate::support::{answers, only_application, scan, start, start_with_draft, text};
use reqwest::StatusCode;
use serde_json::json;

/// Sends a value through the form and the API. Both must store `expected`.
async fn assert_stored(section: &str, field: &'static str, typed: &str, stored: &str) {
    let (stack, visitor, address) = start_with_draft().await;
    let saved = visitor.fill_in(&address, section, answers::changed(section, field, typed)).await;
    assert!(saved.location().starts_with(&address), "{field}: {typed:?}");
    assert_eq!(text(&only_application(&stack).await, field), stored, "{typed:?}");
    let page = visitor.get(&format!("{address}/{section}")).await;
    assert_eq!(page.typed(field), [stored], "{typed:?}");

    let received = visitor.post_json(with(field, json!(typed)), &[]).await.received();
    let export = visitor.get(&format!("{received}/data")).await.json();
    assert_eq!(export["answers"][section][field], stored, "{typed:?}");
}

/// Sends a value through the form and the API. Both must refuse it in these words.
async fn assert_refused(section: &str, field: &'static str, typed: &str, words: &str) {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let page = visitor.fill_in(&address, section, answers::changed(section, field, typed)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}: {typed:?}");
    assert_eq!(page.texts(".error-summary li"), [words], "{typed:?}");
    assert_eq!(page.attributes(".error-summary a", "href"), [format!("#{field}")]);
    assert_eq!(page.text(&format!("#{field}-error")), format!("Error: {words}"), "{typed:?}");
    assert_eq!(page.typed(field), [typed], "the typed value stays in the form");

    let errors = visitor.post_json(with(field, json!(typed)), &[]).await.errors();
    assert_eq!(errors, [(field.to_owned(), words.to_owned())], "{typed:?}");
    assert!(scan(&stack).await.is_empty());
}

#[tokio::test]
async fn a_telephone_number_is_stored_in_ascii() {
    for (typed, stored) in [
        ("\u{202a}+49 30 123456\u{202c}", "+49 30 123456"),
        ("\u{2066}+49\u{ad} 30 123456\u{fe0f}\u{2069}\u{200e}", "+49 30 123456"),
        ("＋４９　３０　１２３４５６", "+49 30 123456"),
        ("+٤٩ ٣٠ ١٢٣٤٥٦", "+49 30 123456"),
        ("+४९ ३० १२३४५६", "+49 30 123456"),
        ("+49\u{2212}30\u{2212}123456", "+49-30-123456"),
        ("030ー1234ー5678", "030-1234-5678"),
    ] {
        assert_stored("people", "contact_phone", typed, stored).await;
    }
    assert_refused("people", "contact_phone", "五五五一二三四", &question("contact_phone").invalid).await;
}

#[tokio::test]
async fn an_email_address_without_a_valid_domain_is_refused() {
    for typed in ["ada@1.2.3.4", "ada@0x7f.1", "ada@example.123", "ada@ex*mple.com", "ada@xn--a.com"] {
        assert_refused("people", "contact_email", typed, &question("contact_email").invalid).await;
    }
    assert_stored("people", "contact_email", "ａｄａ@ｅｘａｍｐｌｅ.com\u{200b}", "ada@example.com").await;
}

#[tokio::test]
async fn an_invalid_character_of_an_email_address_is_named() {
    for (typed, change) in [
        ("ada＠example.com", "must have an ordinary at sign “@” instead of “＠”"),
        ("ada@example。com", "must have an ordinary dot “.” instead of “。”"),
        ("ada@example．com", "must have an ordinary dot “.” instead of “．”"),
        ("ada@example｡com", "must have an ordinary dot “.” instead of “｡”"),
        ("o’neill@example.com", "must have a straight apostrophe “'” instead of “’”"),
        ("ada–l@example.com", "must have an ordinary hyphen “-” instead of “–”"),
    ] {
        let words = format!("{} {change}", question("contact_email").label);
        assert_refused("people", "contact_email", typed, &words).await;
    }
}

#[tokio::test]
async fn an_email_address_that_ses_refuses_is_refused_in_the_form() {
    for field in ["contact_email", "representative_email", "billing_email"] {
        let explanation = "must not have “ü” before the @. We cannot send email to addresses like this";
        assert_refused("people", field, "jürgen@example.com", &format!("{} {explanation}", question(field).label))
            .await;
        let encoded = "=?utf-8?q?ada=40evil.example?=x@example.com";
        assert_refused("people", field, encoded, &question(field).invalid).await;
    }
    assert_stored("people", "billing_email", "jurgen@MÜNCHEN.example", "jurgen@münchen.example").await;
}

#[tokio::test]
async fn links_are_sent_only_to_addresses_that_ses_accepts() {
    let (stack, visitor, address) = start_with_draft().await;
    let link = format!("{address}/link");
    for (typed, words) in [
        (
            "jürgen@example.com",
            "Your email address must not have “ü” before the @. We cannot send email to addresses like this",
        ),
        ("ada＠example.com", "Your email address must have an ordinary at sign “@” instead of “＠”"),
        ("=?utf-8?q?a?=@example.com", "Enter your email address, such as name@example.com"),
        ("ada@1.2.3.4", "Enter your email address, such as name@example.com"),
        ("\u{200b}", "Enter your email address, such as name@example.com"),
    ] {
        let page = visitor.post_field(&link, "email", typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert_eq!(page.texts(".error-summary li"), [words]);
        assert_eq!(page.text("#email-error"), format!("Error: {words}"));
        assert_eq!(page.typed("email"), [typed]);
    }
    assert!(!only_application(&stack).await.contains_key("link_email"));
    let sent = visitor.post_field(&link, "email", "\u{202a}ada@example.com\u{202c}").await;
    assert_eq!(sent.location(), format!("{address}/link?sent"));
    assert_eq!(text(&only_application(&stack).await, "link_email"), "ada@example.com");
}

#[tokio::test]
async fn a_website_may_contain_a_url_and_invisible_characters() {
    for (typed, stored) in [
        ("example.com/?u=https://a.example", "https://example.com/?u=https://a.example"),
        ("example.com/https://a.example", "https://example.com/https://a.example"),
        ("\u{200b}https://www.example.com\u{feff}", "https://www.example.com/"),
        ("\u{202a}www.exam\u{ad}ple.com\u{202c}", "https://www.example.com/"),
    ] {
        assert_stored("organization", "website", typed, stored).await;
    }
    let typed = "javascript://example.com/%0aalert(1)";
    assert_refused("organization", "website", typed, &question("website").invalid).await;
}

#[tokio::test]
async fn an_invisible_name_counts_as_missing() {
    for typed in "\u{3164} \u{2800}\u{2800} \u{115f} \u{ffa0} \u{34f} \u{180e} \u{e0041} \u{fe0f}".split(' ') {
        assert_refused("organization", "legal_name", typed, &question("legal_name").missing).await;
        assert_stored("organization", "legal_name", &format!("{typed}ACME{typed}"), "ACME").await;
    }
    assert_refused("people", "contact_name", "\u{200b}\u{3164}", &question("contact_name").missing).await;
    let words = format!("{} must have at least one visible letter, number or symbol", question("contact_title").label);
    assert_refused("people", "contact_title", "\u{301}\u{200b}\u{301}", &words).await;
    assert_stored("people", "contact_name", "മോഹന\u{d4d}\u{200d}", "മോഹന\u{d4d}\u{200d}").await;
}

#[tokio::test]
async fn an_invisible_optional_answer_is_left_out() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let typed = answers::changed("organization", "public_name", "\u{3164}\u{200b}");
    visitor.fill_in(&address, "organization", typed).await.location();
    assert!(!only_application(&stack).await.contains_key("public_name"));
    visitor.post_json(with("billing_email", json!("\u{2060}")), &[]).await.received();
}

#[tokio::test]
async fn a_website_in_another_script_is_read_in_it() {
    let (stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("organization", "website", "www.bücher.example/über");
    visitor.fill_in(&address, "organization", typed).await.location();
    assert_eq!(text(&only_application(&stack).await, "website"), "https://www.xn--bcher-kva.example/%C3%BCber");
    let page = visitor.get(&format!("{address}/organization")).await;
    assert_eq!(page.typed("website"), ["https://www.bücher.example/%C3%BCber"]);
    assert_eq!(
        visitor.get(&format!("{address}/people")).await.attribute("input[name=own_domain]", "value"),
        "bücher.example"
    );
}
