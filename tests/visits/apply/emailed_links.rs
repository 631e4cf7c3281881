//! Emailed links, and confirmation of the contact's address.

use crate::support::outbox::outbox;
use crate::support::store::{code, history, move_to, submitted};
use crate::support::{
    Wiring, only_application, options, start, start_applied, start_filled_in, start_with_draft, text,
};
use local::Stack;
use reqwest::StatusCode;
use shared::application::Status;

/// Returns the code in the receipt, the only message to the main contact.
async fn code_in_receipt(stack: &Stack) -> String {
    let receipt = outbox(stack).await.into_iter().find(|mail| mail.to == "ada@example.com").unwrap();
    let is_code = |line: &&str| line.len() == 9 && line.chars().nth(4) == Some('-');
    receipt.text.lines().find(is_code).unwrap_or_else(|| panic!("{}", receipt.text)).to_owned()
}

#[tokio::test]
async fn a_link_to_a_draft_is_emailed_on_request() {
    let (stack, visitor, address) = start_with_draft().await;
    let questions = visitor.get(&format!("{address}/profile")).await;
    let link = format!("{address}/link");
    assert!(questions.attributes("a", "href").contains(&link));
    assert_eq!(visitor.get(&link).await.title(), "Email me a new link");
    let sent = visitor.request_link(&address, " ada@Example.com ").await;
    assert_eq!(sent.location(), format!("{address}/link?sent"));
    let told = visitor.get(sent.location()).await;
    assert_eq!(told.title(), "Your link is on its way");
    assert!(told.text(".lead").contains("a…@example.com"), "{}", told.text(".lead"));
    assert!(!told.body.contains("ada@example.com"));
    let application = only_application(&stack).await;
    assert_eq!(text(&application, "link_email"), "ada@example.com");
    assert_eq!(application["link_requests"].as_n().unwrap(), "1");
    assert_eq!(application["version"].as_n().unwrap(), "1", "open pages stay current");
}

#[tokio::test]
async fn an_invalid_email_address_is_refused_and_stays_in_the_form() {
    let (_stack, visitor, address) = start_with_draft().await;
    for typed in ["", "ada@", "ada@example.com\r\nBcc: x@example.com"] {
        let page = visitor.request_link(&address, typed).await;
        assert_eq!((page.status.as_u16(), page.title().as_str()), (422, "Error: Email me a new link"));
        assert_eq!(page.attributes(".error-summary a", "href"), ["#email"]);
    }
}

#[tokio::test]
async fn requests_for_links_are_limited() {
    let (stack, visitor, address) = start_with_draft().await;
    for _ in 0..5 {
        visitor.request_link(&address, "ada@example.com").await.location();
    }
    let page = visitor.request_link(&address, "ada@example.com").await;
    assert_eq!(
        (page.status, page.text("h1").as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "We can’t email this link again")
    );
    let ways = [address.as_str(), "/join/return", "mailto:office@observatories.example", &address];
    assert_eq!(page.attributes("main a", "href"), ways);
    assert_eq!(only_application(&stack).await["link_requests"].as_n().unwrap(), "5");
}

#[tokio::test]
async fn links_are_emailed_for_drafts_only_and_the_address_is_deleted_on_submission() {
    let (stack, visitor, address) = start_filled_in().await;
    assert_eq!(visitor.get(&format!("{address}/link")).await.typed("email"), ["ada@example.com"], "prefilled");
    visitor.request_link(&address, "private@example.com").await.location();
    visitor.send(&visitor.get(&address).await).await.location();
    assert!(!only_application(&stack).await.contains_key("link_email"));
    assert_eq!(visitor.get(&format!("{address}/link")).await.location(), address);
    assert_eq!(visitor.request_link(&address, "ada@example.com").await.location(), address);
    let nothing = visitor.request_link(&format!("/join/{}", "0".repeat(26)), "ada@example.com").await;
    assert_eq!(nothing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_code_in_the_receipt_confirms_the_address() {
    let (stack, visitor, address) = start_applied().await;
    let confirm = format!("{address}/confirm");
    assert!(visitor.get(&address).await.attributes("a", "href").contains(&confirm));
    let code = code_in_receipt(&stack).await;
    assert_eq!(visitor.get(&confirm).await.title(), "Confirm your email address");
    assert_eq!(submitted(&stack, &address).await.contact_confirmed_at, None);
    for typing in [code.clone(), code.to_lowercase().replace('-', " ")] {
        assert_eq!(visitor.post_field(&confirm, "code", &typing).await.location(), address);
    }
    assert!(submitted(&stack, &address).await.contact_confirmed_at.is_some());
    let page = visitor.get(&address).await.text("main");
    assert!(
        page.contains("You confirmed your email address") && !page.contains("Email address confirmed"),
        "once: {page}"
    );
    assert_eq!(visitor.get(&confirm).await.location(), address, "the address is already confirmed");
}

#[tokio::test]
async fn a_wrong_code_is_refused_unless_the_application_is_closed() {
    let (stack, visitor) = start().await;
    let (address, other) = (visitor.apply().await, visitor.apply().await);
    let (own_code, other_code) = (code(&stack, &address).await, code(&stack, &other).await);
    let confirm = format!("{address}/confirm");
    let reference = submitted(&stack, &address).await.reference.to_string().to_lowercase();
    for (code, problem) in [
        ("", "Enter the code"),
        ("z", "The code must be 8 letters and numbers. This has 1"),
        ("<script>", "The code must be 8 letters and numbers. This has 6"),
        (reference.as_str(), "This is your reference."),
        (other_code.as_str(), "That code is not right"),
    ] {
        let page = visitor.post_field(&confirm, "code", code).await;
        assert_eq!((page.status.as_u16(), page.title().as_str()), (422, "Error: Confirm your email address"));
        assert_eq!(page.attributes(".error-summary a", "href"), ["#code"]);
        assert!(page.text(".error-summary a").starts_with(problem), "{code}");
        assert!(page.attributes("main a", "href").contains(&format!("{address}/resend")));
        assert_eq!(page.attribute("#code", "value"), code, "the typed code stays");
    }
    for to in [Status::InReview, Status::Declined] {
        move_to(&stack, &address, to).await;
    }
    for code in [own_code.as_str(), "z"] {
        assert_eq!(visitor.post_field(&confirm, "code", code).await.location(), address);
    }
    assert_eq!(visitor.get(&confirm).await.location(), address);
    assert_eq!(submitted(&stack, &address).await.contact_confirmed_at, None);
    assert_eq!(history(&stack, &address).await.len(), 3);
}

#[tokio::test]
async fn without_mail_no_link_is_offered() {
    let wiring = Wiring { variables: vec![("MAIL_FROM", "")], ..Wiring::default() };
    let (_stack, visitor) = wiring.start(options()).await;
    let address = visitor.start_draft().await;
    let link = format!("{address}/link");
    assert!(!visitor.get(&format!("{address}/profile")).await.attributes("a", "href").contains(&link));
    assert_eq!(visitor.get(&link).await.location(), address);
}
