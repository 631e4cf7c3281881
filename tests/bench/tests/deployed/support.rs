//! Stacks of programs, and local stacks with handlers to compare.

pub mod compared;
pub mod table;

pub use test_support::{Page, Visitor, answers, api, events, log};

use bench::{Deployed, Function, Programs, TRACE};
use local::{BuiltSite, Options, Stack};
use serde_json::Value;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

/// The site that the programs and this crate were built with, whatever it is.
pub static EMBEDDED: LazyLock<Arc<BuiltSite>> = LazyLock::new(|| Arc::new(BuiltSite::embedded().unwrap()));

/// A stack of programs, whose logs are checked at the end of a test.
pub struct Site {
    deployed: Deployed,
    pub visitor: Visitor,
}

impl Deref for Site {
    type Target = Deployed;

    fn deref(&self) -> &Deployed {
        &self.deployed
    }
}

impl Site {
    pub fn function(&self, name: &str) -> &Arc<Function> {
        &self.functions()[name]
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.functions().values().for_each(|function| assert_log_is_clean(function));
        }
    }
}

/// Starts a stack of programs with its own database.
pub async fn start() -> Site {
    site(Deployed::start(programs()).await.unwrap())
}

/// Starts a stack whose stream only the test receives.
pub async fn start_held_back() -> Site {
    site(Deployed::start_held_back(programs()).await.unwrap())
}

/// Starts a local stack, and a stack of programs with the same `SITE_URL`.
pub async fn start_both() -> (Stack, Visitor, Site) {
    let (stack, site) = (Stack::start(Options::default()).await.unwrap(), start().await);
    for function in site.functions().values() {
        function.configure(|launch| launch.with("SITE_URL", &stack.site_url())).await;
    }
    let visitor = Visitor::of(&stack.site_url(), &EMBEDDED);
    (stack, visitor, site)
}

/// Returns valid answers for the first section.
pub fn first_answers() -> answers::Answers {
    answers::valid(&EMBEDDED.form, &EMBEDDED.form.sections[0].name)
}

/// Returns the recipient of messages to staff.
pub fn staff() -> String {
    format!("staff@{}", EMBEDDED.site.contact_email.rsplit_once('@').unwrap().1)
}

pub fn programs() -> &'static Programs {
    Programs::released().unwrap()
}

fn site(deployed: Deployed) -> Site {
    let visitor = Visitor::of(&deployed.stack().site_url(), &EMBEDDED);
    Site { deployed, visitor }
}

/// The messages from before the first event.
const OF_THE_START: [&str; 3] =
    ["RUST_LOG is invalid, logging at info", "environment variable read", "function stopped"];

/// Asserts that each line is a JSON object with a message, the ids of its invocation and no personal data, and that
/// standard error is empty.
pub fn assert_log_is_clean(function: &Function) {
    for line in function.stdout().lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(event["level"].is_string() && event["target"].is_string(), "{line}");
        assert!(event["message"].as_str().is_some_and(|message| !message.is_empty()), "{line}");
        let is_of_an_event = !OF_THE_START.iter().any(|message| event["message"] == *message);
        let has_ids = event["trace.id"] == TRACE && event["request.id"].is_string();
        assert!(has_ids || !is_of_an_event, "{line}");
        assert_eq!(log::personal(line), None, "{line}");
    }
    assert_eq!(function.stderr(), "");
}

/// Returns the messages in a function's log.
pub fn logged(function: &Function) -> Vec<String> {
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap()["message"].as_str().unwrap().to_owned();
    function.stdout().lines().map(event).collect()
}
