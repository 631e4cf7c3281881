//! The template, the crates and the code agree: what is in one is in the others.

use local::Template;
use local::template::{Limit, Statement, Value};
use proptest::prelude::*;
use proptest::string::string_regex;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().unwrap()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file below a directory, one after the other.
fn sources(directory: &str) -> String {
    let mut text = String::new();
    for entry in std::fs::read_dir(root().join(directory)).unwrap() {
        let path = entry.unwrap().path();
        let below = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            text += &sources(&below);
        } else if below.ends_with(".rs") {
            text += &read(&below);
        }
    }
    text
}

fn set<T: Into<String>>(names: impl IntoIterator<Item = T>) -> BTreeSet<String> {
    names.into_iter().map(Into::into).collect()
}

#[test]
fn every_directory_in_functions_is_a_crate_and_a_function_of_its_name() {
    let template = Template::embedded().unwrap();
    let directories = std::fs::read_dir(root().join("functions")).unwrap();
    let directories = directories.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(set(directories), set(template.functions.keys().map(String::as_str)));
    for (name, function) in &template.functions {
        assert_eq!(function.code_uri, format!("../functions/{name}"));
        let manifest: toml::Table = read(&format!("functions/{name}/Cargo.toml")).parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some(name.as_str()));
    }
}

#[test]
fn every_function_gets_the_variables_that_it_reads_and_no_others() {
    let concerns: [(&str, &[&str]); _] = [
        ("SiteOrigin::from_environment", &["SITE_URL"]),
        ("Cors::from_environment", &["API_CORS_ORIGIN"]),
        ("Logging::from_environment", &["RUST_LOG"]),
        ("Mail::from_environment", &["MAIL_FROM", "STAFF_EMAIL", "MAIL_CONFIGURATION_SET", "SITE_URL"]),
        ("MailLimits::from_environment", &["MAIL_PER_DAY", "MAIL_PER_RECIPIENT"]),
        ("Mail::is_enabled", &["MAIL_FROM", "SITE_URL"]),
        ("env::retention", &["DRAFT_DAYS", "SUSPECT_DAYS", "CLOSED_DAYS", "UNDECIDED_DAYS"]),
        ("SourceLimit::from_environment", &["SOURCE_LIMIT"]),
        ("Table::from_environment", &["TABLE_NAME"]),
    ];
    for (name, function) in &Template::embedded().unwrap().functions {
        let main = sources(&format!("functions/{name}/src"));
        let wanted =
            concerns.iter().filter(|(call, _)| main.contains(call)).flat_map(|(_, variables)| *variables).copied();
        assert_eq!(set(function.environment.keys().map(String::as_str)), set(wanted), "{name}");
    }
}

#[test]
fn every_variable_that_the_code_knows_is_set_by_the_template_or_by_aws() {
    let known = sources("shared/src/env");
    let calls = ["optional(\"", "required(\"", "days(\"", "limit(\""];
    let known = calls.iter().flat_map(|call| known.split(call).skip(1)).filter_map(|rest| rest.split('"').next());
    let known =
        set(known.filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_') && !name.starts_with("AWS_")));
    let template = Template::embedded().unwrap();
    assert_eq!(
        known,
        set(template.functions.values().flat_map(|function| function.environment.keys().map(String::as_str)))
    );
}

/// Every function of the store with its text, without spaces, from its name to the next one's.
fn functions_of_the_store() -> Vec<(String, String)> {
    let files = std::fs::read_dir(root().join("shared/store/src")).unwrap();
    let files =
        files.map(|entry| entry.unwrap().file_name().into_string().unwrap()).filter(|name| name.ends_with(".rs"));
    let texts = files.map(|file| read(&format!("shared/store/src/{file}")));
    let code = texts.map(|text| text.split("#[cfg(test)]").next().unwrap().to_owned());
    let functions = code.flat_map(|text| text.split("fn ").skip(1).map(without_space).collect::<Vec<_>>());
    functions.map(|text| (text.split(['(', '<']).next().unwrap().to_owned(), text)).collect()
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What a function of the site does with the table: the text of every function of the store that it calls, and of those
/// that they call.
fn used_of_the_store(function: &str) -> String {
    let store = functions_of_the_store();
    let mut used = without_space(&sources(&format!("functions/{function}/src"))).replace("store.", "self.");
    let mut seen = BTreeSet::new();
    while let Some((name, text)) =
        store.iter().find(|(name, text)| used.contains(&format!("self.{name}(")) && !seen.contains(text))
    {
        assert!(seen.insert(text), "{name}");
        used += text;
    }
    seen.into_iter().map(String::as_str).collect()
}

/// Whether a statement names the partitions that it is about.
fn is_limited_by_keys(statement: &Statement) -> bool {
    let keys = |limit: &Limit| limit.operator == "ForAllValues:StringLike" && limit.key == "dynamodb:LeadingKeys";
    statement.conditions.iter().any(|limit| keys(limit) && !limit.values.is_empty())
}

#[test]
fn what_follows_the_stream_may_read_that_stream_and_no_other() {
    let template = Template::embedded().unwrap();
    let stream = Value::GetAtt(format!("{}.StreamArn", template.table.logical_id));
    for (name, function) in &template.functions {
        let follows = template.mappings.iter().any(|mapping| mapping.function == *name);
        let on = |resource: &Value| {
            let statements = function.statements.iter().filter(|statement| statement.resources == [resource.clone()]);
            set(statements.flat_map(|statement| statement.actions.clone()))
        };
        let reads = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
        assert_eq!(on(&stream), if follows { set(reads) } else { BTreeSet::new() }, "{name}");
        // It knows no resources.
        let lists = if follows { set(["dynamodb:ListStreams"]) } else { BTreeSet::new() };
        assert_eq!(on(&Value::Text("*".to_owned())), lists, "{name}");
    }
}

#[test]
fn every_function_may_make_the_calls_that_it_makes_on_the_table_and_no_others() {
    // A transaction is allowed by the actions of the writes within it.
    let calls = [
        (".get_item()", "dynamodb:GetItem"),
        (".put_item()", "dynamodb:PutItem"),
        ("Put::builder()", "dynamodb:PutItem"),
        (".update_item()", "dynamodb:UpdateItem"),
        ("Update::builder()", "dynamodb:UpdateItem"),
        (".delete_item()", "dynamodb:DeleteItem"),
        ("Delete::builder()", "dynamodb:DeleteItem"),
        ("ConditionCheck::builder()", "dynamodb:ConditionCheckItem"),
        (".query()", "dynamodb:Query"),
        (".scan()", "dynamodb:Scan"),
        (".batch_get_item()", "dynamodb:BatchGetItem"),
        (".batch_write_item()", "dynamodb:BatchWriteItem"),
    ];
    let template = Template::embedded().unwrap();
    let table = Value::GetAtt(format!("{}.Arn", template.table.logical_id));
    let index = Value::Sub(format!("${{{}.Arn}}/index/{}", template.table.logical_id, template.table.indexes[0].name));
    for (name, function) in &template.functions {
        let used = used_of_the_store(name);
        let made = calls.iter().filter(|(call, _)| used.contains(call)).map(|(_, action)| *action);
        let of_items =
            |statement: &&Statement| statement.resources == [table.clone()] || statement.resources == [index.clone()];
        let allowing: Vec<_> = function.statements.iter().filter(of_items).collect();
        assert_eq!(set(allowing.iter().flat_map(|statement| statement.actions.clone())), set(made), "{name}");
        for statement in allowing {
            assert!(statement.effect == "Allow" && is_limited_by_keys(statement), "{name}: {statement:?}");
            let all_on_the_index = statement.actions == ["dynamodb:Query"] || statement.resources == [table.clone()];
            assert!(all_on_the_index, "{name}: {statement:?}");
        }
        let asks_an_index = used.contains(".index_name(keys::BY_STATUS)");
        assert_eq!(function.statements.iter().any(|statement| statement.resources == [index.clone()]), asks_an_index);
    }
}

/// The actions under which SES authorizes the messages that a crate sends, which depend on their content
/// ([nodemailer#1734](https://github.com/nodemailer/nodemailer/issues/1734)).
fn actions_of_messages(source: &str) -> BTreeSet<String> {
    let source = without_space(source);
    if !source.contains(".send_email()") {
        return BTreeSet::new();
    }
    let kinds =
        [(".raw(", "ses:SendRawEmail"), (".simple(", "ses:SendEmail"), (".template(", "ses:SendTemplatedEmail")];
    let contents = source.split("EmailContent::builder()").skip(1).map(|rest| rest.split(".build()").next().unwrap());
    let action = |content: &str| kinds.iter().find(|(kind, _)| content.contains(kind)).expect("a known content").1;
    set(contents.map(action))
}

#[test]
fn the_action_of_a_message_follows_from_its_content() {
    let send = |content: &str| {
        format!("client.send_email().content(EmailContent::builder()\n.{content}(x).build()).send().await")
    };
    assert_eq!(actions_of_messages(&send("raw")), set(["ses:SendRawEmail"]));
    assert_eq!(actions_of_messages(&send("simple")), set(["ses:SendEmail"]));
    assert_eq!(actions_of_messages("client.get_item()"), BTreeSet::new());
}

#[test]
fn only_what_sends_messages_may_send_them_and_only_from_the_address_that_was_verified() {
    for (name, function) in &Template::embedded().unwrap().functions {
        let sent = actions_of_messages(&sources(&format!("functions/{name}/src")));
        let allowed = function.allowed_actions().into_iter().filter(|action| action.starts_with("ses:"));
        assert_eq!(set(allowed), sent, "{name}");
        let of_ses = |statement: &&Statement| statement.actions.iter().any(|action| action.starts_with("ses:"));
        for statement in function.statements.iter().filter(of_ses) {
            let account = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:";
            let named = |name: &str| Value::Sub(format!("{account}{name}"));
            let [own, given] = ["configuration-set/${ConfigurationSet}", "configuration-set/${MailConfigurationSet}"];
            let set = Value::If("HasOwnConfigurationSet".to_owned(), Box::new([named(own), named(given)]));
            assert_eq!(statement.resources, [named("identity/*"), set]);
            let from = Limit {
                operator: "StringEqualsIgnoreCase".to_owned(),
                key: "ses:FromAddress".to_owned(),
                values: vec![Value::Ref("MailFrom".to_owned())],
            };
            assert_eq!(statement.conditions, [from]);
        }
    }
}

/// What `MailFrom` may be, as the template has it.
fn pattern_of_mail_from() -> String {
    let template = read("infra/template.yaml");
    let parameter = template.split("\n  MailFrom:\n").nth(1).unwrap();
    let pattern = parameter.split("AllowedPattern: ^$|^").nth(1).unwrap();
    pattern.lines().next().unwrap().strip_suffix('$').unwrap().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The policy compares `MailFrom` with the sender of each message, whatever the case.
    #[test]
    fn messages_come_from_mail_from_as_it_was_given(given in string_regex(&pattern_of_mail_from()).unwrap()) {
        let mail = shared::env::Mail::from_environment(&[("MAIL_FROM".to_owned(), given.clone())].into_iter().collect());
        if let Ok(mail) = mail {
            prop_assert!(mail.from.unwrap().ascii().eq_ignore_ascii_case(&given));
        }
    }
}

#[test]
fn what_an_alarm_waits_for_is_a_message_that_the_code_logs() {
    let template = read("infra/template.yaml");
    let code = sources("functions");
    let patterns = template.lines().filter_map(|line| line.trim().strip_prefix("FilterPattern: "));
    let messages = patterns.flat_map(|pattern| pattern.split("$.message = \"").skip(1).collect::<Vec<_>>());
    let messages: Vec<_> = messages.map(|rest| rest.split(['"', '*']).next().unwrap()).collect();
    assert!(messages.contains(&"skipping unreadable "), "{messages:?}");
    for message in messages {
        assert!(code.contains(&format!("\"{message}")), "nothing logs {message:?}");
    }
}

#[test]
fn pages_may_do_nothing() {
    assert!(Template::embedded().unwrap().functions["pages"].statements.is_empty());
}

#[test]
fn the_routes_are_those_that_the_functions_answer() {
    let template = Template::embedded().unwrap();
    let routes = set(template.routes.iter().map(|route| format!("{} -> {}", route.key(), route.function)));
    let expected = [
        "$default -> pages",
        "ANY /join/start -> join",
        "ANY /join/{id} -> join",
        "ANY /join/{id}/{section} -> join",
        "ANY /api/applications -> join",
        "ANY /api/applications/{id} -> join",
        "ANY /api/openapi.json -> join",
        "ANY /api/{proxy+} -> join",
    ];
    assert_eq!(routes, set(expected));
}

#[test]
fn the_stream_leads_to_the_functions_that_follow_it() {
    let mappings = Template::embedded().unwrap().mappings;
    assert_eq!(set(mappings.iter().map(|mapping| mapping.function.as_str())), set(["notify"]));
}

#[test]
fn what_ses_reports_leads_to_the_function_that_sends() {
    let template = Template::embedded().unwrap();
    let subscribed = template.subscriptions.iter().map(|one| format!("{} -> {}", one.topic, one.function));
    assert_eq!(set(subscribed), set(["MailReports -> notify"]));
}

#[test]
fn messages_are_sent_with_a_configuration_set_as_soon_as_they_are_sent() {
    let template = Template::embedded().unwrap();
    let used = |from: &str, given: &str| {
        let given = [("MailFrom", from), ("MailConfigurationSet", given)];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        template.environments("http://localhost", &given).unwrap()["notify"]["MAIL_CONFIGURATION_SET"].clone()
    };
    assert_eq!(used("", ""), "");
    assert_eq!(used("a@acro.example", ""), "local-ConfigurationSet");
    assert_eq!(used("a@acro.example", "ours"), "ours");
}

#[test]
fn the_table_has_the_attributes_that_the_store_writes() {
    let table = Template::embedded().unwrap().table;
    let keys = read("shared/store/src/keys.rs");
    let names = [Some(&table.partition_key), table.sort_key.as_ref()].into_iter().flatten();
    let index_names =
        table.indexes.iter().flat_map(|index| [Some(&index.partition_key), index.sort_key.as_ref()]).flatten();
    for name in names.chain(index_names).map(|key| &key.name).chain(&table.expires_at) {
        assert!(keys.contains(&format!("\"{name}\"")), "{name}");
    }
    assert_eq!(table.stream.as_deref(), Some("NEW_AND_OLD_IMAGES"));
}

#[test]
fn functions_depend_on_shared_and_on_nothing_that_is_not_deployed() {
    for name in Template::embedded().unwrap().functions.keys() {
        let manifest: toml::Table = read(&format!("functions/{name}/Cargo.toml")).parse().unwrap();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        assert!(dependencies.contains_key("shared"), "{name}");
        for other in ["local", "tests", "site", "aws-sdk-dynamodb", "dynoxide-rs"] {
            assert!(!dependencies.contains_key(other), "{name} depends on {other}");
        }
    }
}
