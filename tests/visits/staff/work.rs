//! Staff at work: the queue, search, an application and what can be done with it.

use crate::support::staff::{Browser, store};
use crate::support::{Page, Visitor, api, scan, start};
use local::Stack;
use serde_json::json;
use shared::application::history::verify;
use shared::clock::Clock;

/// Sends an application by the name of its organization, and returns its reference.
async fn apply(stack: &Stack, visitor: &Visitor, name: &str) -> String {
    let mut application = api::with("legal_name", json!(name));
    application["public_name"] = json!(name);
    let received = visitor.post_json(application, &[]).await;
    assert_eq!(received.status, 201, "{}", received.body);
    stack.drained().await;
    received.json()["reference"].as_str().unwrap().to_owned()
}

async fn signed_in(stack: &Stack, role: &'static str) -> Browser {
    let browser = Browser::new(stack);
    browser.sign_in(role).await.location();
    browser
}

/// Posts a form of the application's page, as it is now.
async fn press(browser: &Browser, reference: &str, action: &str, form: &[(&str, &str)]) -> Page {
    let page = browser.get(&format!("/staff/applications/{reference}")).await;
    press_on(browser, &page, reference, action, form).await
}

/// Posts a form of a page that was opened before.
async fn press_on(browser: &Browser, page: &Page, reference: &str, action: &str, form: &[(&str, &str)]) -> Page {
    let seen = page.attribute("input[name=seen]", "value");
    browser.press(&format!("/staff/applications/{reference}/{action}"), &[form, &[("seen", &seen)]].concat()).await
}

async fn history(stack: &Stack, reference: &str) -> Vec<String> {
    let file = store(stack).file(&reference.parse().unwrap(), Clock::system().now()).await.unwrap().unwrap();
    assert_eq!(verify(&file.application.reference, &file.history, &file.application.history), Ok(()));
    file.history.iter().map(|entry| entry.action.unwrap().as_str().to_owned()).collect()
}

#[tokio::test]
async fn the_queue_is_paged_and_every_application_is_on_one_page() {
    let (stack, visitor) = start().await;
    let mut sent = Vec::new();
    for number in 0..27 {
        sent.push(apply(&stack, &visitor, &format!("Observatory {number}")).await);
    }
    let browser = signed_in(&stack, "reviewer").await;
    let first = browser.get("/staff").await;
    assert_eq!(first.text(".tabs [aria-current] .count"), "27");
    let next = first.attribute("a[rel=next]", "href");
    let second = browser.get(&next).await;
    let mut listed = [first.texts("td.code"), second.texts("td.code")].concat();
    assert_eq!((first.count("tbody th a"), second.count("a[rel=next]")), (25, 0));
    listed.sort();
    sent.sort();
    assert_eq!(listed, sent);
    for path in ["/staff?status=drafts", "/staff?after=x", "/staff?status=draft"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn search_finds_by_reference_name_domain_and_address() {
    let (stack, visitor) = start().await;
    let reference = apply(&stack, &visitor, "Étoile & Fils").await;
    let other = apply(&stack, &visitor, "株式会社あおば天文台").await;
    let browser = signed_in(&stack, "reviewer").await;
    let found = async |query: &str| {
        let page = browser.send("GET", &format!("/staff/search?q={query}"), &[], &[]).await;
        page.texts("td.code")
    };
    for query in [reference.to_lowercase().as_str(), "etoi", "fils+etoile"] {
        assert_eq!(found(query).await, [reference.as_str()], "{query}");
    }
    assert_eq!(found("%E3%81%82%E3%81%8A%E3%81%B0").await, [other]);
    assert_eq!(found("ada%40example.com").await.len(), 2);
    assert_eq!(found("example.com").await.len(), 2);
    for query in ["", "nobody", "toile", "%3Cscript%3E"] {
        assert!(found(query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn a_page_shows_every_answer_and_no_private_link() {
    let (stack, visitor) = start().await;
    let name = "<script>alert(1)</script> & Sons";
    let reference = apply(&stack, &visitor, name).await;
    let browser = signed_in(&stack, "administrator").await;
    let path = format!("/staff/applications/{reference}");
    let application = browser.get(&path).await;
    assert_eq!(application.text("h1"), name);
    for answer in ["Ada O’Neill", "ada@example.com", "We run trials in nine countries."] {
        assert!(application.texts("dd").iter().any(|shown| shown.contains(answer)), "{answer}");
    }
    let table = format!("{:?}", scan(&stack).await);
    let id = table.split("application#").nth(1).unwrap().split('"').next().unwrap();
    for path in ["/staff", "/staff/search?q=script", &path, &format!("{path}/erase"), "/staff/exports"] {
        let page = browser.get(path).await;
        assert!(!page.body.contains(id) && !page.body.contains("<script"), "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
    }
    for path in ["/staff/applications/ABCDEFGH", "/staff/applications/x"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_application_goes_through_every_action() {
    let (stack, visitor) = start().await;
    let reference = apply(&stack, &visitor, "Urania").await;
    let browser = signed_in(&stack, "administrator").await;
    let back = format!("/staff/applications/{reference}");
    let steps: [(&str, &[(&str, &str)]); 11] = [
        ("spam", &[]),
        ("not-spam", &[]),
        ("take", &[]),
        ("release", &[]),
        ("take", &[]),
        ("note", &[("note", "Called them.")]),
        ("assign", &[("to", "")]),
        ("ask", &[("question", "Which <b>domes</b>\r\ndo you have?")]),
        ("spam", &[]),
        ("take", &[]),
        ("decline", &[("reason", "other"), ("words", "Not this time.")]),
    ];
    for (action, form) in steps {
        assert_eq!(press(&browser, &reference, action, form).await.location(), back, "{action}");
    }
    let application = browser.get(&back).await;
    assert!(application.texts(".said").contains(&"Not this time.".to_owned()));
    assert!(application.texts(".said").iter().any(|text| text.starts_with("Which <b>domes</b>")));
    let done = history(&stack, &reference).await;
    let expected =
        "submit spam not_spam take release take note assign ask spam take decline".split(' ').collect::<Vec<_>>();
    assert_eq!(done, expected);
    // Nothing but the decision's list counts it.
    let lists = browser.get("/staff?status=declined").await;
    assert_eq!(lists.texts(".count"), ["0", "0", "0", "0", "1", "0", "0"]);
    // The tests' stack leaves no time to undo.
    assert_eq!(press(&browser, &reference, "undo", &[]).await.status, 409);
}

#[tokio::test]
async fn what_is_missing_is_named_and_what_was_typed_stays() {
    let (stack, visitor) = start().await;
    let reference = apply(&stack, &visitor, "Urania").await;
    let browser = signed_in(&stack, "reviewer").await;
    press(&browser, &reference, "take", &[]).await.location();
    let long = "long ".repeat(1_200);
    type Mistake<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);
    let mistakes: [Mistake<'_>; 5] = [
        ("ask", &[("question", " \r\n ")], "Enter the question"),
        ("note", &[("note", "\u{200b}")], "Enter the note"),
        ("decline", &[("words", "Sorry.")], "Select a reason"),
        ("decline", &[("reason", "other")], "Enter a message to the applicant"),
        ("ask", &[("question", &long)], "The text must be 5,000 characters or fewer"),
    ];
    for (action, form, problem) in mistakes {
        let page = press(&browser, &reference, action, form).await;
        assert_eq!(page.status, 422, "{action}");
        assert_eq!(page.texts(".error-summary a"), [problem], "{action}");
        let typed = form.iter().find(|(name, _)| *name != "reason").map_or("", |(_, typed)| typed.trim());
        assert!(typed.starts_with('\u{200b}') || page.body.contains(typed), "{action}");
    }
    assert_eq!(history(&stack, &reference).await, ["submit", "take"]);
}

#[tokio::test]
async fn the_second_of_two_reviewers_sees_what_the_first_did() {
    let (stack, visitor) = start().await;
    let reference = apply(&stack, &visitor, "Urania").await;
    let (one, other) = (signed_in(&stack, "administrator").await, signed_in(&stack, "reviewer").await);
    let path = format!("/staff/applications/{reference}");
    press(&one, &reference, "take", &[]).await.location();
    let (of_one, of_other) = (one.get(&path).await, other.get(&path).await);
    press_on(&one, &of_one, &reference, "accept", &[]).await.location();
    let form = [("reason", "other"), ("words", "No, thank you.")];
    let late = press_on(&other, &of_other, &reference, "decline", &form).await;
    assert_eq!((late.status.as_u16(), late.text("textarea").trim()), (409, "No, thank you."));
    assert!(late.text(".history").contains("Accepted · Alex Administrator"), "{}", late.text(".history"));
    let again = press_on(&one, &of_one, &reference, "accept", &[]).await;
    assert_eq!(again.location(), path, "a second click leads where the first did");
    assert_eq!(history(&stack, &reference).await, ["submit", "take", "accept"]);
}

#[tokio::test]
async fn an_export_has_every_application_that_is_no_spam_and_is_recorded() {
    let (stack, visitor) = start().await;
    let formula = apply(&stack, &visitor, "=HYPERLINK(\"x\")").await;
    let spam = apply(&stack, &visitor, "Spam").await;
    visitor.start_draft().await;
    let browser = signed_in(&stack, "reviewer").await;
    press(&browser, &spam, "spam", &[]).await.location();
    let csv = browser.get("/staff/export.csv").await;
    let text = csv.body.strip_prefix('\u{feff}').unwrap_or(&csv.body);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8; header=present");
    let column = |name: &str| {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.headers().unwrap().iter().position(|header| header == name).unwrap()
    };
    let rows: Vec<_> = csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(
        (&rows[0][column("reference")], &rows[0][column("legal_name")]),
        (formula.as_str(), "'=HYPERLINK(\"x\")")
    );
    let later = apply(&stack, &visitor, "Later").await;
    let lines = browser.get("/staff/export.jsonl").await;
    assert_eq!(lines.body.lines().count(), 2);
    assert!(lines.body.contains(&later) && !lines.body.contains(&spam));
    let record = browser.get("/staff/exports").await;
    assert_eq!(
        record.texts("tbody td"),
        ["Robin Reviewer", "All lists", "jsonl", "2", "Robin Reviewer", "All lists", "csv", "1"]
    );
    for path in ["/staff/export.csv?status=suspect", "/staff/export.csv?part=x", "/staff/export.csv?since=x"] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_administrator_removes_what_identifies_people() {
    let (stack, visitor) = start().await;
    let reviewer = signed_in(&stack, "reviewer").await;
    let browser = signed_in(&stack, "administrator").await;
    let (one, other) = (apply(&stack, &visitor, "Urania One").await, apply(&stack, &visitor, "Urania Two").await);
    for (reference, action) in [(&one, "anonymise"), (&other, "erase")] {
        let path = format!("/staff/applications/{reference}/{action}");
        assert_eq!(reviewer.get(&path).await.status, 403);
        let question = browser.get(&path).await;
        let pressed = press_on(&browser, &question, reference, action, &[]).await;
        assert_eq!(pressed.status, 303);
        stack.drained().await;
    }
    let table = format!("{:?}", scan(&stack).await);
    for personal in ["Urania", "Ada", "ada@example.com", "urania"] {
        assert!(!table.contains(personal), "{personal}");
    }
    assert_eq!(history(&stack, &one).await, ["submit", "anonymize"]);
    assert_eq!(browser.get(&format!("/staff/applications/{one}")).await.status, 200);
    assert_eq!(browser.get(&format!("/staff/applications/{other}")).await.status, 404);
    assert!(browser.get("/staff/search?q=urania").await.texts("td.code").is_empty());
}
