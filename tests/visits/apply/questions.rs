//! Questions of staff, and decisions that they can still undo, as the applicant sees them.

use crate::support::store::{RETENTION, change_to, code, move_to, person, store, submitted};
use crate::support::{OWN_SITE, Visitor, options, start_applied};
use local::{Options, Stack};
use shared::application::Status;
use shared::clock::Clock;
use shared::timestamp::Timestamp;
use store::{ActOutcome, ActTerms, StaffChange};

/// Posts an answer to the question that the page shows.
async fn answer(visitor: &Visitor, address: &str, number: &str, text: &str) -> crate::support::Page {
    let form = [("question", number), ("answer", text)];
    let request = visitor.request("POST", &format!("{address}/answer")).form(&form);
    crate::support::Page::read(request.send().await.unwrap()).await
}

async fn asked() -> (Stack, Visitor, String) {
    let (stack, visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::MoreInformation).await;
    (stack, visitor, address)
}

#[tokio::test]
async fn a_question_is_answered_once_and_the_review_goes_on() {
    let (stack, visitor, address) = asked().await;
    let status = visitor.get(&address).await;
    assert_eq!(status.text(".said"), "What do you do?");
    let expires = submitted(&stack, &address).await.expires_at.unwrap().unix();
    let terms = format!("we delete the application on {}", OWN_SITE.site.locale.day(expires).replace('\u{a0}', " "));
    let next = status.text("main");
    for words in ["The review is paused until you answer.", "We usually decide by", terms.as_str()] {
        assert!(next.contains(words), "{words} in {next}");
    }
    let page = visitor.get(&status.attribute("a.button", "href")).await;
    let number = page.attribute("input[name=question]", "value");
    let long = "ä".repeat(5_001);
    for (typed, problem) in
        [(" \r\n", "Enter your answer"), (long.as_str(), "must be 5,000 characters or fewer. It has 5,001")]
    {
        let refused = answer(&visitor, &address, &number, typed).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text(".error-summary").contains(problem), "{problem}");
        assert!(refused.text("textarea").contains(typed.trim()));
    }
    let hostile = "</textarea><script>alert(1)</script>\r\n=1+1 \u{202e}";
    for _ in 0..2 {
        assert_eq!(answer(&visitor, &address, &number, hostile).await.location(), address);
    }
    let status = visitor.get(&address).await;
    assert_eq!(status.text("h1"), "Your application is being reviewed");
    assert!(status.text(".notice.good").starts_with("We received your answer on "));
    assert_eq!(status.texts(".said").len(), 2);
    assert_eq!(status.texts("p:has(+ .said) strong"), ["Our question", "Your answer"]);
    assert_eq!(status.count("script"), 0);
    let late = answer(&visitor, &address, &number, "Something else").await;
    assert_eq!((late.status.as_u16(), late.text("textarea").trim()), (422, "Something else"));
    assert_eq!(submitted(&stack, &address).await.status, Status::InReview);
    assert_eq!(visitor.get(&format!("{address}/answer")).await.location(), address);
    let data = visitor.get(&format!("{address}/data")).await.json();
    assert_eq!(data["questions"][0]["question"], "What do you do?");
}

#[tokio::test]
async fn an_answer_to_an_earlier_question_is_kept_beside_the_new_one() {
    let (stack, visitor, address) = asked().await;
    let first = visitor.get(&format!("{address}/answer")).await.attribute("input[name=question]", "value");
    answer(&visitor, &address, &first, "We show stars.").await.location();
    move_to(&stack, &address, Status::MoreInformation).await;
    let stale = answer(&visitor, &address, &first, "And planets.").await;
    assert_eq!((stale.status.as_u16(), stale.text("textarea").trim()), (422, "And planets."));
    assert_eq!(submitted(&stack, &address).await.status, Status::MoreInformation);
    let fresh = visitor.replace(&address).await;
    let old = answer(&visitor, &address, &first, "x").await;
    assert_eq!(old.status, 410, "an old link can do nothing");
    let number = visitor.get(&format!("{fresh}/answer")).await.attribute("input[name=question]", "value");
    answer(&visitor, &fresh, &number, "And planets.").await.location();
}

/// A stack on which decisions can be undone for 15 minutes, with an application.
async fn undoable() -> (Stack, Visitor, String) {
    let stack = Stack::start(Options { undo_seconds: 900, ..options() }).await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    let address = visitor.apply().await;
    (stack, visitor, address)
}

/// Changes an application as staff did some seconds ago.
async fn act_ago(stack: &Stack, address: &str, change: StaffChange, ago: i64) {
    let at = Timestamp::from_unix(Clock::system().now().unix() - ago);
    let terms = ActTerms { at, retention: RETENTION, undo_seconds: 900 };
    let application = submitted(stack, address).await;
    let outcome = store(stack).act(&application, &person("Ada"), change, terms).await.unwrap();
    assert!(matches!(outcome, ActOutcome::Done(_)), "{outcome:?}");
}

#[tokio::test]
async fn a_decision_that_can_be_undone_is_not_shown() {
    for decision in [Status::Accepted, Status::Declined] {
        let (stack, visitor, address) = undoable().await;
        let shown = async || {
            let page = visitor.get(&address).await;
            let data = visitor.get(&format!("{address}/data")).await.json();
            let api = visitor.get(&address.replace("/join/", "/api/applications/")).await.json();
            let history = data["history"].as_array().unwrap().last().unwrap()["to"].clone();
            assert_eq!((&data["status"], &api["status"]), (&history, &history));
            (page.inner_html("main"), history.as_str().unwrap().to_owned())
        };
        let day = 24 * 60 * 60;
        act_ago(&stack, &address, StaffChange::Take, 2 * day).await;
        let before = shown().await;
        assert!(before.0.contains("In review") && before.0.contains("/withdraw") && before.0.contains("/confirm"));
        act_ago(&stack, &address, change_to(decision), 30).await;
        assert_eq!(shown().await, before);
        act_ago(&stack, &address, StaffChange::Undo, 0).await;
        assert_eq!(shown().await, before, "nobody was told");
        act_ago(&stack, &address, change_to(decision), 901).await;
        assert_eq!(shown().await.1, decision.as_str());
        let page = visitor.get(&address).await;
        assert!(!page.body.contains("/withdraw"));
        let taken = submitted(&stack, &address).await.status_since.unix() - 2 * day + 901;
        let dates = page.attributes(".tracker time", "datetime").join(" ");
        let is_dated = dates.contains(&Timestamp::from_unix(taken).to_string()[..10]);
        assert_eq!(is_dated, decision == Status::Accepted, "{dates}");
    }
}

#[tokio::test]
async fn withdrawing_while_a_decision_can_be_undone_changes_nothing_and_tells_nothing() {
    for decision in [Status::Accepted, Status::Declined] {
        let (stack, visitor, address) = undoable().await;
        act_ago(&stack, &address, StaffChange::Take, 60).await;
        let withdraw = format!("{address}/withdraw");
        let before = visitor.get(&withdraw).await.body;
        act_ago(&stack, &address, change_to(decision), 30).await;
        assert_eq!(visitor.get(&withdraw).await.body, before);
        let refused = visitor.press(&withdraw).await;
        assert_eq!((refused.status.as_u16(), refused.count("main form button")), (409, 1));
        assert_eq!(refused.text(".notice h2"), "We can’t withdraw your application right now");
        let application = submitted(&stack, &address).await;
        assert_eq!(application.status, decision);
        assert!(refused.text("main .meta").contains(application.reference.as_str()), "{}", refused.text("main .meta"));
        act_ago(&stack, &address, StaffChange::Undo, 0).await;
        assert_eq!(visitor.press(&withdraw).await.location(), address);
        assert_eq!(submitted(&stack, &address).await.status, Status::Withdrawn);
    }
}

#[tokio::test]
async fn an_address_is_confirmed_while_a_decision_can_be_undone() {
    let (stack, visitor, address) = undoable().await;
    act_ago(&stack, &address, StaffChange::Take, 60).await;
    act_ago(&stack, &address, change_to(Status::Declined), 30).await;
    let confirm = format!("{address}/confirm");
    assert_eq!(visitor.get(&confirm).await.title(), "Confirm your email address");
    visitor.post_field(&confirm, "code", &code(&stack, &address).await).await.location();
    assert!(submitted(&stack, &address).await.contact_confirmed_at.is_some());
    assert!(visitor.get(&address).await.text("main").contains("You confirmed your email address"));
}
