//! Dues, and the import page of staff.

use super::register::{edit, join, path};
use crate::staff::desk::Desk;
use crate::support::start;
use crate::support::store::store;
use shared::clock::Clock;
use shared::member::MemberAction;
use shared::staff::Role::{Administrator, Reviewer};

fn this_year() -> String {
    Clock::system().now().to_string()[..4].to_owned()
}

#[tokio::test]
async fn staff_record_what_became_of_a_years_dues() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let year = this_year();
    let open = desk.open("/staff/dues").await;
    assert!(open.text("tbody").contains("No invoice yet"));
    let form = desk.open(&format!("{}/edit", path(&reference))).await;
    edit(&desk, &form, &[("category", "large")]).await.location();
    let page = desk.open(&path(&reference)).await;
    assert_eq!(page.attribute("#dues-amount", "value"), "1500", "that of the category");
    let good = [("year", year.as_str()), ("state", "invoiced"), ("on", "2026-01-31"), ("amount", "1500")];
    for (name, value) in [("year", "1066"), ("state", "stolen"), ("on", "soon"), ("amount", "-1"), ("amount", "much")] {
        let fields: Vec<_> = good.iter().map(|field| if field.0 == name { (name, value) } else { *field }).collect();
        let wrong = desk.submit(&page, "dues", &fields).await;
        assert_eq!(wrong.status, 422, "{name}");
        assert_eq!(wrong.count(".error-summary li"), 1, "{name}");
    }
    let fields = [&good[..], &[("note", "=HYPERLINK(\"evil\")")]].concat();
    assert_eq!(desk.submit(&page, "dues", &fields).await.location(), path(&reference));
    assert_eq!(desk.submit(&page, "dues", &fields).await.location(), path(&reference), "a second click");
    let other = [&good[..], &[("note", "another")]].concat();
    let late = desk.submit(&page, "dues", &other).await;
    assert_eq!((late.status.as_u16(), late.typed("note").concat().as_str()), (409, "another"));

    let open = desk.open("/staff/dues").await;
    assert!(open.text("tbody").contains("EUR 1,500") && open.text("main").contains("Invoiced: EUR 1,500"));
    let csv = desk.open(&format!("/staff/dues.csv?year={year}")).await;
    let rows: Vec<_> = csv.body.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(rows.len(), 2);
    assert!(rows[1].starts_with(&format!("{year},{reference},Müller’s,")), "{}", rows[1]);
    assert!(rows[1].contains(",large,1500,EUR,invoiced,2026-01-31,\"'=HYPERLINK"), "{}", rows[1]);

    let page = desk.open(&path(&reference)).await;
    let paid = [("year", year.as_str()), ("state", "paid"), ("on", "2026-02-27"), ("amount", "")];
    desk.submit(&page, "dues", &paid).await.location();
    assert_eq!(desk.open("/staff/dues").await.count("tbody tr"), 0);
    assert_eq!(desk.open("/staff/dues?show=all").await.count("tbody tr"), 1);
    for path in ["/staff/dues?year=nonsense", "/staff/dues.csv?year=20261"] {
        assert_eq!(desk.get(path).await.status, 404, "{path}");
    }
    let file = store(&stack).member_file(&reference.parse().unwrap()).await.unwrap().unwrap();
    use MemberAction::{Edit, Join, RecordDues};
    let actions: Vec<_> = file.history.iter().map(|entry| entry.action).collect();
    assert_eq!(actions, [Join, Edit, RecordDues, RecordDues]);
    assert!(file.history.iter().all(|entry| entry.person.is_some()));
}

#[tokio::test]
async fn staff_renew_a_membership_by_hand() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let read = async || store(&stack).member(&reference.parse().unwrap()).await.unwrap().unwrap();
    let before = read().await.renews_on.expect("a date of renewal");
    let page = desk.open(&path(&reference)).await;
    for _ in 0..2 {
        assert_eq!(desk.submit(&page, "renew", &[]).await.location(), path(&reference));
    }
    assert_eq!(read().await.renews_on, Some(before.next_year()));
    let other = Desk::of(&stack, "Grace", Reviewer).await;
    let page = desk.open(&path(&reference)).await;
    let of_other = other.open(&path(&reference)).await;
    desk.submit(&page, "renew", &[]).await.location();
    assert_eq!(other.submit(&of_other, "renew", &[]).await.status, 409, "somebody else renewed it");
}

#[tokio::test]
async fn an_administrator_checks_a_list_and_then_imports_it() {
    let (stack, visitor) = start().await;
    let reviewer = Desk::of(&stack, "Ada", Reviewer).await;
    assert_eq!(reviewer.get("/staff/import").await.status, 403);
    let desk = Desk::of(&stack, "Grace", Administrator).await;
    let page = desk.open("/staff/import").await;
    let run = async |list: &str, what: &str| desk.submit(&page, "import", &[("list", list), ("do", what)]).await;
    for (list, error) in [("name\nOne", "There is no column name"), ("country\nDE", "needs a column legal_name")] {
        let wrong = run(list, "write").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text(".error-summary").contains(error));
    }
    let mut list = "legal_name,country,contact_email,category\n".to_owned();
    for number in 0..60 {
        list += &format!("Observatory {number},DE,office@{number}.example,small\n");
    }
    list += "<b>Bad</b>,Atlantis,,\n";
    let checked = run(&list, "check").await;
    let told = checked.text("section.notice");
    assert!(
        told.contains("New: 60") && told.contains("Skipped: 1") && told.contains("country can’t be read"),
        "{told}"
    );
    assert_eq!(store(&stack).register().await.unwrap().len(), 0);
    assert_eq!(checked.typed("list").concat().lines().count(), 62, "the list is still there");
    let done = run(&list, "write").await.text("section.notice");
    assert!(done.contains("What the import did") && done.contains("New: 60"), "{done}");
    assert!(run(&list, "write").await.text("section.notice").contains("Unchanged: 60"));
    let rows = store(&stack).register().await.unwrap();
    assert_eq!(rows.len(), 60);
    assert!(rows.iter().all(|row| row.listing.renews_on.is_some() && row.category.as_deref() == Some("small")));
    let one = store(&stack).member_file(&rows[0].listing.reference).await.unwrap().unwrap();
    assert!(one.history[0].person.is_some(), "who imported it");
    stack.drained().await;
    assert_eq!(visitor.get("/members?q=Observatory+42").await.count(".members li"), 1);
}
