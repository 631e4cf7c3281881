//! Addresses at free mailbox providers, and with a domain that looks mistyped, are questioned, and accepted when confirmed.

use crate::support::{answers, only_application, start_with_draft, text};
use reqwest::StatusCode;

#[tokio::test]
async fn a_free_mailbox_is_questioned_once() {
    let (stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "contact_email", "ada.oneill@gmail.com");
    let question = visitor.fill_in(&address, "people", typed.clone()).await;
    assert_eq!(question.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(question.title(), "Check: Whom we will talk to – Membership application, page 3 of 5");
    assert_eq!(
        question.texts(".notice li"),
        ["Mailbox of our contact: ada.oneill@gmail.com looks like a personal email address."]
    );
    assert_eq!(question.attribute(".notice a", "href"), "#contact_email");
    assert_eq!(question.typed("representative_name"), ["岡田 光"]);
    assert_eq!(text(&only_application(&stack).await, "contact_email"), "", "not saved yet");

    let meant = answers::with(typed, "asked_about", &question.attribute("input[name=asked_about]", "value"));
    let saved = visitor.fill_in(&address, "people", meant).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
    assert_eq!(text(&only_application(&stack).await, "contact_email"), "ada.oneill@gmail.com");

    let again = visitor.get(&format!("{address}/people")).await;
    // The question is not repeated.
    assert_eq!(again.attribute("input[name=asked_about]", "value"), "ada.oneill@gmail.com");
}

#[tokio::test]
async fn each_new_free_mailbox_is_questioned() {
    let (_stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "representative_email", "x@web.de");
    let question = visitor.fill_in(&address, "people", answers::with(typed, "asked_about", "y@web.de")).await;
    assert_eq!(question.attribute(".notice a", "href"), "#representative_email");
}

#[tokio::test]
async fn a_slip_in_a_domain_is_questioned_once() {
    let (stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "contact_email", "zoe@gmial.com");
    let question = visitor.fill_in(&address, "people", typed.clone()).await;
    assert_eq!(question.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(question.texts(".notice li > *"), ["zoe@gmial.com", "zoe@gmail.com"], "typed and meant");
    assert_eq!(question.texts(".notice button"), ["Keep this address", "Use zoe@gmail.com"]);
    assert_eq!(question.typed("contact_email"), ["zoe@gmial.com"], "we never change what was typed");

    let meant = answers::with(typed, "asked_about", &question.attribute("input[name=asked_about]", "value"));
    visitor.fill_in(&address, "people", meant).await.location();
    assert_eq!(text(&only_application(&stack).await, "contact_email"), "zoe@gmial.com");
}

#[tokio::test]
async fn a_slip_in_the_domain_of_the_organization_s_website_is_questioned_once() {
    let (stack, visitor, address) = start_with_draft().await;
    let saved = visitor.get(&format!("{address}/people")).await;
    let own = saved.attribute("input[name=own_domain]", "value");
    assert_eq!(own, "example.com", "the page knows the website");
    let typed = answers::with(answers::changed("people", "contact_email", "zoe@exmaple.com"), "own_domain", &own);
    let question = visitor.answer(&saved, typed.clone()).await;
    assert_eq!(question.texts(".notice li > *"), ["zoe@exmaple.com", "zoe@example.com"], "typed and meant");
    assert_eq!(question.texts(".notice button"), ["Keep this address", "Use zoe@example.com"]);
    assert_eq!(question.attribute("input[name=own_domain]", "value"), own);
    let asked = question.attribute("input[name=asked_about]", "value");
    visitor.answer(&question, answers::with(typed, "asked_about", &asked)).await.location();
    assert_eq!(text(&only_application(&stack).await, "contact_email"), "zoe@exmaple.com");

    let again = visitor.get(&format!("{address}/people")).await;
    assert_eq!(again.attribute("input[name=asked_about]", "value"), "zoe@exmaple.com", "the question is not repeated");
}

#[tokio::test]
async fn one_button_corrects_a_slip_and_asks_about_the_other_addresses_again() {
    let (stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "contact_email", "zoe@gmial.com");
    let question = visitor.fill_in(&address, "people", typed.clone()).await;
    let button = question.attribute(".notice button[name=use]", "value");
    let asked = question.attribute("input[name=asked_about]", "value");
    let corrected = answers::with(answers::with(typed.clone(), "asked_about", &asked), "use", &button);
    visitor.fill_in(&address, "people", corrected).await.location();
    assert_eq!(text(&only_application(&stack).await, "contact_email"), "zoe@gmail.com");

    let (_stack, visitor, address) = start_with_draft().await;
    let both = answers::with(typed, "billing_email", "bills@example.con");
    let question = visitor.fill_in(&address, "people", both.clone()).await;
    let buttons = ["Keep these addresses", "Use zoe@gmail.com", "Use bills@example.com"];
    assert_eq!(question.texts(".notice button"), buttons);
    let question = visitor.fill_in(&address, "people", answers::with(both, "use", &button)).await;
    assert_eq!(question.texts(".notice button"), ["Keep this address", "Use bills@example.com"]);
    assert_eq!(question.typed("contact_email"), ["zoe@gmail.com"]);
    assert_eq!(
        question.texts(".notice li > *"),
        ["bills@example.con", "bills@example.com"],
        "what was chosen is not questioned"
    );
}

#[tokio::test]
async fn every_address_is_looked_at_and_a_corrected_one_is_questioned_as_any_other() {
    let (_stack, visitor, address) = start_with_draft().await;
    let typed = answers::changed("people", "billing_email", "bills@example.con");
    let question = visitor.fill_in(&address, "people", typed).await;
    assert_eq!(question.texts(".notice li > *"), ["bills@example.con", "bills@example.com"]);
    let private = answers::changed("people", "contact_email", "zoe@gmail.com");
    let question = visitor.fill_in(&address, "people", answers::with(private, "asked_about", "zoe@gmial.com")).await;
    assert_eq!(
        question.texts(".notice li"),
        ["Mailbox of our contact: zoe@gmail.com looks like a personal email address."]
    );
}
