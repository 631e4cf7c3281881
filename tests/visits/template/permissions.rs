//! Each policy grants exactly what its function does with the table and with SES.

use crate::members::own_page::{changed, link_in, member_fields};
use crate::support::changes::{apply_with, fill_in_with, hour_passes, notify_with};
use crate::support::meter::{Meter, Metered, start_metered};
use crate::support::outbox::outbox;
use crate::support::post::{ADA, PostOffice, bounce, report, takes};
use crate::support::staff::Browser;
use crate::support::store::{apply_as_a_program, code, set};
use crate::support::time::Time;
use crate::support::{Wiring, api, only_application, options, start, text};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;
use local::permissions::{self, Access, is_like};
use local::template::{Function, Value};
use local::{Options, Stack, Template};
use notify::Mailer;
use serde_json::json;
use shared::clock::Clock;
use shared::env::Environment;
use shared::staff::PersonId;
use std::collections::{BTreeMap, BTreeSet};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// What Lambda itself calls with a function's role, to read the stream and the queue and to leave dead letters.
fn is_for_lambda(action: &str, resource: &str) -> bool {
    match resource {
        "Table.StreamArn" | "*" | "DeadLetters.Arn" => true,
        "Decisions.Arn" => action != "sqs:SendMessage",
        _ => false,
    }
}

/// Returns each action, resource and pattern for keys that a policy names and no call needed.
fn unused(function: &Function, needed: &BTreeSet<Access>) -> Vec<String> {
    let mut unused = Vec::new();
    for statement in &function.statements {
        let used: Vec<_> = needed.iter().filter(|access| statement.matches(access)).collect();
        for resource in statement.resources.iter().map(permissions::name) {
            for action in &statement.actions {
                // `ses:` and `secretsmanager:` have tests of their own, below.
                let is_elsewhere = action.starts_with("ses:") || action.starts_with("secretsmanager:");
                let is_used = used.iter().any(|access| access.action == *action && access.resource == resource);
                if !is_used && !is_elsewhere && !is_for_lambda(action, &resource) {
                    unused.push(format!("{action} on {resource}"));
                }
            }
        }
        let limits = statement.conditions.iter().filter(|limit| limit.key == "dynamodb:LeadingKeys");
        for pattern in limits.flat_map(|limit| &limit.values) {
            let is_used = used.iter().any(|access| is_like(pattern, access.key.as_deref().unwrap_or_default()));
            if !is_used {
                unused.push(format!("{pattern:?}"));
            }
        }
    }
    unused
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
        // It answered another form than the present one.
        set(stack, &received.received(), &[("form_version", AttributeValue::S("earlier".to_owned()))]).await;
        stack.drained().await;
        (received.json()["reference"].as_str().unwrap().to_owned(), received.received())
    };
    let [(one, _), (two, _), (three, _), (four, accepted)] =
        [apply().await, apply().await, apply().await, apply().await];
    let references = [one, two, three, four];
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
    site.visitor.get(&accepted).await;
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

/// The local stack enforces the policies, so no visit of any test needs more than they allow. This test makes the visits
/// that need all of it.
#[tokio::test]
async fn each_function_has_exactly_the_permissions_that_it_uses() {
    let site = start_metered(Options { source_limit: 1_000, ..options() }).await;
    perform_every_action(&site).await;
    work_as_staff(&site).await;
    let of = |meter: &Meter| meter.take().into_iter().flat_map(|call| call.needs).collect::<BTreeSet<_>>();
    let meters = [
        ("directory", &site.directory),
        ("join", &site.visits),
        ("membership", &site.membership),
        ("notify", &site.messages),
        ("review", &site.staff),
    ];
    let mut needed: BTreeMap<_, _> = meters.into_iter().map(|(name, meter)| (name, of(meter))).collect();
    for (name, function) in &Template::embedded().unwrap().functions {
        let needed = needed.remove(name.as_str()).unwrap_or_default();
        for access in &needed {
            assert!(function.allows(access), "{name} may not {access:?}");
        }
        assert_eq!(unused(function, &needed), [""; 0], "{name} has permissions that these visits do not use");
    }
    assert!(needed.is_empty());
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

/// A stand-in for Secrets Manager, which returns its address and the next request.
async fn secrets() -> (String, impl Future<Output = String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let request = async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = String::new();
        while !request.contains("SecretId") {
            let mut bytes = [0; 4096];
            let read = socket.read(&mut bytes).await.unwrap();
            request += std::str::from_utf8(&bytes[..read]).unwrap();
        }
        let body = json!({ "SecretString": "hush" }).to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
        socket.write_all((head + &body).as_bytes()).await.unwrap();
        request
    };
    (address, request)
}

#[tokio::test]
async fn only_review_may_read_a_secret_and_reads_the_one_that_it_is_given() {
    const ARN: &str = "arn:aws:secretsmanager:us-east-1:123456789012:secret:staff-client-AbCdEf";
    let (address, request) = secrets().await;
    let stack = Stack::start_with(options(), move |mut environments| async move {
        let variables = [("CLIENT_SECRET_ARN", ARN), ("AWS_ENDPOINT_URL_SECRETS_MANAGER", &address)];
        let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
        environments.get_mut("review").unwrap().extend(variables);
        Ok(Wiring::default().handlers(environments))
    });
    let stack = stack.await.unwrap();
    let browser = Browser::new(&stack);
    let (_, request) = tokio::join!(browser.sign_in("reviewer"), request);
    assert!(request.to_ascii_lowercase().contains("x-amz-target: secretsmanager.getsecretvalue\r\n"), "{request}");
    assert!(request.ends_with(&json!({ "SecretId": ARN }).to_string()), "{request}");

    for (name, function) in &Template::embedded().unwrap().functions {
        let statements = function.statements.iter();
        let of_secrets =
            statements.filter(|one| one.actions.iter().any(|action| action.starts_with("secretsmanager:")));
        let granted: Vec<_> = of_secrets.map(|one| (one.actions.join(" "), one.resources.clone())).collect();
        let own = ("secretsmanager:GetSecretValue".to_owned(), vec![Value::Ref("StaffClientSecretArn".to_owned())]);
        assert_eq!(granted, if name == "review" { vec![own] } else { Vec::new() }, "{name}");
    }
}

#[test]
fn policies_are_limited_to_their_partitions_and_actions() {
    let template = Template::embedded().unwrap();
    let access = |action: &str, index: &str, key: &str| Access {
        action: format!("dynamodb:{action}"),
        resource: format!("Table.Arn{index}"),
        key: Some(key.to_owned()),
    };
    let (join, notify) = (&template.functions["join"], &template.functions["notify"]);
    assert!(join.allows(&access("GetItem", "", "application#a")));
    assert!(notify.allows(&access("Query", "/index/by_status", "suspect")));
    for (function, beyond) in [
        (join, access("GetItem", "", "likeness#name#acme")),
        (join, access("GetItem", "", "secrets")),
        (join, access("Query", "/index/by_status", "suspect")),
        (join, access("Scan", "", "application#a")),
        (notify, access("Query", "/index/by_status", "accepted")),
        (notify, access("GetItem", "", "source#a")),
        (notify, access("GetItem", "", "idempotency#a")),
    ] {
        assert!(!function.allows(&beyond), "{} {beyond:?}", function.name);
    }
}

/// As AWS does, so that a test whose function does more than its policy allows fails.
#[tokio::test]
async fn the_local_stack_denies_what_a_policy_does_not_allow() {
    let (stack, _) = start().await;
    let environment = Environment::from_iter(stack.environment("directory").unwrap());
    let client = local::connect(&environment, &Template::embedded().unwrap().functions["directory"]).unwrap();
    let get = async |kind: &str| {
        let (pk, sk) = (AttributeValue::S(kind.to_owned()), AttributeValue::S("front".to_owned()));
        client.get_item().table_name(stack.table_name()).key("pk", pk).key("sk", sk).send().await
    };
    get("directory").await.unwrap();
    let code = get("secret").await.unwrap_err().into_service_error().code().map(str::to_owned);
    assert_eq!(code.as_deref(), Some("AccessDeniedException"));
    let scanned = client.scan().table_name(stack.table_name()).send().await.unwrap_err();
    assert_eq!(scanned.into_service_error().code(), Some("AccessDeniedException"));
}
