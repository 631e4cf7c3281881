//! The template matches the crates and what their functions do.

use crate::support::{scan, start};
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

/// Concatenates every Rust file below a directory.
pub(super) fn sources(directory: &str) -> String {
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
fn every_directory_of_functions_is_a_crate_and_a_function() {
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
fn only_functions_on_the_stream_may_read_it() {
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
        // This action has no resources.
        let lists = if follows { set(["dynamodb:ListStreams"]) } else { BTreeSet::new() };
        assert_eq!(on(&Value::Text("*".to_owned())), lists, "{name}");
    }
}

/// A request without keys would meet any condition on keys.
#[test]
fn items_are_granted_only_by_key() {
    let keyed = ["BatchGetItem", "ConditionCheckItem", "DeleteItem", "GetItem", "PutItem", "Query", "UpdateItem"];
    let keyed = keyed.map(|action| format!("dynamodb:{action}"));
    let template = Template::embedded().unwrap();
    let table = Value::GetAtt(format!("{}.Arn", template.table.logical_id));
    let index = Value::Sub(format!(
        "${{{}.Arn}}/index/{}",
        template.table.logical_id, template.table.global_secondary_indexes[0].index_name
    ));
    let limits_keys =
        |limit: &Limit| limit.operator == "ForAllValues:StringLike" && limit.key == "dynamodb:LeadingKeys";
    for (name, function) in &template.functions {
        let of_items =
            |statement: &&Statement| statement.resources == [table.clone()] || statement.resources == [index.clone()];
        for statement in function.statements.iter().filter(of_items) {
            assert_eq!(statement.effect, "Allow", "{name}: {statement:?}");
            assert!(statement.actions.iter().all(|action| keyed.contains(action)), "{name}: {statement:?}");
            let limit = statement.conditions.iter().find(|limit| limits_keys(limit));
            assert!(limit.is_some_and(|limit| !limit.values.is_empty()), "{name}: {statement:?}");
            let queries = statement.actions == ["dynamodb:Query"];
            assert!(queries || statement.resources == [table.clone()], "{name}: {statement:?}");
        }
    }
}

#[test]
fn messages_may_be_sent_only_from_the_verified_address() {
    let functions = Template::embedded().unwrap().functions;
    let statements = functions.values().flat_map(|function| &function.statements);
    let of_ses = |statement: &&Statement| statement.actions.iter().any(|action| action.starts_with("ses:"));
    for statement in statements.filter(of_ses) {
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

/// Returns the template's pattern for `MailFrom`.
fn pattern_of_mail_from() -> String {
    let template = read("infra/template.yaml");
    let parameter = template.split("\n  MailFrom:\n").nth(1).unwrap();
    let pattern = parameter.split("AllowedPattern: ^$|^").nth(1).unwrap();
    pattern.lines().next().unwrap().strip_suffix('$').unwrap().to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The policy compares `MailFrom` with the sender of each message, ignoring case.
    #[test]
    fn messages_come_from_mail_from(given in string_regex(&pattern_of_mail_from()).unwrap()) {
        let mail = shared::env::Mail::from_environment(&[("MAIL_FROM".to_owned(), given.clone())].into_iter().collect());
        if let Ok(mail) = mail {
            prop_assert!(mail.from.unwrap().ascii().eq_ignore_ascii_case(&given));
        }
    }
}

#[test]
fn every_alarm_pattern_matches_a_logged_message() {
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
fn pages_has_no_permissions() {
    assert!(Template::embedded().unwrap().functions["pages"].statements.is_empty());
}

#[test]
fn functions_are_invoked_by_exactly_their_routes_stream_queue_and_topic() {
    let Template { routes, mappings, queues, subscriptions, .. } = Template::embedded().unwrap();
    let routed = routes.iter().map(|route| format!("{} -> {}", route.key(), route.function));
    let streamed = mappings.iter().map(|mapping| format!("stream -> {}", mapping.function));
    let queued = queues.iter().map(|queue| format!("{} -> {}", queue.logical_id, queue.function));
    let subscribed = subscriptions.iter().map(|one| format!("{} -> {}", one.topic, one.function));
    let expected = [
        "$default -> pages",
        "ANY /join/start -> join",
        "ANY /join/{id} -> join",
        "ANY /join/{id}/{section} -> join",
        "ANY /api/applications -> join",
        "ANY /api/applications/{id} -> join",
        "ANY /api/members.json -> directory",
        "ANY /api/openapi.json -> join",
        "ANY /api/{proxy+} -> join",
        "ANY /members -> directory",
        "ANY /members/logos/{logo} -> directory",
        "ANY /members/{slug} -> directory",
        "ANY /membership -> membership",
        "ANY /membership/{link} -> membership",
        "ANY /staff -> review",
        "ANY /staff/{proxy+} -> review",
        "stream -> notify",
        "Decisions -> notify",
        "MailReports -> notify",
    ];
    assert_eq!(set(routed.chain(streamed).chain(queued).chain(subscribed)), set(expected));
}

#[test]
fn messages_are_sent_with_a_configuration_set() {
    let template = Template::embedded().unwrap();
    let used = |from: &str, given: &str| {
        let issuer = [("StaffIssuer", "http://localhost:9000"), ("StaffClientId", "site")];
        let given = issuer.into_iter().chain([("MailFrom", from), ("MailConfigurationSet", given)]);
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        template.environments("http://localhost", &given).unwrap()["notify"]["MAIL_CONFIGURATION_SET"].clone()
    };
    assert_eq!(used("", ""), "");
    assert_eq!(used("a@observatories.example", ""), "local-ConfigurationSet");
    assert_eq!(used("a@observatories.example", "ours"), "ours");
}

#[tokio::test]
async fn the_table_has_the_attributes_that_the_functions_write() {
    let (stack, visitor) = start().await;
    visitor.apply().await;
    let (table, items) = (Template::embedded().unwrap().table, scan(&stack).await);
    let keys = table.attribute_definitions.iter().map(|key| &key.attribute_name);
    for name in keys.chain([&table.time_to_live_specification.attribute_name]) {
        assert!(items.iter().any(|item| item.contains_key(name)), "{name}");
    }
    assert_eq!(table.stream_specification.stream_view_type, "NEW_AND_OLD_IMAGES");
}

#[test]
fn functions_depend_only_on_deployed_crates() {
    for name in Template::embedded().unwrap().functions.keys() {
        let manifest: toml::Table = read(&format!("functions/{name}/Cargo.toml")).parse().unwrap();
        let dependencies = manifest["dependencies"].as_table().unwrap();
        assert!(dependencies.contains_key("shared"), "{name}");
        for other in ["local", "tests", "site", "aws-sdk-dynamodb", "dynoxide-rs"] {
            assert!(!dependencies.contains_key(other), "{name} depends on {other}");
        }
    }
}
