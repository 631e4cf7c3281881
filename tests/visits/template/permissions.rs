//! Each policy grants exactly what its function does with the table and with SES.

use crate::members::own_page::{changed, link_in, member_fields};
use crate::support::changes::{apply_with, fill_in_with, hour_passes, notify_with};
use crate::support::meter::{Meter, Metered, Reached, start_metered};
use crate::support::outbox::outbox;
use crate::support::post::{ADA, PostOffice, bounce, report, takes};
use crate::support::staff::Browser;
use crate::support::store::{apply_as_a_program, code};
use crate::support::time::Time;
use crate::support::{api, only_application, options, text};
use local::template::{Function, Limit, Value};
use local::{Options, Template};
use notify::Mailer;
use serde_json::json;
use shared::clock::Clock;
use shared::staff::PersonId;
use std::collections::BTreeSet;

/// Whether a policy allows an action on a partition, as IAM evaluates it: one statement must allow it on that resource,
/// with every condition met.
fn allows(template: &Template, function: &Function, reached: &Reached) -> bool {
    let resource = resource(template, reached.index.as_deref());
    let meets = |limit: &Limit| match (limit.operator.as_str(), limit.key.as_str()) {
        ("ForAllValues:StringLike", "dynamodb:LeadingKeys") => {
            limit.values.iter().any(|value| like(value, &reached.key))
        }
        other => panic!("{other:?} is not known"),
    };
    function.statements.iter().any(|statement| {
        statement.effect == "Allow"
            && statement.actions.contains(&reached.action)
            && statement.resources.contains(&resource)
            && statement.conditions.iter().all(meets)
    })
}

/// Returns the table, or its index, as policies name it.
fn resource(template: &Template, index: Option<&str>) -> Value {
    let table = &template.table.logical_id;
    match index {
        None => Value::GetAtt(format!("{table}.Arn")),
        Some(index) => Value::Sub(format!("${{{table}.Arn}}/index/{index}")),
    }
}

/// Evaluates IAM's `StringLike`, for patterns with at most a `*` at the end.
fn like(pattern: &Value, text: &str) -> bool {
    let Value::Text(pattern) = pattern else { panic!("{pattern:?} is not plain text") };
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => pattern == text,
    }
}

fn kinds(reached: &[Reached]) -> BTreeSet<&str> {
    reached.iter().map(Reached::kind).collect()
}

/// Returns the actions that a policy grants on the table and on its index.
fn granted(template: &Template, function: &Function) -> BTreeSet<(String, Option<String>)> {
    let grants =
        [None, Some(template.table.global_secondary_indexes[0].index_name.clone())].into_iter().flat_map(|index| {
            let resource = resource(template, index.as_deref());
            let statements =
                function.statements.iter().filter(move |statement| statement.resources.contains(&resource));
            statements.flat_map(|statement| &statement.actions).map(move |action| (action.clone(), index.clone()))
        });
    grants.collect()
}

/// Applies by form and API, with look-alikes, links, spam, withdrawal, deletion and a bounce.
async fn perform_every_action(site: &Metered) {
    let visitor = &site.visitor;
    let first = apply_with(visitor, &[]).await;
    visitor.get(&first).await;
    let reference = text(&only_application(&site.stack).await, "reference").to_owned();
    let headers = [("idempotency-key", "a")];
    let posted = visitor.post_json(api::application(), &headers).await.received();
    visitor.post_json(api::application(), &headers).await.received();
    visitor.get(&posted.replace("/join/", "/api/applications/")).await;
    for part in ["copy", "data", "link", "confirm"] {
        visitor.get(&format!("{first}/{part}")).await;
    }
    visitor.request_link(&first, ADA).await;
    visitor.post_field(&format!("{first}/confirm"), "code", &code(&site.stack, &first).await).await.location();
    let fresh = visitor.replace(&first).await;
    visitor.get(&fresh).await;
    let draft = fill_in_with(visitor, &[]).await;
    visitor.request_link(&draft, "me@example.com").await.location();
    let mail = outbox(&site.stack).await.into_iter().find(|mail| mail.to == "me@example.com").unwrap();
    let mailed = mail.text.split_whitespace().find_map(|word| word.split_once("/join/")).unwrap().1.to_owned();
    let fresh = visitor.press(&format!("/join/{mailed}/continue")).await.location().to_owned();
    for part in ["erase", "erase?erased"] {
        visitor.press(&format!("{fresh}/{part}")).await;
        visitor.get(&format!("{fresh}/{part}")).await;
    }
    let form = visitor.get("/join/return").await.attribute("input[name=form]", "value");
    visitor.post("/join/return", &vec![("form", form), ("email", ADA.to_owned())]).await.location();
    apply_as_a_program(&site.stack, visitor).await;
    for path in ["withdraw", "erase"] {
        visitor.send(&visitor.get(&format!("{posted}/{path}")).await).await;
    }
    site.stack.drained().await;

    let mailer = Mailer::Directory(site.stack.outbox().to_owned());
    let client = site.messages.on(&site.stack.client());
    let notify = notify_with(&site.stack, client, mailer, Clock::system());
    assert!(takes(&notify, &report(&bounce("Permanent"), "received", Some(&reference), ADA)).await);
    hour_passes(&notify).await;
}

/// Asks for the link to a member's page, corrects its entry, and lets its date of renewal pass.
async fn act_as_member(site: &Metered) {
    let (stack, visitor) = (&site.stack, &site.visitor);
    let form = visitor.open("/membership").await.attribute("input[name=form]", "value");
    let asked = visitor.post("/membership", &vec![("form", form), ("email", "hikaru@example.com".to_owned())]).await;
    assert_eq!(asked.location(), "/membership?sent");
    let mails = outbox(stack).await;
    let mail = mails.iter().find(|mail| mail.text.contains("/membership/")).unwrap();
    let path = link_in(&mail.text);
    let fields = changed(member_fields(&visitor.open(&path).await), &[("public_name", "Another"), ("do", "save")]);
    assert_eq!(visitor.post(&path, &fields).await.location(), format!("{path}?saved"));
    stack.drained().await;
    let mailer = Mailer::Directory(stack.outbox().to_owned());
    let time = Time::at(Clock::system().now().plus_days(365).unix());
    let notify = notify_with(stack, site.messages.on(&stack.client()), mailer, time.clock());
    notify.handle(serde_json::from_value(json!({"schedule": "daily"})).unwrap()).await.unwrap();
}

/// Signs in and out, and uses every page and action of staff.
async fn work_as_staff(site: &Metered) {
    let (stack, browser) = (&site.stack, Browser::new(&site.stack));
    browser.sign_in("administrator").await.location();
    let apply = async || {
        let received = site.visitor.post_json(api::application(), &[]).await;
        stack.drained().await;
        received.json()["reference"].as_str().unwrap().to_owned()
    };
    let references = [apply().await, apply().await, apply().await, apply().await];
    let [first, anonymized, erased, joined] =
        references.each_ref().map(|reference| format!("/staff/applications/{reference}"));
    for list in ["received", "in_review", "more_information", "accepted", "declined", "withdrawn", "suspect"] {
        browser.get(&format!("/staff?status={list}")).await;
    }
    let query = format!("/staff/search?q={}", references[0]);
    for path in ["/staff", "/staff/search?q=ada", &query, "/staff/exports", "/staff/people", &first] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    let person = browser.get(&first).await.attribute("#to option:last-child", "value");
    let press = async |path: &str, form: &[(&str, &str)]| {
        let page = path.rsplit_once('/').unwrap().0;
        let seen = browser.get(page).await.attribute("input[name=seen]", "value");
        let done = browser.press(path, &[form, &[("seen", &seen)]].concat()).await;
        assert_eq!(done.status, 303, "{path}: {}", done.body);
    };
    for (action, form) in [
        ("spam", vec![]),
        ("not-spam", vec![]),
        ("take", vec![]),
        ("note", vec![("note", "A note.")]),
        ("assign", vec![("to", person.as_str())]),
        ("ask", vec![("question", "What do you do?")]),
    ] {
        press(&format!("{first}/{action}"), &form).await;
    }
    for action in ["take", "accept"] {
        press(&format!("{joined}/{action}"), &[]).await;
    }
    let member = joined.replace("applications", "members");
    for path in ["/staff/members", &member, &format!("{member}/edit")] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    stack.drained().await;
    for path in
        ["/members", "/members/mullers", "/members/nobody", "/members?q=m", "/members/feed", "/api/members.json"]
    {
        site.visitor.get(path).await;
    }
    act_as_member(site).await;
    let page = browser.get(&member).await;
    let hidden =
        ["csrf", "seen"].map(|name| page.attribute(&format!("form[action$='/logo'] input[name={name}]"), "value"));
    let fields = [("csrf", hidden[0].as_str()), ("seen", hidden[1].as_str())];
    let mut logo = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(9, 9).write_to(&mut logo, image::ImageFormat::Png).unwrap();
    let saved = browser.upload(&format!("{member}/logo"), &fields, &logo.into_inner()).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    site.visitor.get(&browser.get(&member).await.attribute("img.logo", "src")).await;
    press(&format!("{member}/approve"), &[]).await;
    press(&format!("{member}/renew"), &[]).await;
    let year = browser.get(&member).await.text("#dues-year option");
    press(&format!("{member}/dues"), &[("year", &year), ("state", "paid"), ("on", "2026-12-31"), ("amount", "1")])
        .await;
    for path in ["/staff/dues", "/staff/dues.csv", "/staff/import"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    browser.press("/staff/import", &[("list", "legal_name\nOne"), ("do", "write")]).await;
    press(&format!("{member}/end"), &[("reason", "other"), ("on", "2026-12-31")]).await;
    press(&format!("{anonymized}/anonymise"), &[]).await;
    press(&format!("{erased}/erase"), &[]).await;
    for path in ["/staff/export.csv", "/staff/export.jsonl?since=last"] {
        assert_eq!(browser.get(path).await.status, 200, "{path}");
    }
    let other = Browser::new(stack);
    other.sign_in("reviewer").await.location();
    let reviewer = PersonId::of(stack.issuer_url(), "development-reviewer");
    for action in ["sign-out", "block", "unblock"] {
        browser.press(&format!("/staff/people/{reviewer}/{action}"), &[]).await.location();
    }
    browser.press("/staff/sign-out-everywhere", &[]).await;
    browser.sign_in("administrator").await.location();
    browser.press("/staff/sign-out", &[]).await;
}

#[tokio::test]
async fn each_function_has_exactly_the_permissions_that_it_uses() {
    let site = start_metered(Options { source_limit: 1_000, ..options() }).await;
    perform_every_action(&site).await;
    work_as_staff(&site).await;
    let template = Template::embedded().unwrap();
    let of = |meter: &Meter| meter.take().into_iter().flat_map(|call| call.reached).collect::<Vec<_>>();
    let (join, notify, review) = (of(&site.visits), of(&site.messages), of(&site.staff));
    let (directory, membership) = (of(&site.directory), of(&site.membership));
    for (name, function) in &template.functions {
        let reached: &[Reached] = match name.as_str() {
            "directory" => &directory,
            "join" => &join,
            "membership" => &membership,
            "notify" => &notify,
            "review" => &review,
            _ => &[],
        };
        for one in reached {
            assert!(allows(&template, function, one), "{name} may not reach {one:?}");
        }
        let used = reached.iter().map(|one| (one.action.clone(), one.index.clone())).collect();
        assert_eq!(granted(&template, function), used, "{name} has permissions that these visits do not use");
    }
    // The visits must reach these, or the comparison shows little.
    let of_join = "application counters idempotency link reference return-request salt secret source";
    let of_membership = "member member-link member-request register salt slug source";
    let of_notify = "application arrivals counters digest directory in_review likeness link mailbox member member-link \
        more_information outbound received reference register search secret suspect undeliverable";
    let of_review = "accepted application counters declined exports in_review logo member more_information person received \
        reference register search session sign_in slug staff suspect withdrawn";
    for (reached, expected) in [
        (&directory, "directory logo slug"),
        (&join, of_join),
        (&membership, of_membership),
        (&notify, of_notify),
        (&review, of_review),
    ] {
        assert!(kinds(reached).is_superset(&expected.split_whitespace().collect()), "{:?}", kinds(reached));
    }
}

/// SES authorizes a message by its content, not by the call
/// ([nodemailer#1734](https://github.com/nodemailer/nodemailer/issues/1734)).
fn action_of_message(request: &serde_json::Value) -> &'static str {
    let kinds = [("Raw", "ses:SendRawEmail"), ("Simple", "ses:SendEmail"), ("Template", "ses:SendTemplatedEmail")];
    kinds.iter().find(|(kind, _)| request["Content"].get(kind).is_some()).expect("a known content").1
}

#[tokio::test]
async fn only_notify_may_send_messages() {
    let office = PostOffice::open().await;
    office.apply().await;
    let sent = office.post.sent.lock().unwrap();
    let used: BTreeSet<_> = sent.iter().map(action_of_message).collect();
    assert!(!used.is_empty());
    for (name, function) in &Template::embedded().unwrap().functions {
        let mut allowed = function.allowed_actions();
        allowed.retain(|action| action.starts_with("ses:"));
        assert_eq!(allowed, if name == "notify" { used.clone() } else { BTreeSet::new() }, "{name}");
    }
}

#[test]
fn policies_are_limited_to_their_partitions_and_actions() {
    let template = Template::embedded().unwrap();
    let reached = |action: &str, index: Option<&str>, key: &str| Reached {
        action: format!("dynamodb:{action}"),
        index: index.map(str::to_owned),
        key: key.to_owned(),
    };
    let (join, notify) = (&template.functions["join"], &template.functions["notify"]);
    assert!(allows(&template, join, &reached("GetItem", None, "application#a")));
    assert!(allows(&template, notify, &reached("Query", Some("by_status"), "suspect")));
    for (function, beyond) in [
        (join, reached("GetItem", None, "likeness#name#acme")),
        (join, reached("GetItem", None, "secrets")),
        (join, reached("Query", Some("by_status"), "suspect")),
        (join, reached("Scan", None, "application#a")),
        (notify, reached("Query", Some("by_status"), "accepted")),
        (notify, reached("GetItem", None, "source#a")),
        (notify, reached("GetItem", None, "idempotency#a")),
    ] {
        assert!(!allows(&template, function, &beyond), "{} {beyond:?}", function.name);
    }
}
