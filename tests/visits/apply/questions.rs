//! Questions of staff, and decisions that they can still undo, as the applicant sees them.

use crate::support::store::{RETENTION, change_to, move_to, person, store, submitted};
use crate::support::{Visitor, options, start_applied};
use local::{Options, Stack};
use shared::application::Status;
use shared::clock::Clock;
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
    let page = visitor.get(&status.attribute("a.button", "href")).await;
    let number = page.attribute("input[name=question]", "value");
    let long = "ä".repeat(5_001);
    for (typed, problem) in [(" \r\n", "Write an answer"), (long.as_str(), "must be 5,000 characters or fewer")] {
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

#[tokio::test]
async fn a_decision_that_can_be_undone_is_not_shown() {
    for decision in [Status::Accepted, Status::Declined] {
        let stack = Stack::start(Options { undo_seconds: 900, ..options() }).await.unwrap();
        let visitor = Visitor::to(&stack.site_url());
        let address = visitor.apply().await;
        let act = async |change: StaffChange, ago: i64| {
            let at = shared::timestamp::Timestamp::from_unix(Clock::system().now().unix() - ago);
            let terms = ActTerms { at, retention: RETENTION, undo_seconds: 900 };
            let application = submitted(&stack, &address).await;
            let outcome = store(&stack).act(&application, &person("Ada"), change, terms).await.unwrap();
            assert!(matches!(outcome, ActOutcome::Done(_)), "{outcome:?}");
        };
        let shown = async || {
            let page = visitor.get(&address).await;
            let data = visitor.get(&format!("{address}/data")).await.json();
            let api = visitor.get(&address.replace("/join/", "/api/applications/")).await.json();
            let history = data["history"].as_array().unwrap().last().unwrap()["to"].clone();
            assert_eq!((&data["status"], &api["status"]), (&history, &history));
            (page.text("h1"), history.as_str().unwrap().to_owned())
        };
        act(StaffChange::Take, 60).await;
        let before = shown().await;
        act(change_to(decision), 30).await;
        assert_eq!(shown().await, before);
        act(StaffChange::Undo, 0).await;
        assert_eq!(shown().await, before, "nobody was told");
        act(change_to(decision), 901).await;
        assert_eq!(shown().await.1, decision.as_str());
    }
}
