//! The way back to an application for visitors who have lost its private link.

use crate::support::outbox::{Mail, outbox};
use crate::support::store::{code, fill_in_hidden_field};
use crate::support::{
    Page, Visitor, Wiring, answers, count, items, options, start, start_applied, start_filled_in, start_with_draft,
    text,
};
use local::{Options, Stack};
use reqwest::StatusCode;

const ADA: &str = "ada@example.com";

/// Asks for a link, and returns the response.
async fn ask(visitor: &Visitor, email: &str) -> Page {
    let form = visitor.get("/join/return").await.attribute("input[name=form]", "value");
    visitor.post("/join/return", &vec![("form", form), ("email", email.to_owned())]).await
}

/// Asks for a link, and returns the messages that follow.
async fn messages_after(stack: &Stack, visitor: &Visitor, email: &str) -> Vec<Mail> {
    assert_eq!(ask(visitor, email).await.location(), "/join/return?sent");
    stack.drained().await;
    let mails = outbox(stack).await;
    let to = email.trim().to_lowercase();
    mails
        .into_iter()
        .filter(|mail| {
            let beginnings = ["Return to your application", "Return to your LPO application", "Your application code"];
            mail.to == to && beginnings.iter().any(|words| mail.subject.starts_with(words))
        })
        .collect()
}

/// Returns the path of the link in a message.
fn link_in(mail: &Mail) -> String {
    let word = mail.text.split_whitespace().find(|word| word.contains("/join/")).unwrap();
    format!("/join/{}", word.rsplit('/').next().unwrap())
}

#[tokio::test]
async fn the_main_contact_of_a_draft_gets_a_link_that_continues_it() {
    let (stack, visitor, address) = start_filled_in().await;
    stack.drained().await;
    let messages = messages_after(&stack, &visitor, " Ada@Example.com ").await;
    let [message] = messages.as_slice() else { panic!("{messages:#?}") };
    assert_eq!((message.to.as_str(), message.subject.as_str()), (ADA, "Return to your LPO application"));
    assert!(!message.raw.contains(&address), "the private link is never emailed");
    assert!(message.text.contains("It has not been sent yet. We keep this draft until "), "{}", message.text);
    let link = link_in(message);
    assert_eq!(visitor.get(&link).await.title(), "Continue your application");
    let fresh = visitor.press(&format!("{link}/continue")).await.location().to_owned();
    assert!(visitor.get(&fresh).await.title().starts_with("Check your answers – "));
    assert_eq!(visitor.get(&address).await.title(), "This link no longer works");
}

#[tokio::test]
async fn the_main_contact_of_an_application_sees_its_status_and_gets_the_code_again() {
    let (stack, visitor, address) = start_applied().await;
    stack.drained().await;
    let messages = messages_after(&stack, &visitor, ADA).await;
    let [message] = messages.as_slice() else { panic!("{messages:#?}") };
    let code = code(&stack, &address).await;
    assert!(message.text.lines().any(|line| line == code), "{}", message.text);
    let link = link_in(message);
    assert_eq!(visitor.get(&link).await.text("h1"), "Application received");
    assert!(!visitor.get(&link).await.body.contains("Müller"), "no answers before the address is confirmed");

    visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    let fresh = visitor.press(&format!("{link}/continue")).await.location().to_owned();
    assert!(visitor.get(&fresh).await.body.contains("Müller"));
}

#[tokio::test]
async fn a_link_says_which_application_it_is_for_once_its_reader_may_see_that() {
    let (stack, visitor) = start().await;
    let mut addresses = Vec::new();
    for name in ["Müller & Sons GmbH", "Pay at evil.example now"] {
        let address = visitor.fill_in_everything().await;
        let organization = answers::changed("organization", "legal_name", name);
        let version = visitor.get(&format!("{address}/organization")).await.attribute("input[name=version]", "value");
        visitor.fill_in(&address, "organization", answers::with(organization, "version", &version)).await.location();
        visitor.send(&visitor.get(&address).await).await.location();
        addresses.push(address);
    }
    stack.drained().await;
    let about = |mails: &[Mail]| -> Vec<bool> {
        let named = |mail: &Mail| mail.text.replace(['\u{2068}', '\u{2069}'], "").contains("from Müller & Sons GmbH.");
        mails.iter().map(named).collect()
    };
    let before = messages_after(&stack, &visitor, ADA).await;
    assert!(before.iter().all(|mail| mail.text.contains("It was sent on ")), "{before:#?}");
    assert_eq!(about(&before), [false, false], "the mailbox may be a stranger's");

    for address in &addresses {
        let code = code(&stack, address).await;
        visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    }
    let mut links = messages_after(&stack, &visitor, ADA).await;
    links.retain(|mail| mail.subject.starts_with("Return to your application ("));
    let mut named = about(&links);
    named.sort_unstable();
    assert_eq!(named, [false, true], "and a name with a link is left out");
}

#[tokio::test]
async fn an_unknown_address_gets_the_same_page_and_no_mail() {
    let (stack, visitor, _address) = start_filled_in().await;
    stack.drained().await;
    let before = items(&stack, "return_request").await.len();
    let [known, unknown] = [ask(&visitor, ADA).await, ask(&visitor, "eve@example.com").await];
    assert_eq!((known.status, known.location()), (unknown.status, unknown.location()));
    assert_eq!(visitor.get(known.location()).await.title(), "Check your inbox");
    let requests = items(&stack, "return_request").await;
    assert_eq!(requests.len(), before + 2, "the same write");
    let shape = |email: &str| {
        let request = requests.iter().find(|request| text(request, "email") == email).unwrap();
        let mut names: Vec<_> = request.keys().cloned().collect();
        names.sort();
        names
    };
    assert_eq!(shape(ADA), shape("eve@example.com"));
    stack.drained().await;
    assert!(outbox(&stack).await.iter().all(|mail| mail.to != "eve@example.com"));
}

#[tokio::test]
async fn the_same_form_sends_one_message() {
    let (stack, visitor, _address) = start_filled_in().await;
    let form = visitor.get("/join/return").await.attribute("input[name=form]", "value");
    for _ in 0..3 {
        let fields = vec![("form", form.clone()), ("email", ADA.to_owned())];
        assert_eq!(visitor.post("/join/return", &fields).await.location(), "/join/return?sent");
    }
    stack.drained().await;
    assert_eq!(outbox(&stack).await.len(), 1);
}

#[tokio::test]
async fn hostile_requests_are_refused_and_send_nothing() {
    let (stack, visitor, _address) = start_filled_in().await;
    for typed in ["", "ada@", "ada@example.com\r\nBcc: eve@example.com", "<script>alert(1)</script>"] {
        let page = ask(&visitor, typed).await;
        assert_eq!((page.status.as_u16(), page.title().as_str()), (422, "Error: Return to an application"));
        assert_eq!(page.attributes(".error-summary a", "href"), ["#email"]);
        assert!(!page.body.contains("<script>"));
    }
    let fields = vec![("form", "x".to_owned()), ("email", ADA.to_owned())];
    assert_eq!(visitor.post("/join/return", &fields).await.status, StatusCode::BAD_REQUEST);
    let foreign = visitor.request("POST", "/join/return").header("origin", "https://evil.example");
    let foreign = foreign.form(&[("form", "x"), ("email", ADA)]).send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    stack.drained().await;
    assert!(outbox(&stack).await.is_empty());
    assert_eq!(count(&stack, "return_request").await, 0);
}

#[tokio::test]
async fn a_contact_that_was_changed_or_is_spam_gets_nothing() {
    let (stack, visitor, address) = start_filled_in().await;
    stack.drained().await;
    let people = answers::changed("people", "contact_email", "grace@example.com");
    visitor.fill_in(&address, "people", people).await.location();
    stack.drained().await;
    assert!(messages_after(&stack, &visitor, ADA).await.is_empty(), "the address is no longer the contact's");
    assert_eq!(messages_after(&stack, &visitor, "grace@example.com").await.len(), 1);

    let spam = visitor.fill_in_everything().await;
    fill_in_hidden_field(&stack, &spam).await;
    visitor.send(&visitor.get(&spam).await).await.location();
    stack.drained().await;
    assert!(messages_after(&stack, &visitor, ADA).await.is_empty(), "nothing is sent to addresses in spam");
}

#[tokio::test]
async fn nothing_leads_to_a_deleted_draft() {
    let (stack, visitor, address) = start_filled_in().await;
    stack.drained().await;
    assert_eq!(count(&stack, "likeness").await, 2);
    visitor.press(&format!("{address}/erase")).await.location();
    stack.drained().await;
    assert_eq!(count(&stack, "likeness").await, 0);
    assert!(messages_after(&stack, &visitor, ADA).await.is_empty());
}

#[tokio::test]
async fn a_source_over_its_limit_keeps_the_address_in_the_form() {
    let (_stack, visitor) = Wiring::default().start(Options { source_limit: 1, ..options() }).await;
    ask(&visitor, ADA).await.location();
    let refused = ask(&visitor, ADA).await;
    assert_eq!(
        (refused.status, refused.text(".notice h2").as_str()),
        (StatusCode::TOO_MANY_REQUESTS, "Please try again later")
    );
    assert_eq!(refused.typed("email"), [ADA]);
}

#[tokio::test]
async fn a_mailbox_gets_a_limited_number_of_links_a_day() {
    let (stack, visitor, _address) = start_filled_in().await;
    stack.drained().await;
    for _ in 0..12 {
        ask(&visitor, ADA).await.location();
    }
    stack.drained().await;
    assert_eq!(outbox(&stack).await.len(), 10);
}

#[tokio::test]
async fn without_mail_the_page_says_so() {
    let wiring = Wiring { variables: vec![("MAIL_FROM", "")], ..Wiring::default() };
    let (_stack, visitor) = wiring.start(options()).await;
    let page = visitor.get("/join/return").await;
    assert!(page.text("main").contains("does not send email yet"));
    assert_eq!(page.count("main form"), 0);
}

#[tokio::test]
async fn the_code_is_sent_again_until_the_address_is_confirmed() {
    let (stack, visitor, address) = start_applied().await;
    stack.drained().await;
    let status = visitor.get(&address).await;
    assert!(status.text(".todo").contains("We emailed a code to a…@example.com"));
    let resend = format!("{address}/resend");
    assert!(status.attributes(".todo a", "href").contains(&resend));
    let page = visitor.get(&resend).await;
    assert_eq!(page.title(), "Email the code again?");
    let form = page.attribute("input[name=form]", "value");
    assert_eq!(visitor.post_field(&resend, "form", &form).await.location(), format!("{resend}?sent"));
    assert_eq!(visitor.get(&format!("{resend}?sent")).await.title(), "The code is on its way");
    stack.drained().await;
    let code = code(&stack, &address).await;
    let again =
        outbox(&stack).await.into_iter().find(|mail| mail.subject.starts_with("Your application code")).unwrap();
    assert_eq!(again.to, ADA);
    assert!(again.text.contains(&code), "{}", again.text);

    visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    assert_eq!(visitor.get(&address).await.count(".todo"), 0, "done");
    assert_eq!(visitor.get(&resend).await.location(), address);
}

#[tokio::test]
async fn a_draft_without_a_contact_is_not_found() {
    let (stack, visitor, _address) = start_with_draft().await;
    stack.drained().await;
    assert!(messages_after(&stack, &visitor, ADA).await.is_empty());
}
