//! The status page: its steps, what is to do, and a panel for each outcome.

use crate::support::outbox::outbox;
use crate::support::site_copy::start_site;
use crate::support::store::{acted_at, move_to, store, submitted, withdraw};
use crate::support::time::Time;
use crate::support::{Page, SiteCopy, start_applied};
use local::Stack;
use shared::application::{Application, Status};
use shared::clock::Clock;
use shared::member::Ending;
use shared::timestamp::Timestamp;
use store::{ConfirmOutcome, MemberChange};

/// Returns the steps, each with its state and text.
fn steps(page: &Page) -> Vec<String> {
    page.texts(".tracker li")
}

/// Returns the path of the link in the receipt.
async fn emailed_link(stack: &Stack) -> String {
    stack.drained().await;
    let receipt = outbox(stack).await.into_iter().find(|mail| mail.to == "ada@example.com").unwrap();
    let link = receipt.text.split_whitespace().find_map(|word| word.find("/join/").map(|at| word[at..].to_owned()));
    link.unwrap()
}

#[tokio::test]
async fn a_decision_that_is_late_is_said_to_be() {
    let clock = Time::on("2026-11-01T09:00:00Z");
    let (_stack, visitor) = start_site(&SiteCopy::new(), &clock).await;
    let address = visitor.apply().await;
    let late = "Our decision is taking longer than usual";
    assert!(!visitor.get(&address).await.text("main").contains(late));
    clock.set("2027-06-01T09:00:00Z");
    let page = visitor.get(&address).await;
    assert!(page.text("main").contains(late), "{}", page.text("main"));
    assert!(!steps(&page)[2].contains("usually by"), "{:?}", steps(&page));
}

#[tokio::test]
async fn four_steps_show_how_far_the_application_is_and_when_to_expect_a_decision() {
    let (stack, visitor, address) = start_applied().await;
    let page = visitor.get(&address).await;
    assert_eq!(steps(&page).len(), 4);
    assert!(page.text(".tracker [aria-current=step]").starts_with("Received "));
    assert_eq!(steps(&page)[1], "In review Our staff reads your answers");
    assert!(steps(&page)[2].starts_with("Decision By email, usually by "), "{:?}", steps(&page));
    assert_eq!(steps(&page)[3], "Membership Starts the day we accept you");
    assert!(!page.text("main").contains("usually within"), "the steps have the date: {}", page.text("main"));
    assert!(page.attribute(".tracker li:nth-child(3) time", "datetime") > page.attribute(".tracker time", "datetime"));

    for (status, current, panel) in [
        (Status::InReview, "In review", "panel"),
        (Status::MoreInformation, "In review", "panel waiting"),
        (Status::InReview, "In review", "panel"),
        (Status::Accepted, "Membership", "panel accepted"),
    ] {
        move_to(&stack, &address, status).await;
        let page = visitor.get(&address).await;
        assert!(page.text(".tracker [aria-current=step]").starts_with(current), "{status:?}");
        assert_eq!(page.attribute(".panel", "class"), panel, "{status:?}");
        assert!(page.count(".tracker li:nth-child(2) time") >= 1, "{status:?} is in review since a day");
        let [_, review, decision, _] = &steps(&page)[..] else { panic!("four steps") };
        let is_waiting = status == Status::MoreInformation;
        assert_eq!(review.contains("Waiting for your answer since"), is_waiting, "{review}");
        assert_eq!(decision == "Decision After your answer", is_waiting, "{decision}");
    }
    let page = visitor.get(&address).await;
    assert_eq!((page.count(".tracker .done"), page.count(".tracker span")), (3, 0), "nothing is left to happen");
}

#[tokio::test]
async fn a_closed_application_has_a_panel_of_its_own_and_no_steps() {
    for declined in [true, false] {
        let (stack, visitor, address) = start_applied().await;
        if declined {
            move_to(&stack, &address, Status::InReview).await;
            move_to(&stack, &address, Status::Declined).await;
        } else {
            withdraw(&stack, &address).await;
        }
        let page = visitor.get(&address).await;
        assert_eq!((page.count(".tracker"), page.count(".panel.closed"), page.count(".todo")), (0, 1, 0));
        let closed = if declined { "Declined on" } else { "Withdrawn on" };
        assert!(page.text("main").contains(closed), "{}", page.text("main"));
    }
}

#[tokio::test]
async fn every_page_of_a_closed_application_says_until_when_it_is_kept_and_how_it_is_deleted() {
    for declined in [true, false] {
        let (stack, visitor, address) = start_applied().await;
        let emailed = emailed_link(&stack).await;
        if declined {
            move_to(&stack, &address, Status::InReview).await;
            move_to(&stack, &address, Status::Declined).await;
        } else {
            withdraw(&stack, &address).await;
        }
        let emailed = visitor.get(&emailed).await;
        for page in [visitor.get(&address).await, emailed] {
            let text = page.text("main");
            assert!(text.contains("We keep what you sent until ") && text.contains(", then delete it."), "{text}");
            let how = if declined { "To have it deleted sooner, write to" } else { "You can delete it" };
            assert!(text.contains(how), "{text}");
        }
        let can_delete =
            visitor.get(&address).await.attributes("main .text a", "href").contains(&format!("{address}/erase"));
        assert_eq!(can_delete, !declined);
    }
}

#[tokio::test]
async fn a_wrong_address_is_corrected_by_writing_to_us() {
    let (_stack, visitor, address) = start_applied().await;
    let page = visitor.get(&address).await;
    let task = page.text(".todo");
    assert!(task.contains("Wrong address? You can’t change it here. Write to"), "{task}");
    let write = format!("mailto:office@observatories.example?subject={}", page.text(".reference"));
    assert!(page.attributes(".todo a", "href").contains(&write));
}

#[tokio::test]
async fn the_page_of_a_declined_application_says_what_its_reader_can_do() {
    let (stack, visitor, address) = start_applied().await;
    move_to(&stack, &address, Status::InReview).await;
    move_to(&stack, &address, Status::Declined).await;
    let page = visitor.get(&address).await;
    assert!(page.texts("h2").contains(&"What you can do".to_owned()), "{:?}", page.texts("h2"));
    let reference = page.text(".reference");
    let links = page.attributes("main .text a", "href");
    let write = format!("mailto:office@observatories.example?subject={reference}");
    for link in [write.as_str(), "/join", &format!("{address}/copy")] {
        assert!(links.iter().any(|found| found == link), "{link} is not in {links:?}");
    }
}

#[tokio::test]
async fn the_code_is_asked_for_with_the_masked_address() {
    let (_stack, visitor, address) = start_applied().await;
    let confirm = format!("{address}/confirm");
    for page in [visitor.get(&confirm).await, visitor.post_field(&confirm, "code", "7KQX").await] {
        assert!(page.text(".lead").contains("main contact at a…@example.com"), "{}", page.text(".lead"));
        assert!(!page.body.contains("ada@example.com"));
    }
}

#[tokio::test]
async fn the_page_of_an_accepted_application_says_where_to_go_on() {
    let (stack, visitor, address) = start_applied().await;
    for status in [Status::InReview, Status::Accepted] {
        assert!(!visitor.get(&address).await.text("main").contains("You asked to take part in"));
        move_to(&stack, &address, status).await;
    }
    let page = visitor.get(&address).await;
    assert!(page.attributes("main a", "href").iter().any(|link| link == "/membership"));
    assert!(page.text("main").contains("Our staff will write to you about them. Machines that see"));
}

#[tokio::test]
async fn an_accepted_organization_finds_its_entry_in_the_directory() {
    let (stack, visitor, address) = start_applied().await;
    let emailed = emailed_link(&stack).await;
    const BUTTON: &str = "main .button[href^='/members/']";
    for status in [Status::InReview, Status::Accepted] {
        assert_eq!(visitor.get(&address).await.count(BUTTON), 0);
        move_to(&stack, &address, status).await;
    }
    let reference = submitted(&stack, &address).await.reference;
    let member = store(&stack).member(&reference).await.unwrap().unwrap();
    stack.drained().await;
    let mails = outbox(&stack).await;
    let mail = mails.iter().find(|mail| mail.subject.starts_with("Your application was accepted")).unwrap();
    for page in [visitor.get(&address).await, visitor.get(&emailed).await] {
        assert_eq!(page.text(BUTTON), "See your entry in our directory");
        assert!(mail.text.contains(&format!("{}{}\n", stack.site_url(), page.attribute(BUTTON, "href"))));
    }

    let change = MemberChange::End(Ending { reason: "resigned".to_owned(), on: member.joined_on, note: String::new() });
    store(&stack).change_member(&member, None, &change, acted_at()).await.unwrap();
    let page = visitor.get(&address).await;
    assert_eq!(page.count(BUTTON), 0, "who is no member any more has no entry");
}

#[tokio::test]
async fn the_copy_of_a_closed_application_has_the_date_of_the_decision() {
    for (closed, label) in
        [(Status::Accepted, "Accepted on"), (Status::Declined, "Declined on"), (Status::Withdrawn, "Withdrawn on")]
    {
        let (stack, visitor, address) = start_applied().await;
        let rows = async || visitor.get(&format!("{address}/copy")).await.texts("main .text > .rows > div");
        move_to(&stack, &address, Status::InReview).await;
        assert_eq!(rows().await.len(), 4);
        if closed == Status::Withdrawn {
            withdraw(&stack, &address).await;
        } else {
            move_to(&stack, &address, closed).await;
        }
        let rows = rows().await;
        assert!(rows[0].starts_with("From ") && rows[0].contains("Müller"), "{rows:?}");
        assert_eq!(rows[4], format!("{label} March 17, 2030"), "{rows:?}");
    }
}

#[tokio::test]
async fn an_address_that_was_confirmed_is_news_for_an_hour() {
    let (stack, visitor, address) = start_applied().await;
    let holder = Application::Submitted(Box::new(submitted(&stack, &address).await)).holder();
    let at = Timestamp::from_unix(Clock::system().now().unix() - 3_601);
    assert!(matches!(store(&stack).confirm_contact(&holder, at).await, Ok(ConfirmOutcome::Confirmed)));
    let page = visitor.get(&address).await;
    assert_eq!(page.count(".notice, .todo"), 0);
    assert!(page.text(".tracker li").contains("Email address confirmed on "));
}

#[tokio::test]
async fn addresses_are_masked_and_the_copy_leaves_out_the_private_link() {
    let (_stack, visitor, address) = start_applied().await;
    let page = visitor.get(&address).await;
    assert!(page.text("main").contains("Our emails go to a…@example.com"));
    let copy = visitor.get(&format!("{address}/copy")).await;
    assert!(!copy.text("main").contains(&address), "{}", copy.text("main"));
    assert_eq!(copy.attributes("main .screen a", "href"), [address]);
}
