//! A way to the table on which responses are lost.

use super::wire::{Fault, Plan, hurried, planned};
use super::{Visitor, handlers};
use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::config::retry::RetryConfig;
use local::{Options, Stack};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::Environment;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use store::aws::AwsConfig;

/// What goes wrong on the way to the table, as a test decides while it runs.
#[derive(Debug, Clone, Default)]
pub struct Faults(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// The responses to this kind of call are lost, so many of them, although the call was made.
    lost: Option<(&'static str, u32)>,
    /// After so many requests the function is killed: no other leaves it.
    left: Option<u32>,
    /// Every answer begins, and none ends.
    stalled: bool,
}

impl Faults {
    /// Loses the next `count` responses to `call`.
    pub fn lose(&self, call: &'static str, count: u32) {
        self.state().lost = Some((call, count));
    }

    /// Lets so many requests through, and no more.
    pub fn kill_after(&self, requests: u32) {
        self.state().left = Some(requests);
    }

    /// Lets every request through, and no answer come to its end.
    pub fn stall(&self) {
        self.state().stalled = true;
    }

    /// Nothing goes wrong any more.
    pub fn mend(&self) {
        *self.state() = State::default();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl Plan for Faults {
    fn fate(&self, call: &str) -> Option<Fault> {
        let mut state = self.state();
        if state.stalled {
            return Some(Fault::Stall);
        }
        if let Some(left) = &mut state.left {
            match left.checked_sub(1) {
                Some(less) => *left = less,
                None => return Some(Fault::Reset { done: false }),
            }
        }
        match &mut state.lost {
            Some((lost, count)) if *count > 0 && call == *lost => {
                *count -= 1;
                Some(Fault::Reset { done: true })
            }
            _ => None,
        }
    }
}

/// A stack on whose way to the table things go wrong when the test says so.
pub async fn start_faulty(options: Options) -> (Stack, Visitor, Faults) {
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    start_with(options, move |config| config.retry_config(retries.clone())).await
}

/// The same, where nobody waits for long.
pub async fn start_hurried() -> (Stack, Visitor, Faults) {
    start_with(Options::default(), |config| hurried(config, "hurried".to_owned())).await
}

async fn start_with(
    options: Options,
    configure: impl Fn(Builder) -> Builder + Send + 'static,
) -> (Stack, Visitor, Faults) {
    let faults = Faults::default();
    let own = faults.clone();
    let stack = Stack::start_with(options, move |environments| async move {
        let connect = |environment: &Environment| {
            let config = AwsConfig::connect(environment).unwrap().config().to_builder();
            planned(configure(config), Arc::new(own.clone()))
        };
        Ok(handlers(environments, &Clock::system(), &Entropy::system(), connect))
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor, faults)
}

/// A stack on whose way to the table the first `count` responses to `call` are lost.
pub async fn start_lossy(call: &'static str, count: u32) -> (Stack, Visitor) {
    let (stack, visitor, faults) = start_faulty(Options::default()).await;
    faults.lose(call, count);
    (stack, visitor)
}
