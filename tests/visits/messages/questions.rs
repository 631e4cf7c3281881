//! Words of staff in messages to applicants, and what is sent when applications go back and forth.

use crate::support::outbox::{Mail, outbox};
use crate::support::post::ADA;
use crate::support::start_applied;
use crate::support::store::{act, code, move_to, submitted, withdraw};
use local::Stack;
use shared::application::Status;
use store::StaffChange;

/// Text that looks like a header, like markup and like a template, and reorders the line.
const HOSTILE: &str = "Which trials & where?\r\nBcc: eve@example.net\r\n\r\n<script>alert(1)</script>\n\
    {{ secret }} \u{202e}\u{1b}[31m\u{0}\n--=boundary\n.\nSee https://www.example.org/list";

/// Returns the message to the applicant with such a subject.
async fn about(stack: &Stack, subject: &str) -> Mail {
    let mails = outbox(stack).await;
    let mail = mails.iter().find(|mail| mail.to == ADA && mail.subject.starts_with(subject));
    mail.unwrap_or_else(|| panic!("{mails:#?}")).clone()
}

/// Asserts that a message quotes [`HOSTILE`] as text, and that nothing of it is a header or markup.
fn assert_quotes(mail: &Mail) {
    let plain = mail.text.replace(['\u{2068}', '\u{2069}'], "");
    for line in [
        "> Which trials & where?",
        "> Bcc: eve@example.net",
        "> <script>alert(1)</script>",
        "> {{ secret }} [31m",
        "> --=boundary",
        "> .",
        "> See https://www.example.org/list",
    ] {
        assert!(plain.lines().any(|found| found == line), "{line} is not in {plain}");
    }
    assert!(mail.html.contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;") || mail.html.contains("&lt;script&gt;"));
    assert!(!mail.html.contains("<script"), "{}", mail.html);
    let (head, _) = mail.raw.split_once("\r\n\r\n").unwrap();
    assert!(!head.contains("eve@") && !head.to_ascii_lowercase().contains("bcc:"), "{head}");
    assert!(!mail.text.contains('\u{202e}') && !mail.text.contains('\u{1b}'), "{}", mail.text);
}

#[tokio::test]
async fn a_question_is_quoted_as_staff_wrote_it() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    act(&stack, &address, StaffChange::Ask { question: HOSTILE.to_owned() }).await;
    assert_quotes(&about(&stack, "Please answer a question").await);
}

#[tokio::test]
async fn a_decline_has_the_words_of_staff() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    act(&stack, &address, StaffChange::Decline { reason: "other".to_owned(), words: HOSTILE.to_owned() }).await;
    let mail = about(&stack, "Your application was declined").await;
    assert!(mail.text.contains("What our staff wrote:"), "{}", mail.text);
    assert_quotes(&mail);
}

#[tokio::test]
async fn who_writes_to_us_from_a_message_names_the_application() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    let reference = submitted(&stack, &address).await.reference;
    for (subject, links) in [("Application received", 2), ("Your application was declined", 2)] {
        let mail = about(&stack, subject).await;
        let link = format!("href=\"mailto:office@observatories.example?subject={reference}\"");
        assert_eq!(
            (mail.html.matches(&link).count(), mail.html.matches("mailto:").count()),
            (links, links),
            "{subject}"
        );
    }
}

#[tokio::test]
async fn who_withdraws_is_told_how_long_we_keep_the_application_and_how_to_apply_again() {
    let (stack, visitor, address) = start_applied().await;
    withdraw(&stack, &address).await;
    let mail = about(&stack, "Your application was withdrawn").await;
    let told = visitor.get(&address).await.texts("main p");
    let until = told.iter().find(|told| told.starts_with("We keep what you sent until ")).unwrap();
    let until = until.split_inclusive('.').next().unwrap();
    assert!(mail.text.replace('\u{a0}', " ").contains(until), "{until} is not in {}", mail.text);
    let page = format!("{}/join", stack.site_url());
    assert!(mail.text.lines().any(|line| line == page) && mail.html.contains(&format!("href=\"{page}\"")));
}

#[tokio::test]
async fn a_code_is_labeled_and_the_only_thing_in_a_box() {
    let (stack, _visitor, address) = start_applied().await;
    let mail = about(&stack, "Application received").await;
    let code = code(&stack, &address).await;
    assert!(mail.text.contains(&format!("Your code:\n\n{code}\n")), "{}", mail.text);
    assert_eq!(mail.html.matches("border-radius").count(), 1, "{}", mail.html);
    assert!(mail.html.contains("Your code:<br>"), "{}", mail.html);
}

#[tokio::test]
async fn a_decline_without_words_quotes_nothing() {
    let (stack, _visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    act(&stack, &address, StaffChange::Decline { reason: "other".to_owned(), words: " \n".to_owned() }).await;
    let mail = about(&stack, "Your application was declined").await;
    assert!(!mail.text.contains("What our staff wrote:") && !mail.html.contains("<blockquote>"), "{}", mail.text);
}

#[tokio::test]
async fn an_application_that_staff_return_to_the_queue_is_announced_once() {
    let (stack, _visitor, address) = start_applied().await;
    for status in [Status::InReview, Status::Received, Status::InReview, Status::Received] {
        move_to(&stack, &address, status).await;
    }
    let subjects: Vec<_> = outbox(&stack).await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
}

#[tokio::test]
async fn mail_about_a_decision_says_what_its_link_opens() {
    for (is_confirmed, label) in [(false, "Check the status:"), (true, "See your application:")] {
        let (stack, visitor, address) = start_applied().await;
        if is_confirmed {
            let code = code(&stack, &address).await;
            visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
        }
        move_to(&stack, &address, Status::InReview).await;
        move_to(&stack, &address, Status::Declined).await;
        let mail = about(&stack, "Your application was declined").await;
        assert!(mail.text.lines().any(|line| line == label), "{}", mail.text);
        assert_eq!(mail.text.contains("Anyone with the link can open the application"), is_confirmed, "{}", mail.text);
    }
}

#[tokio::test]
async fn a_question_before_the_address_is_confirmed_numbers_the_steps() {
    let (stack, visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    act(&stack, &address, StaffChange::Ask { question: "Which trials?".to_owned() }).await;
    let mail = about(&stack, "Please answer a question").await;
    let code = code(&stack, &address).await;
    let parts = [
        "Which trials?",
        "1. Return to the page where you applied",
        "2. Choose “Answer”",
        "If nobody can find that page, write to us (office@observatories.example).",
        "choose “Enter the code”",
        &format!("\n{code}\n"),
        "this link shows only the status",
    ];
    let found: Vec<_> = parts.iter().map(|part| mail.text.find(part)).collect();
    assert!(found.iter().all(Option::is_some) && found.is_sorted(), "{found:?} in {}", mail.text);
    assert!(!mail.text.contains("Answer the question:"), "{}", mail.text);

    let link = mail.text.split_whitespace().find(|word| word.contains("/join/")).unwrap();
    let link = format!("/join/{}", link.rsplit('/').next().unwrap());
    assert!(visitor.get(&link).await.text("main").contains("If nobody can find that page any more, write to"));
    visitor.post_field(&format!("{address}/confirm"), "code", &code).await.location();
    let page = visitor.get(&link).await;
    assert_eq!(page.text(".todo form button"), "Open your application");
    assert_eq!(page.count("main form"), 1);
}
