//! Invokes functions on a schedule, as EventBridge does.

use std::convert::Infallible;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, interval_at};

use crate::Handler;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// When a daily schedule runs first: the local stack seldom runs for a day.
const SOON: Duration = Duration::from_secs(60);

/// A schedule that invokes a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Schedule {
    /// The name of the function.
    pub function: String,
    /// The event.
    pub event: Value,
    first: Duration,
    every: Duration,
}

impl Schedule {
    /// Creates an hourly rule, with EventBridge's event: the fields that functions read.
    pub(crate) fn hourly(function: String) -> Self {
        let event = json!({ "version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} });
        Self { function, event, first: HOUR, every: HOUR }
    }

    /// Creates a daily schedule with an event in JSON.
    pub(crate) fn daily(function: String, input: &str) -> Result<Self, String> {
        let event = serde_json::from_str(input).map_err(|error| format!("Input of a schedule: {error}"))?;
        Ok(Self { function, event, first: SOON, every: DAY })
    }

    /// Invokes the function, forever. A failure is logged and not retried.
    pub(crate) async fn run(self, handler: Handler) -> Infallible {
        let Self { function, event, first, every } = self;
        let mut ticks = interval_at(Instant::now() + first, every);
        loop {
            ticks.tick().await;
            if let Err(problem) = handler.invoke(&event).await {
                tracing::error!(function, %problem, "scheduled invocation failed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::time::timeout;

    /// Counts the invocations until a time has passed, each with an event that has this text.
    async fn invocations(schedule: Schedule, text: &'static str, until: Duration) -> u32 {
        let invoked = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&invoked);
        let handler = Handler::program(move |event| {
            let counter = Arc::clone(&counter);
            async move {
                assert!(event.contains(text), "{event}");
                counter.fetch_add(1, Ordering::SeqCst);
                Err("a failure ends nothing".to_owned())
            }
        });
        assert!(timeout(until + Duration::from_secs(1), schedule.run(handler)).await.is_err());
        invoked.load(Ordering::SeqCst)
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_is_invoked_on_schedule_despite_failures() {
        let hourly = Schedule::hourly("notify".to_owned());
        assert_eq!(invocations(hourly, "aws.events", 3 * HOUR).await, 3);
        let daily = Schedule::daily("notify".to_owned(), r#"{"schedule":"daily"}"#).unwrap();
        assert_eq!(invocations(daily, "daily", 2 * DAY).await, 2);
        assert!(Schedule::daily("notify".to_owned(), "{").is_err());
    }
}
