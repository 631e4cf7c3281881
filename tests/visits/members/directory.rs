//! What visitors see of members.

use super::register::{edit, join, path};
use crate::staff::desk::Desk;
use crate::support::meter::start_metered;
use crate::support::store::store;
use crate::support::time::Time;
use crate::support::{FIRST_VISIT, Wiring, items, options, start};
use aws_sdk_dynamodb::types::{AttributeValue, PutRequest, WriteRequest};
use local::{Options, Stack};
use serde_json::{Value, json};
use shared::clock::Clock;
use shared::member::directory::{PAGE, View};
use shared::staff::Role::Reviewer;
use std::collections::BTreeMap;
use test_support::Visitor;

async fn names(visitor: &Visitor, query: &str) -> Vec<String> {
    let page = visitor.get(&format!("/members{query}")).await;
    assert_eq!(page.status, 200, "{query}");
    page.texts(".members h3")
}

/// Changes a member through the form of staff.
async fn change(desk: &Desk, reference: &str, changes: &[(&str, &str)]) {
    let page = desk.open(&format!("{}/edit", path(reference))).await;
    edit(desk, &page, changes).await.location();
}

#[tokio::test]
async fn an_empty_directory_says_so_and_how_to_join() {
    let (_stack, visitor) = start().await;
    let page = visitor.get("/members").await;
    assert_eq!((page.status.as_u16(), page.title().as_str()), (200, "Members"));
    assert!(page.text("main").contains("Members will appear here"));
    assert_eq!(page.attribute("main a.button", "href"), "/join");
    assert_eq!(visitor.get("/api/members.json").await.json(), json!({ "members": [] }));
    let feed = feed_rs::parser::parse(visitor.get("/members/feed").await.body.as_bytes()).unwrap();
    assert_eq!(feed.entries.len(), 0);
}

#[tokio::test]
async fn the_home_page_frames_the_number_and_the_names_of_members() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    let home = visitor.get("/").await;
    assert_eq!(home.attribute("iframe", "src"), "/members/strip");
    assert!(home.header("content-security-policy").contains("frame-src 'self'"));
    let strip = visitor.get("/members/strip").await;
    assert!(strip.text("body").contains("Members will appear here"));
    assert_eq!(strip.header("x-frame-options"), "SAMEORIGIN");
    assert!(strip.header("content-security-policy").contains("frame-ancestors 'self'"));

    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    join(&stack, &visitor, &desk, &[]).await;
    let named_strip = join(&stack, &visitor, &desk, &[("public_name", "<b>Strip")]).await;
    change(&desk, &named_strip, &[("public_name", "Strip")]).await;
    stack.drained().await;
    time.pass(i64::try_from(directory::FRESH.as_secs()).unwrap());
    let strip = visitor.get("/members/strip").await;
    assert_eq!(
        (strip.text("p").as_str(), strip.texts("li")),
        ("2 members", ["MS Müller’s", "S Strip"].map(str::to_owned).to_vec())
    );
    assert!(strip.attributes("a", "target").iter().all(|target| target == "_top"));
    let own = format!("/members/{}", named_strip.to_lowercase());
    assert_eq!(strip.attributes("li a", "href"), ["/members/mullers", &own], "an address that is not the strip's");
    assert_eq!(visitor.get(&own).await.text("h1"), "Strip");
}

#[tokio::test]
async fn a_search_names_the_members_that_are_called_so() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let long = format!("Blue {}", "Moon ".repeat(12));
    for name in ["Found", "Blue Lens", "Blue Mirror", "Blue Night", "Blue Sky & <b>", long.trim()] {
        join(&stack, &visitor, &desk, &[("public_name", name)]).await;
    }
    stack.drained().await;
    let line = async |words: &str| {
        let search = visitor.get(&format!("/search?q={words}")).await;
        assert!(search.header("content-security-policy").contains("frame-src 'self'"));
        let line = visitor.get(&search.attribute("iframe", "src")).await;
        assert!(line.header("content-security-policy").contains("frame-ancestors 'self'"));
        assert_eq!((line.header("x-frame-options"), line.header("x-robots-tag")), ("SAMEORIGIN", "noindex"));
        assert!(line.attributes("a", "target").iter().all(|target| target == "_top"));
        (line.text("body").replace(" ,", ","), line.attributes("a", "href"))
    };
    let (text, links) = line("SKY+blue").await;
    assert_eq!((text.as_str(), links), ("Members: Blue Sky & <b>", vec!["/members/blue-sky-b".to_owned()]));
    let (text, links) = line("blue").await;
    assert_eq!(text, "Members: Blue Lens, Blue Mirror and 3 more", "the next name is too long");
    assert_eq!(links.last().unwrap(), "/members?q=blue");
    assert_eq!(line("moon").await.0, format!("Members: {}", long.trim()), "a long name alone");
    assert_eq!(line("telescopes").await, (String::new(), Vec::new()));
    assert_ne!(line("found").await.1, ["/members/found"], "an address that is not the line's");
}

#[tokio::test]
async fn a_member_appears_once_its_acceptance_cannot_be_undone() {
    let time = Time::at(Clock::system().now().unix());
    let wiring = Wiring { clock: time.clock(), ..Wiring::default() };
    let (stack, visitor) = wiring.start(Options { undo_seconds: 2, ..options() }).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    join(&stack, &visitor, &desk, &[]).await;
    stack.drained().await;
    assert_eq!(names(&visitor, "?q=m").await, [""; 0]);
    assert_eq!(visitor.get("/members/mullers").await.status, 404);
    // The queue holds the decision until it stands. Only then is the member published.
    time.pass(2);
    while names(&visitor, "?q=m").await.is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        stack.drained().await;
    }
    let page = visitor.get("/members/mullers").await;
    assert_eq!((page.status.as_u16(), page.text("h1").as_str()), (200, "Müller’s"));
    assert!(!page.body.contains("GmbH") && !page.body.contains("ada@example.com"), "{}", page.body);
}

#[tokio::test]
async fn a_members_page_shows_what_is_public_and_follows_its_name() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    let hostile = "We <script>alert(1)</script> watch.\n\n\"Every\" night & day.";
    change(&desk, &reference, &[("description", hostile), ("public_name", "Sky & Co <b>")]).await;
    stack.drained().await;
    let moved = visitor.get("/members/mullers").await;
    assert_eq!((moved.status.as_u16(), moved.header("location")), (301, "/members/sky-co-b"));
    let page = visitor.get("/members/sky-co-b").await;
    assert_eq!(page.texts("main p[dir=auto]"), ["We <script>alert(1)</script> watch.", "\"Every\" night & day."]);
    assert_eq!(page.texts("dl.rows dt"), ["Country", "Kind", "Service", "Website", "Member since"]);
    let values = page.texts("dl.rows dd");
    assert_eq!([&values[0], &values[3]], ["Germany", "www.example.com"]);
    let others = page.attributes("dl.rows a[href^='/members']", "href");
    assert_eq!(
        others,
        ["/members?country=DE", "/members?kind=cro", "/members?services=data-management", "/members?services=safety",]
    );
    let data = page.linked_data();
    assert_eq!(data[0]["name"], "Sky & Co <b>");
    assert_eq!(data[0]["memberOf"]["name"], "League of Public Observatories");
    assert_eq!(page.header("cache-control"), "public, max-age=60");
    for path in ["/members/nobody", "/members/Sky", "/members/sky-co-b/x", "/members/%3Cb%3E"] {
        assert_eq!(visitor.get(path).await.status, 404, "{path}");
    }
    for path in ["/members", "/members/sky-co-b"] {
        let slash = visitor.get(&format!("{path}/")).await;
        assert_eq!((slash.status.as_u16(), slash.header("location")), (308, path));
    }
    let posted = visitor.post_field("/members", "q", "a").await;
    assert_eq!((posted.status.as_u16(), posted.header("allow")), (405, "GET, HEAD"));
}

#[tokio::test]
async fn filters_combine_and_who_leaves_is_gone() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let mut references = BTreeMap::new();
    for (name, country) in [("Altair", "DE"), ("Beta Sky", "DE"), ("Ångström", "SE"), ("9 Stars", "SE")] {
        let answers = [("public_name", name), ("country", country)];
        references.insert(name, join(&stack, &visitor, &desk, &answers).await);
    }
    stack.drained().await;
    for (query, expected) in [
        ("", vec!["9 Stars", "Altair", "Beta Sky", "Ångström"]),
        ("?country=SE", vec!["9 Stars", "Ångström"]),
        ("?country=SE&q=stars", vec!["9 Stars"]),
        ("?country=DE&letter=B", vec!["Beta Sky"]),
        ("?kind=cro&country=DE", vec!["Altair", "Beta Sky"]),
        ("?kind=made_up", vec![]),
        ("?letter=%23", vec!["9 Stars"]),
        ("?q=%3Cscript%3E", vec![]),
        ("?page=999", vec!["9 Stars", "Altair", "Beta Sky", "Ångström"]),
    ] {
        assert_eq!(names(&visitor, query).await, expected, "{query}");
    }
    let page = visitor.get("/members?country=SE&letter=%23").await;
    assert_eq!(page.attribute("#country option[selected]", "value"), "SE");
    assert_eq!(page.texts("#country option"), ["Any", "Sweden (1)"]);
    assert_eq!(page.attribute("meta[name=robots]", "content"), "noindex");
    assert_eq!(page.texts("main ul.choices:not(nav *) a"), ["Remove Sweden", "Remove #", "Show all members"]);
    assert_eq!(page.text("main h2"), "1 member");
    let unknown = visitor.get("/members?kind=made_up").await;
    assert_eq!(unknown.texts("main h2, main h2 + p"), ["No members match made_up", "We have nothing for “made_up”."]);
    for (from, to) in [("?q=&country=", ""), ("?country=SE&q=+&letter=", "?country=SE"), ("?page=", "")] {
        let tidied = visitor.get(&format!("/members{from}")).await;
        assert_eq!((tidied.status.as_u16(), tidied.header("location")), (301, format!("/members{to}").as_str()));
    }

    change(&desk, &references["Altair"], &[("is_listed", "")]).await;
    let ending = desk.open(&path(&references["Beta Sky"])).await;
    desk.submit(&ending, "end", &[("reason", "resigned"), ("on", "2026-12-31")]).await.location();
    stack.drained().await;
    assert_eq!(names(&visitor, "?q=a").await, ["9 Stars", "Ångström"], "whatever the accents");
    for slug in ["altair", "beta-sky"] {
        assert_eq!(visitor.get(&format!("/members/{slug}")).await.status, 404, "{slug}");
    }
    let json = visitor.get("/api/members.json").await;
    assert_eq!(json.header("access-control-allow-origin"), "*");
    let listed: Vec<_> = json.json()["members"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(listed, ["9 Stars", "Ångström"].map(Value::from));
    time.pass(i64::try_from(directory::FRESH.as_secs()).unwrap());
    let feed = feed_rs::parser::parse(visitor.get("/members/feed").await.body.as_bytes()).unwrap();
    assert_eq!(
        feed.entries.iter().map(|entry| entry.title.clone().unwrap().content).collect::<Vec<_>>(),
        ["9 Stars", "Ångström"]
    );
}

#[tokio::test]
async fn a_change_is_seen_within_five_minutes_and_most_visits_need_no_table() {
    let time = Time::at(Clock::system().now().unix());
    let (stack, visitor) = Wiring { clock: time.clock(), ..Wiring::default() }.start(options()).await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    assert!(names(&visitor, "").await.is_empty());
    join(&stack, &visitor, &desk, &[]).await;
    stack.drained().await;
    assert!(names(&visitor, "").await.is_empty(), "the front is kept");
    time.pass(i64::try_from(directory::FRESH.as_secs()).unwrap());
    assert_eq!(names(&visitor, "").await, ["Müller’s"]);
    assert!(directory::FRESH.as_secs() + 60 < 300);
}

/// Copies a row of the register under other names.
async fn copy(stack: &Stack, copies: usize) {
    let own = items(stack, "listing").await.remove(0);
    let requests = (0..copies).map(|number| {
        let mut item = own.clone();
        let digits = format!("{number:08}").chars().map(|c| char::from(b'A' + c as u8 - b'0')).collect::<String>();
        let reference = digits.replace('I', "Z");
        for (name, value) in [
            ("sk", reference.clone()),
            ("reference", reference),
            ("slug", format!("observatory-{number}")),
            (
                "name",
                format!("{} Observatory of place number {number}", ["North", "South", "East", "West"][number % 4]),
            ),
            ("country", ["DE", "SE", "US", "JP", "BR"][number % 5].to_owned()),
        ] {
            item.insert(name.to_owned(), AttributeValue::S(value));
        }
        let put = PutRequest::builder().set_item(Some(item)).build().unwrap();
        WriteRequest::builder().put_request(put).build()
    });
    for requests in requests.collect::<Vec<_>>().chunks(25) {
        let write = stack.client().batch_write_item().request_items(stack.table_name(), requests.to_vec());
        write.send().await.unwrap();
    }
}

#[tokio::test]
async fn five_thousand_members_are_one_request_for_each_visit() {
    let site = start_metered(options()).await;
    let (stack, visitor) = (&site.stack, &site.visitor);
    let desk = Desk::of(stack, "Ada", Reviewer).await;
    join(stack, visitor, &desk, &[]).await;
    copy(stack, 5_000).await;
    store(stack).publish_directory(&["kind".to_owned(), "services".to_owned()], Clock::system().now()).await.unwrap();
    site.directory.take();
    let requests = async |path: &str| {
        let page = visitor.get(path).await;
        assert_eq!(page.status, 200, "{path}");
        (page, site.directory.take().into_iter().map(|call| call.name).collect::<Vec<_>>())
    };
    let (page, used) = requests("/members").await;
    assert_eq!(used, ["GetItem directory"]);
    assert!(page.text("main").contains("5001 members"), "{}", page.text("main"));
    assert_eq!(page.count(".members li h3"), PAGE);
    assert_eq!(requests("/members").await.1, [""; 0], "the front is kept");
    let (page, used) = requests("/members?country=SE&q=north&page=2").await;
    assert_eq!(
        (used, page.text(".paging")),
        (vec!["Query directory".to_owned()], "Previous page Page 2 of 11 Next page".to_owned())
    );
    assert_eq!(requests("/members/mullers").await.1, ["GetItem slug"]);
    assert_eq!(requests("/members/feed").await.1, ["GetItem directory"]);
    assert_eq!(requests("/members/strip").await.1, [""; 0], "the summary is kept");
    assert_eq!(requests("/members/found?q=north").await.1, ["Query directory"]);
    assert_eq!(store(stack).directory_rows().await.unwrap().len(), 5_001);
}

#[tokio::test]
async fn the_directory_fits_into_a_first_visit_and_is_not_sent_again() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    join(&stack, &visitor, &desk, &[]).await;
    copy(&stack, PAGE - 1).await;
    store(&stack).publish_directory(&["kind".to_owned(), "services".to_owned()], Clock::system().now()).await.unwrap();
    let get = |path: &str| visitor.request("GET", path).header("accept-encoding", "gzip, br");
    for path in ["/members", "/members/mullers"] {
        let first = get(path).send().await.unwrap();
        assert_eq!(first.headers()["content-encoding"], "gzip");
        let tag = first.headers()["etag"].clone();
        let bytes = visitor.first_visit(path).await;
        assert!(bytes < FIRST_VISIT, "{path} takes {bytes} bytes");
        assert_eq!(get(path).header("if-none-match", tag).send().await.unwrap().status(), 304);
    }
}

#[tokio::test]
async fn publications_at_once_leave_the_last_change() {
    let (stack, visitor) = start().await;
    let desk = Desk::of(&stack, "Ada", Reviewer).await;
    let reference = join(&stack, &visitor, &desk, &[]).await;
    stack.drained().await;
    let now = Clock::system().now();
    let publish = || {
        let store = store(&stack);
        tokio::spawn(async move { store.publish_directory(&["kind".to_owned(), "services".to_owned()], now).await })
    };
    let publishing: Vec<_> = (0..10).map(|_| publish()).collect();
    change(&desk, &reference, &[("public_name", "Last")]).await;
    let after: Vec<_> = (0..10).map(|_| publish()).collect();
    for done in publishing.into_iter().chain(after) {
        let _ = done.await.unwrap();
    }
    stack.drained().await;
    let rows = store(&stack).directory_rows().await.unwrap();
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Last"]);
    assert_eq!(
        store(&stack).directory_front().await.unwrap(),
        View::front(&rows, &["kind".to_owned(), "services".to_owned()])
    );
}
