//! What staff see and do in the register.

use crate::staff::desk::{Desk, apply};
use crate::support::staff::person;
use crate::support::store::{assert_counters_are_exact, store};
use crate::support::time::Time;
use crate::support::{Page, Wiring, options, scan, start, text};
use local::{Options, Stack};
use shared::application::{Reference, history};
use shared::clock::Clock;
use shared::member::{MemberAction, MemberStatus};
use shared::staff::Role::Reviewer;
use store::Address;
use test_support::Visitor;

/// Brings an application to its acceptance, and returns its reference.
pub async fn join(stack: &Stack, visitor: &Visitor, desk: &Desk, answers: &[(&str, &str)]) -> String {
    let (_, reference) = apply(stack, visitor, answers).await;
    desk.act(&reference, "take", &[]).await;
    desk.act(&reference, "accept", &[]).await;
    reference
}

pub fn path(reference: &str) -> String {
    format!("/staff/members/{reference}")
}

/// Returns what the form to edit a member would send, with some fields changed.
fn filled(page: &Page, changes: &[(&str, &str)]) -> Vec<(String, String)> {
    let names = page.attributes("form[action$='/edit'] [name]", "name");
    let mut fields = Vec::new();
    let mut seen = Vec::new();
    for name in names.into_iter().filter(|name| !matches!(name.as_str(), "csrf" | "seen")) {
        if seen.contains(&name) {
            continue;
        }
        match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, value)) => fields.push((name.clone(), (*value).to_owned())),
            None => fields.extend(page.typed(&name).into_iter().map(|value| (name.clone(), value))),
        }
        seen.push(name);
    }
    fields
}

pub async fn edit(desk: &Desk, page: &Page, changes: &[(&str, &str)]) -> Page {
    let fields = filled(page, changes);
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    desk.submit(page, "edit", &fields).await
}

async fn assert_intact(stack: &Stack, reference: &str, actions: &[MemberAction]) {
    let reference: Reference = reference.parse().unwrap();
    let file = store(stack).member_file(&reference).await.unwrap().unwrap();
    assert_eq!(history::verify(&reference, &file.history, &file.member.head()), Ok(()));
    assert_eq!(file.history.iter().map(|entry| entry.action).collect::<Vec<_>>(), actions);
    let rows = store(stack).register().await.unwrap();
    let row = rows.into_iter().find(|row| row.listing.reference == reference).unwrap();
    assert_eq!(row, file.member.row());
    let address = store(stack).address(&file.member.slug).await.unwrap();
    assert_eq!(address, Some(Address::Member(Box::new(file.member.public_entry()))));
}

#[tokio::test]
async fn an_accepted_application_makes_a_member() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) =
        Wiring { clock: time.clock(), ..Wiring::default() }.start(Options { undo_seconds: 900, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    assert!(desk.open("/staff/members").await.text("main").contains("There are no members yet"));
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let list = desk.open("/staff/members").await;
    assert_eq!(list.texts("tbody th"), ["Müller’s"]);
    for (query, rows) in [("q=m%C3%BCller", 1), ("q=xyzzy", 0), ("q=example.com", 1), ("page=18446744073709551615", 0)]
    {
        assert_eq!(desk.open(&format!("/staff/members?{query}")).await.count("tbody tr"), rows, "{query}");
    }
    assert_eq!(desk.get("/staff/members?status=nonsense").await.status, 404);
    assert_eq!(list.texts("nav.tabs[aria-label='Members by status'] .count"), ["1", "1", "0", "0", "0"]);
    let application = desk.file(&reference).await;
    assert_eq!(application.count(&format!("a[href='{}']", path(&reference))), 1);

    let page = desk.open(&path(&reference)).await;
    let main = page.text("main");
    for part in [
        "Müller & Sons <Clinical> GmbH",
        "https://www.example.com/",
        "Germany",
        "Observatory",
        "Ada O’Neill",
        "Voting representative",
        "岡田 光",
        "Accepted as a member · Ada",
        "The history is intact.",
        "The directory shows this member from",
    ] {
        assert!(main.contains(part), "{part} is not in {main}");
    }
    let member = store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!((member.slug.as_str(), member.status), ("mullers", MemberStatus::Active));
    assert!(!member.listing().is_public(time.clock().now()), "you can undo the decision");
    time.pass(15 * 60);
    assert!(member.listing().is_public(time.clock().now()));
    assert!(desk.open(&path(&reference)).await.text("main").contains("The directory shows this member, without"));
    assert_intact(&stack, &reference, &[MemberAction::Join]).await;
    assert_counters_are_exact(&stack).await;
}

#[tokio::test]
async fn undoing_the_decision_leaves_nothing_of_the_member() {
    let (stack, visitor) = Wiring::default().start(Options { undo_seconds: 900, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let page = desk.open(&format!("{}/edit", path(&reference))).await;
    edit(&desk, &page, &[("description", "We watch the sky.")]).await.location();
    desk.act(&reference, "undo", &[]).await;
    assert_eq!(desk.get(&path(&reference)).await.status, 404);
    let of_member = ["member", "member_history", "listing", "slug"];
    let left = scan(&stack).await.into_iter().filter(|item| of_member.contains(&text(item, "entity_type")));
    assert_eq!(left.count(), 0);
    desk.act(&reference, "accept", &[]).await;
    assert_intact(&stack, &reference, &[MemberAction::Join]).await;
    assert_counters_are_exact(&stack).await;
}

#[tokio::test]
async fn two_members_of_one_name_have_two_addresses_and_a_new_name_leaves_the_old_address() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let first = join(&stack, &visitor, &desk, &[]).await;
    let second = join(&stack, &visitor, &desk, &[]).await;
    let store = store(&stack);
    let slug = async |reference: &str| store.member(&reference.parse().unwrap()).await.unwrap().unwrap().slug;
    assert_eq!(slug(&first).await.as_str(), "mullers");
    assert_eq!(slug(&second).await.as_str(), format!("mullers-{}", second.to_lowercase()));
    let rename = async |reference: &str, name: &str| {
        let page = desk.open(&format!("{}/edit", path(reference))).await;
        edit(&desk, &page, &[("public_name", name)]).await.location().to_owned()
    };
    rename(&first, "Sky & Co").await;
    assert_eq!(slug(&first).await.as_str(), "sky-co");
    assert_eq!(store.address(&"mullers".parse().unwrap()).await.unwrap(), Some(Address::Moved(slug(&first).await)));
    rename(&first, "Müller’s").await;
    assert_eq!(slug(&first).await.as_str(), "mullers", "its own old address is free for it");
    rename(&second, "Sky Co.").await;
    let taken = format!("sky-co-{}", second.to_lowercase());
    assert_eq!(slug(&second).await.as_str(), taken, "an old address is not given to others");
    use MemberAction::{Edit, Join};
    assert_intact(&stack, &first, &[Join, Edit, Edit]).await;
    assert_intact(&stack, &second, &[Join, Edit]).await;
}

#[tokio::test]
async fn staff_edit_every_part_and_nothing_is_overwritten() {
    let (stack, visitor) = start().await;
    let (ada, bob) = (Desk::of(&stack, "Ada", Reviewer).await, Desk::of(&stack, "Bob", Reviewer).await);
    let reference = join(&stack, &visitor, &ada, &[]).await;
    let form = format!("{}/edit", path(&reference));
    let (page, other) = (ada.open(&form).await, bob.open(&form).await);
    assert_eq!(edit(&ada, &page, &[]).await.location(), path(&reference), "nothing changed");
    let hostile = "<script>alert(1)</script> & \"quotes\"";
    let changes = [
        ("legal_name", hostile),
        ("public_name", ""),
        ("website", "example.net"),
        ("country", "japan"),
        ("description", "One line\r\n\r\nand <b>another</b>"),
        ("joined_on", "2001-02-03"),
        ("renews_on", "2027-02-03"),
        ("is_listed", ""),
        ("name-2", "Grace"),
        ("email-2", "grace@example.com"),
        ("roles-2", "committee"),
        ("name-1", ""),
        ("title-1", ""),
        ("email-1", ""),
    ];
    assert_eq!(edit(&ada, &page, &changes).await.location(), path(&reference));
    let member = store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    let people: Vec<_> = member.representatives.iter().map(|person| person.name.as_str()).collect();
    assert_eq!((people.as_slice(), member.is_listed), (["Ada O’Neill", "Grace"].as_slice(), false));
    assert_eq!(member.profile.description, "One line\n\nand <b>another</b>");
    assert_eq!(member.renews_on.unwrap().to_string(), "2027-02-03");
    let shown = ada.open(&path(&reference)).await;
    assert_eq!(shown.text("h1"), hostile);
    assert_eq!(ada.open(&form).await.typed("country"), ["Japan"]);
    assert!(shown.text(".history li:last-child").contains("Edited: legal name, public name, website, country"));

    let late = edit(&bob, &other, &[("description", "Mine & <i>yours</i>")]).await;
    assert_eq!(late.status, 409);
    assert_eq!(late.typed("description"), ["Mine & <i>yours</i>"]);
    assert!(late.text(".error-summary").contains("Your changes are not saved yet"));
    assert_eq!(edit(&bob, &late, &[]).await.location(), path(&reference), "it can be sent again");
    use MemberAction::{Edit, Join};
    assert_intact(&stack, &reference, &[Join, Edit, Edit]).await;
}

#[tokio::test]
async fn mistakes_are_named_and_everything_typed_is_kept() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let page = desk.open(&format!("{}/edit", path(&reference))).await;
    let long = "é".repeat(1_001);
    let mistakes = [
        ("legal_name", ""),
        ("legal_name", "a\u{0}b"),
        ("website", "not a website"),
        ("country", "XX"),
        ("description", &long),
        ("joined_on", "yesterday"),
        ("joined_on", ""),
        ("renews_on", "2027-02-30"),
        ("email-0", "nobody"),
        ("email-0", ""),
        ("kind", "made_up"),
        ("services", "made_up"),
    ];
    for (field, typed) in mistakes {
        let again = edit(&desk, &page, &[(field, typed)]).await;
        assert_eq!(again.status, 422, "{field}: {typed}");
        assert!(again.title().starts_with("Error"), "{field}");
        assert_eq!(again.attributes(".error-summary a", "href"), [format!("#{field}")], "{field}");
        assert_eq!(again.count(&format!("[id='{field}']")), 1, "{field}");
        if !matches!(field, "country" | "kind" | "services") && !typed.contains('\0') {
            assert_eq!(again.typed(field).concat(), typed, "{field}");
        }
    }
    assert_intact(&stack, &reference, &[MemberAction::Join]).await;
}

#[tokio::test]
async fn ending_and_readmitting_are_decisions() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let page = desk.open(&path(&reference)).await;
    for (fields, links) in [
        ([("reason", ""), ("on", "2026-12-31")], vec!["#end-reason"]),
        ([("reason", "made_up"), ("on", "soon")], vec!["#end-reason", "#end-on"]),
    ] {
        let again = desk.submit(&page, "end", &fields).await;
        assert_eq!((again.status.as_u16(), again.attributes(".error-summary a", "href")), (422, to_owned(&links)));
    }
    let end = [("reason", "merged"), ("on", "2026-12-31"), ("note", "Into <b>another</b>.")];
    for _ in 0..2 {
        assert_eq!(desk.submit(&page, "end", &end).await.location(), path(&reference));
    }
    assert_eq!(desk.submit(&page, "end", &[("reason", "other"), ("on", "2026-12-31")]).await.status, 409);
    let ended = desk.open(&path(&reference)).await;
    assert!(ended.text(".lead").contains("Ended"));
    assert!(ended.text(".history li:last-child").contains("Membership ended: Merged into another organization"));
    assert_eq!(ended.text(".said"), "Into <b>another</b>.");
    assert_eq!(ended.count("form[action$='/end']"), 0);
    assert_eq!(desk.open("/staff/members?status=ended").await.texts("tbody th").len(), 1);

    let readmit = [("reason", "mistake"), ("on", "2027-01-01")];
    assert_eq!(desk.submit(&ended, "readmit", &readmit).await.location(), path(&reference));
    assert_eq!(desk.submit(&ended, "readmit", &readmit).await.location(), path(&reference), "a second click");
    assert_eq!(desk.submit(&page, "end", &end).await.status, 409, "an old page");
    use MemberAction::{End, Join, Readmit};
    assert_intact(&stack, &reference, &[Join, End, Readmit]).await;
}

fn to_owned(links: &[&str]) -> Vec<String> {
    links.iter().map(|link| (*link).to_owned()).collect()
}

#[tokio::test]
async fn of_fifty_changes_at_once_one_wins() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let read = store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    let ada = person("Ada", Reviewer).id;
    let changes = (0..50).map(|number| {
        let (store, read, ada) = (store(&stack), read.clone(), ada.clone());
        tokio::spawn(async move {
            let ending =
                shared::member::Ending { reason: "other".to_owned(), on: read.joined_on, note: number.to_string() };
            let at = Clock::system().now();
            store.change_member(&read, Some(&ada), &store::MemberChange::End(ending), at).await
        })
    });
    let mut done = 0;
    for change in changes.collect::<Vec<_>>() {
        if let Ok(store::MemberOutcome::Done(_)) = change.await.unwrap() {
            done += 1;
        }
    }
    assert_eq!(done, 1);
    assert_intact(&stack, &reference, &[MemberAction::Join, MemberAction::End]).await;
}
