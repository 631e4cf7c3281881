//! Starts of the programs.

use crate::support::{assert_log_is_clean, logged, start};
use bench::{Failure, Sandbox};
use std::time::Duration;

#[tokio::test]
async fn every_function_starts_and_asks_for_its_first_event() {
    let site = start().await;
    assert!(site.functions().keys().eq(local::Template::embedded().unwrap().functions.keys()));
    for (name, function) in site.functions() {
        let sandbox = function.sandbox().await.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        assert!(sandbox.ready().await.unwrap() > Duration::ZERO);
        assert_eq!(sandbox.stdout(), "", "{name} logs nothing");
    }
}

#[tokio::test]
async fn a_missing_variable_ends_the_function_with_one_line_that_names_it() {
    let site = start().await;
    for (name, function) in site.functions() {
        let given = function.launch().variables;
        let needed = ["DRAFT_DAYS", "SOURCE_LIMIT", "TABLE_NAME"].into_iter().filter(|name| given.contains_key(*name));
        for variable in needed {
            let sandbox = Sandbox::start(&function.launch().without(variable)).await.unwrap();
            let Err(Failure::Ended(status)) = sandbox.ready().await else { panic!("{name} starts without {variable}") };
            assert_eq!(status.code(), Some(1), "{name} without {variable}");
            let log = sandbox.stdout();
            let event: serde_json::Value = serde_json::from_str(&log).unwrap_or_else(|_| panic!("not one line: {log}"));
            assert_eq!(event["message"], "function stopped");
            assert_eq!(event["level"], "ERROR");
            assert_eq!(event["error.message"], format!("environment variable {variable} is not set"));
            assert_eq!(sandbox.stderr(), "");
            // Lambda reports `Runtime.ExitError` itself.
            assert_eq!(sandbox.init_error(), None);
        }
    }
}

#[tokio::test]
async fn an_invalid_variable_is_named_without_its_value() {
    let site = start().await;
    for (name, variable) in [("pages", "SITE_URL"), ("join", "AWS_CA_BUNDLE"), ("notify", "MAIL_FROM")] {
        let launch = site.function(name).launch().with(variable, "ada-o-neill").with("AWS_ENDPOINT_URL_DYNAMODB", "");
        let sandbox = Sandbox::start(&launch).await.unwrap();
        assert!(matches!(sandbox.ready().await, Err(Failure::Ended(_))), "{name} starts with a bad {variable}");
        let log = sandbox.stdout();
        assert!(log.contains(&format!("environment variable {variable} cannot be used: ")), "{log}");
        assert!(!log.contains("ada-o-neill"), "{log}");
    }
}

#[tokio::test]
async fn the_log_level_follows_rust_log() {
    let site = start().await;
    let join = site.function("join");
    join.configure(|launch| launch.with("RUST_LOG", "nonsense")).await;
    join.sandbox().await.unwrap();
    assert_eq!(logged(join), ["RUST_LOG is invalid, logging at info"]);
    join.configure(|launch| launch.with("RUST_LOG", "trace")).await;
    site.visitor.apply().await;
    assert_log_is_clean(join);
}
