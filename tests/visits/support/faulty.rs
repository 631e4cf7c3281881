//! Stacks on which requests to the table fail.

use super::wire::{Faults, hurried, planned};
use super::{Visitor, Wiring, options};
use aws_sdk_dynamodb::config::retry::RetryConfig;
use aws_sdk_dynamodb::config::{AsyncSleep, Builder, SharedAsyncSleep, Sleep};
use local::{Options, Stack};
use shared::env::Environment;
use std::sync::Arc;
use std::time::Duration;
use store::aws::AwsConfig;

/// Starts a stack on which requests to the table fail as the test plans.
pub async fn start_faulty(options: Options) -> (Stack, Visitor, Faults) {
    let retries = RetryConfig::standard().with_initial_backoff(Duration::from_millis(1));
    start_with(options, move |config, _| config.retry_config(retries.clone())).await
}

/// Starts a faulty stack with short time-outs, and nearly none once [`Faults::stall`] was called.
pub async fn start_hurried() -> (Stack, Visitor, Faults) {
    start_with(options(), |config, faults| {
        hurried(config, "hurried".to_owned()).sleep_impl(SharedAsyncSleep::new(ShortTimeouts(faults.clone())))
    })
    .await
}

/// A clock for the client's time-outs, which end at once while responses stall.
#[derive(Debug)]
struct ShortTimeouts(Faults);

impl AsyncSleep for ShortTimeouts {
    fn sleep(&self, duration: Duration) -> Sleep {
        let divisor = if self.0.is_stalled() { 50 } else { 1 };
        Sleep::new(tokio::time::sleep(duration / divisor))
    }
}

async fn start_with(
    options: Options,
    configure: impl Fn(Builder, &Faults) -> Builder + Send + Sync + 'static,
) -> (Stack, Visitor, Faults) {
    let faults = Faults::none();
    let plan = faults.clone();
    let connect = Box::new(move |environment: &Environment| {
        let config = AwsConfig::connect(environment).unwrap().config().to_builder();
        planned(configure(config, &plan), Arc::new(plan.clone()))
    });
    let (stack, visitor) = Wiring { connect, ..Wiring::default() }.start(options).await;
    (stack, visitor, faults)
}

/// Starts a stack on which the first `count` responses to `call` are lost.
pub async fn start_lossy(call: &'static str, count: u32) -> (Stack, Visitor) {
    let (stack, visitor, faults) = start_faulty(options()).await;
    faults.lose(call, count);
    (stack, visitor)
}
