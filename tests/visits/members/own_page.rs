//! The page of a member, for its people.

use super::register::{join, path};
use crate::staff::desk::Desk;
use crate::support::outbox::outbox;
use crate::support::store::store;
use crate::support::{Page, Wiring, options, start};
use local::{Options, Stack};
use shared::member::{Member, MemberAction};
use shared::staff::Role::Reviewer;
use test_support::Visitor;

type Fields = Vec<(&'static str, String)>;

/// Returns the path of the member's page in a message.
pub fn link_in(text: &str) -> String {
    let link = text.split("/membership/").nth(1).unwrap_or_else(|| panic!("no link in {text}"));
    format!("/membership/{}", &link[..28])
}

/// Returns what the form of the page would send without changes and without a button.
pub fn member_fields(page: &Page) -> Fields {
    let mut fields: Fields = Vec::new();
    for name in page.attributes("main form [name]", "name").into_iter().filter(|name| name != "do") {
        if !fields.iter().any(|(known, _)| *known == name) {
            let typed = page.typed(&name);
            let name: &'static str = name.leak();
            fields.extend(typed.into_iter().map(|value| (name, value)));
        }
    }
    fields
}

pub fn changed(mut fields: Fields, changes: &[(&'static str, &str)]) -> Fields {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

/// Asks for a link, and returns the page that follows.
async fn ask(visitor: &Visitor, email: &str) -> Page {
    let form = visitor.open("/membership").await.attribute("input[name=form]", "value");
    let fields = vec![("form", form), ("email", email.to_owned())];
    visitor.post("/membership", &fields).await
}

/// Makes a member, and returns its reference and the path of its own page.
async fn member_with_link(stack: &Stack, visitor: &Visitor, desk: &Desk) -> (String, String) {
    let reference = join(stack, visitor, desk, &[]).await;
    stack.drained().await;
    assert_eq!(ask(visitor, "Ada@Example.com").await.location(), "/membership?sent");
    let mails = outbox(stack).await;
    let mail = mails.iter().find(|mail| mail.subject.starts_with("Your membership details")).unwrap();
    assert_eq!(mail.to, "ada@example.com");
    (reference, link_in(&mail.text))
}

async fn member(stack: &Stack, reference: &str) -> Member {
    store(stack).member(&reference.parse().unwrap()).await.unwrap().unwrap()
}

#[tokio::test]
async fn nobody_learns_who_acts_for_a_member() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    join(&stack, &visitor, &desk, &[]).await;
    stack.drained().await;
    let before = outbox(&stack).await.len();
    let (stranger, known) = (ask(&visitor, "eve@example.net").await, ask(&visitor, "ada@example.com").await);
    assert_eq!((stranger.status, stranger.location()), (known.status, known.location()));
    assert_eq!(outbox(&stack).await.len(), before + 1);
    let form = visitor.open("/membership").await.attribute("input[name=form]", "value");
    let twice = vec![("form", form), ("email", "ada@example.com".to_owned())];
    for _ in 0..3 {
        assert_eq!(visitor.post("/membership", &twice).await.status, 303);
    }
    assert_eq!(outbox(&stack).await.len(), before + 2, "one form, one message");
    for (typed, error) in [("", "Enter your email address"), ("nobody", "Enter your email address, such as")] {
        let page = ask(&visitor, typed).await;
        assert_eq!((page.status.as_u16(), page.typed("email").concat().as_str()), (422, typed));
        assert!(page.text(".error-summary").contains(error));
    }
    let hostile = vec![("form", "nonsense".to_owned()), ("email", "ada@example.com".to_owned())];
    assert_eq!(visitor.post("/membership", &hostile).await.status, 400);
}

#[tokio::test]
async fn a_link_that_was_never_sent_opens_nothing() {
    let (_stack, visitor) = start().await;
    for link in ["nonsense", "0123456789abcdefghjkmnpqrstv", "0123456789abcdefghjkmnpqrs"] {
        let page = visitor.get(&format!("/membership/{link}")).await;
        assert_eq!(page.status, 404, "{link}");
        assert!(page.text("main").contains("This link no longer works"));
        assert_eq!(visitor.post(&format!("/membership/{link}"), &Vec::new()).await.status, 404);
    }
}

#[tokio::test]
async fn a_member_changes_its_people_at_once_and_its_public_entry_when_staff_approve() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Grace", Reviewer).await;
    let (reference, own) = member_with_link(&stack, &visitor, &desk).await;
    let page = visitor.open(&own).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.text("main").contains("ada@example.com") && page.count("main form .person") >= 2);
    let fields = changed(
        member_fields(&page),
        &[("public_name", "Sky <b>& Co"), ("description", "We watch."), ("title-0", "Director"), ("do", "save")],
    );
    assert_eq!(visitor.post(&own, &fields).await.location(), format!("{own}?saved"));
    assert_eq!(visitor.post(&own, &fields).await.location(), format!("{own}?saved"), "a second click");
    let waiting = member(&stack, &reference).await;
    assert_eq!(waiting.representatives[0].title.as_deref(), Some("Director"));
    assert_eq!((waiting.profile.known_name(), waiting.profile.description.as_str()), ("Müller’s", ""));
    let again = visitor.open(&format!("{own}?saved")).await;
    assert_eq!(again.typed("description"), ["We watch."]);
    assert!(again.text("main").contains("Our staff reviews changes"));
    stack.drained().await;
    assert!(outbox(&stack).await.iter().any(|mail| mail.subject == format!("A member asks for changes ({reference})")));

    let list = desk.open("/staff/members?waiting=yes").await;
    assert_eq!(list.count("tbody tr"), 1);
    let file = desk.open(&path(&reference)).await;
    assert_eq!(file.texts("section.notice ins"), ["Sky <b>& Co", "We watch."]);
    let done = desk.submit(&file, "approve", &[]).await;
    assert_eq!(done.location(), path(&reference));
    assert_eq!(desk.submit(&file, "approve", &[]).await.location(), path(&reference), "a second click");
    let approved = member(&stack, &reference).await;
    assert_eq!((approved.profile.known_name(), approved.proposal), ("Sky <b>& Co", None));
    stack.drained().await;
    assert_eq!(visitor.get("/members/sky-b-co").await.text("h1"), "Sky <b>& Co");
    let history = store(&stack).member_file(&reference.parse().unwrap()).await.unwrap().unwrap().history;
    use MemberAction::{Approve, Correct, Join};
    assert_eq!(history.iter().map(|entry| entry.action).collect::<Vec<_>>(), [Join, Correct, Approve]);
}

#[tokio::test]
async fn staff_can_leave_the_entry_as_it_is() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Grace", Reviewer).await;
    let (reference, own) = member_with_link(&stack, &visitor, &desk).await;
    let fields = changed(member_fields(&visitor.open(&own).await), &[("public_name", "Evil Corp"), ("do", "save")]);
    visitor.post(&own, &fields).await.location();
    let file = desk.open(&path(&reference)).await;
    let [csrf, seen] = ["csrf", "seen"]
        .map(|name| (name, file.attribute(&format!("form[action$='/approve'] input[name={name}]"), "value")));
    let button = file.attribute("form[action$='/approve'] button.secondary", "formaction");
    assert_eq!(button, format!("{}/reject", path(&reference)));
    let rejected = desk.post(&button, &[(csrf.0, &csrf.1), (seen.0, &seen.1)]).await;
    assert_eq!(rejected.location(), path(&reference));
    let now = member(&stack, &reference).await;
    assert_eq!((now.profile.known_name(), now.proposal), ("Müller’s", None));
    assert_eq!(visitor.open(&own).await.typed("public_name"), ["Müller’s"]);
}

#[tokio::test]
async fn mistakes_and_old_pages_lose_nothing() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Grace", Reviewer).await;
    let (reference, own) = member_with_link(&stack, &visitor, &desk).await;
    let old = visitor.open(&own).await;
    let fields = changed(
        member_fields(&old),
        &[("legal_name", ""), ("website", "no where"), ("kind", "made_up"), ("email-1", "nobody"), ("do", "save")],
    );
    let page = visitor.post(&own, &fields).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.count(".error-summary li"), 4, "{}", page.text(".error-summary"));
    assert_eq!(page.typed("website"), ["no where"]);
    for target in page.attributes(".error-summary a", "href") {
        assert_eq!(page.count(&target), 1, "{target}");
    }
    let nobody: Vec<_> = member_fields(&old).into_iter().filter(|(name, _)| !name.starts_with("email-")).collect();
    let nobody: Vec<_> =
        nobody.into_iter().filter(|(name, _)| !name.starts_with("name-") && !name.starts_with("title-")).collect();
    assert_eq!(visitor.post(&own, &nobody).await.status, 422, "somebody has to act for the member");

    let edit = desk.open(&format!("{}/edit", path(&reference))).await;
    super::register::edit(&desk, &edit, &[("description", "By staff.")]).await.location();
    let fields = changed(member_fields(&old), &[("description", "By the member."), ("do", "save")]);
    let late = visitor.post(&own, &fields).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.typed("description"), ["By the member."]);
    let fields = changed(member_fields(&late), &[("do", "save")]);
    assert_eq!(visitor.post(&own, &fields).await.location(), format!("{own}?saved"));
    assert_eq!(member(&stack, &reference).await.proposal.unwrap().profile.description, "By the member.");
}

#[tokio::test]
async fn whoever_does_not_act_for_the_member_any_more_is_locked_out() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Grace", Reviewer).await;
    let (reference, own) = member_with_link(&stack, &visitor, &desk).await;
    let fields = changed(member_fields(&visitor.open(&own).await), &[("email-0", "new@example.com"), ("do", "save")]);
    assert_eq!(visitor.post(&own, &fields).await.location(), "/membership?left");
    assert!(visitor.open("/membership?left").await.text("main").contains("You no longer represent"));
    assert_eq!(visitor.get(&own).await.status, 404);
    assert_eq!(member(&stack, &reference).await.representatives[0].email.as_str(), "new@example.com");
}

#[tokio::test]
async fn a_source_that_asks_too_often_has_to_wait() {
    let (_stack, visitor) = Wiring::default().start(Options { source_limit: 2, ..options() }).await;
    for _ in 0..2 {
        assert_eq!(ask(&visitor, "ada@example.com").await.status, 303);
    }
    let page = ask(&visitor, "ada@example.com").await;
    assert_eq!((page.status.as_u16(), page.typed("email")), (429, vec!["ada@example.com".to_owned()]));
    assert!(!page.header("retry-after").is_empty());
}

#[tokio::test]
async fn another_site_cannot_save_and_other_methods_are_refused() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Grace", Reviewer).await;
    let (_, own) = member_with_link(&stack, &visitor, &desk).await;
    for path in ["/membership", &own] {
        let sent = visitor.request("POST", path).header("sec-fetch-site", "cross-site").form(&[("do", "save")]).send();
        assert_eq!(sent.await.unwrap().status(), 403, "{path}");
        assert_eq!(visitor.request("DELETE", path).send().await.unwrap().status(), 405, "{path}");
    }
}
