//! The import of a list of members.

use super::register::join;
use crate::staff::desk::Desk;
use crate::support::changes::start_held_back;
use crate::support::store::store;
use crate::support::{OWN_SITE, start};
use local::Stack;
use review::import::{Report, Reported, Terms, import};
use shared::application::history;
use shared::clock::Clock;
use shared::member::MemberAction;
use shared::staff::Role::Reviewer;

async fn run(stack: &Stack, list: &str, write: bool) -> Result<Report, String> {
    let terms = Terms { members: &OWN_SITE.site.members, by: None, now: Clock::system().now(), write, stop_at: None };
    let imported = import(list.as_bytes(), &store(stack), &OWN_SITE.form, terms).await;
    imported.map_err(|error| error.to_string())
}

fn last_line(report: &Report) -> String {
    report.to_string().lines().last().unwrap().to_owned()
}

const HEADER: &str =
    "legal_name,public_name,website,country,kind,services,joined_on,contact_name,contact_email,reference";

#[tokio::test]
async fn two_thousand_rows_with_every_kind_of_mistake() {
    // The stack does not follow the stream here: it would publish the directory after every ten rows.
    let (stack, visitor, _changes) = start_held_back().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    join(&stack, &visitor, &desk, &[]).await;
    let mistakes = [
        (",,,,,,,,,", None),
        (",Known,example.net,DE,cro,,2001-01-01,,,", Some("legal_name is missing")),
        ("A,,nowhere,DE,cro,,2001-01-01,,,", Some("website can't be read")),
        ("B,,,Atlantis,cro,,,,,", Some("country can't be read")),
        ("C,,,,made_up,,,,,", Some("kind has a value that the form does not offer")),
        ("D,,,,cro;technology,,,,,", Some("kind has more than one value")),
        ("E,,,,,data-management;made_up,,,,", Some("services has a value that the form does not offer")),
        ("F,,,,,,31.12.2001,,,", Some("joined_on can't be read")),
        ("G,,,,,,,Grace,,", Some("contact_email is missing")),
        ("H,,,,,,,Grace,nobody,", Some("contact_email can't be read")),
        ("I,,,,,,,,,22222222", Some("no member has the reference 22222222")),
        ("J,,,,,,,,,nonsense", Some("reference can't be read")),
        ("Observatory 0,,,,,,,,,", Some("row 2 is about the same member")),
        ("K,MÜLLER’S,,,,,,,,", Some("looks like Müller’s (")),
        ("L,,https://WWW.example.com/about,,,,,,,", Some("looks like Müller’s (")),
        ("M,Place 7,,,,,,,,", Some("looks like Place 7 (")),
        ("N,,,,,,,,,,,,", Some("has more values than the list has columns")),
        (&format!("{},,,,,,,,,", "x".repeat(201)), Some("legal_name is too long")),
    ];
    let mut list = format!("\u{feff}{HEADER}\r\n");
    for number in 0..2_000 {
        list.push_str(&format!(
            "Observatory {number},\"Place {number}\",https://observatory-{number}.example,Germany,Observatory,\
             Search an archive; data-management,2001-02-03,\"O’Neill, Grace\",grace@example.com,\r\n"
        ));
    }
    for (row, _) in &mistakes {
        list.push_str(&format!("{row}\r\n"));
    }
    list.push_str("K,MÜLLER’S,,,,,,,,new\r\n");

    let planned = run(&stack, &list, false).await.unwrap();
    assert_eq!(store(&stack).register().await.unwrap().len(), 1, "nothing was written");
    assert_eq!(last_line(&planned), "2001 new, 0 changed, 0 unchanged, 17 refused");
    let refused: Vec<_> = planned
        .rows
        .iter()
        .filter_map(|(row, reported)| match reported {
            Reported::Refused(problems) => Some((*row, problems[0].to_string())),
            _ => None,
        })
        .collect();
    let expected = (2_002..).zip(&mistakes).filter_map(|(row, (_, why))| Some((row, (*why)?)));
    for ((row, why), expected) in refused.iter().zip(expected) {
        assert!((*row, why.starts_with(expected.1)) == (expected.0, true), "{row}: {why} for {expected:?}");
    }
    assert_eq!(run(&stack, &list, true).await.unwrap(), planned, "the report of the dry run");
    let again = run(&stack, &list, true).await.unwrap();
    assert_eq!(last_line(&again), "0 new, 0 changed, 2001 unchanged, 17 refused");

    let rows = store(&stack).register().await.unwrap();
    assert_eq!(rows.len(), 2_002);
    let one = &rows.iter().find(|row| row.listing.name == "Place 7").unwrap().listing;
    let file = store(&stack).member_file(&one.reference).await.unwrap().unwrap();
    assert_eq!(history::verify(&one.reference, &file.history, &file.member.head()), Ok(()));
    assert_eq!(file.history[0].action, MemberAction::Import);
    assert_eq!(file.member.profile.facets["kind"], ["cro"]);
    assert_eq!(file.member.joined_on.to_string(), "2001-02-03");
    assert_eq!(file.member.representatives[0].name, "O’Neill, Grace");
    assert_eq!(visitor.get("/members/place-7").await.status, 200);
}

#[tokio::test]
async fn a_changed_list_changes_members_and_a_stopped_import_goes_on() {
    let (stack, _visitor) = start().await;
    run(&stack, "legal_name,country\nOne,DE\nTwo,SE", true).await.unwrap();
    let list = "legal_name,country,description\nOne,DE,We watch.\nTwo,SE,\nThree,JP,";
    let report = run(&stack, list, true).await.unwrap();
    assert_eq!(last_line(&report), "1 new, 1 changed, 1 unchanged, 0 refused");
    assert!(matches!(&report.rows[0].1, Reported::Changed(_, parts) if parts == &["description"]));
    let reference = store(&stack)
        .register()
        .await
        .unwrap()
        .into_iter()
        .find(|row| row.listing.name == "Two")
        .unwrap()
        .listing
        .reference;
    let renamed = format!("legal_name,country,reference\nTwo and more,SE,{reference}");
    assert_eq!(last_line(&run(&stack, &renamed, true).await.unwrap()), "0 new, 1 changed, 0 unchanged, 0 refused");
    assert_eq!(store(&stack).register().await.unwrap().len(), 3);
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_why() {
    let (stack, _visitor) = start().await;
    for (list, why) in [
        ("", "the list has no column legal_name"),
        ("name\nOne", "there is no column name; there are reference, legal_name"),
        ("country\nDE", "the list has no column legal_name"),
    ] {
        let error = run(&stack, list, true).await.unwrap_err();
        assert!(error.starts_with(why), "{list}: {error}");
    }
    let report = run(&stack, "legal_name\n\"One\n", true).await.unwrap();
    assert_eq!(report.rows.len(), 1, "{report}");
}
