//! What these tests have in common: programs in place of the handlers, beside a local stack as it always is. Visitors do
//! what they do in `tests/visits`.

pub mod compared;
pub mod events;
pub mod table;

pub use test_support::{Page, Visitor, answers, api, log};

use bench::{Deployed, Function, Programs};
use local::{Options, Stack};
use serde_json::Value;
use std::ops::Deref;
use std::sync::Arc;

/// A stack of programs. What they have logged is searched when a test is over.
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

/// A stack of programs with a database of its own.
pub async fn start() -> Site {
    site(Deployed::start(programs()).await.unwrap())
}

/// The same, and the table's stream leads nowhere but to the test.
pub async fn start_held_back() -> Site {
    site(Deployed::start_held_back(programs()).await.unwrap())
}

/// A local stack, and a stack of programs that believe to be where it is.
pub async fn start_both() -> (Stack, Visitor, Site) {
    let (stack, site) = (Stack::start(Options::default()).await.unwrap(), start().await);
    for function in site.functions().values() {
        function.configure(|launch| launch.with("SITE_URL", &stack.site_url())).await;
    }
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor, site)
}

pub fn programs() -> &'static Programs {
    Programs::released().unwrap()
}

fn site(deployed: Deployed) -> Site {
    let visitor = Visitor::to(&deployed.stack().site_url());
    Site { deployed, visitor }
}

/// Each line is a JSON object with a message, nothing stands beside the log, and nowhere stands what nobody may read.
pub fn assert_log_is_clean(function: &Function) {
    for line in function.stdout().lines() {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert!(event["level"].is_string() && event["target"].is_string(), "{line}");
        assert!(event["message"].as_str().is_some_and(|message| !message.is_empty()), "{line}");
        assert_eq!(log::personal(line), None, "{line}");
    }
    assert_eq!(function.stderr(), "");
}

/// The messages that a function has logged, in order.
pub fn logged(function: &Function) -> Vec<String> {
    let event = |line: &str| serde_json::from_str::<Value>(line).unwrap()["message"].as_str().unwrap().to_owned();
    function.stdout().lines().map(event).collect()
}
