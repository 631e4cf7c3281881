//! Invokes functions on a schedule, as EventBridge does.

use std::convert::Infallible;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::{Instant, interval_at};

use crate::Handler;

const HOUR: Duration = Duration::from_secs(60 * 60);

/// Invokes a function every hour, forever. A failure is logged and not retried.
pub(crate) async fn run(function: String, handler: Handler) -> Infallible {
    let mut ticks = interval_at(Instant::now() + HOUR, HOUR);
    loop {
        ticks.tick().await;
        if let Err(problem) = handler.invoke(&event()).await {
            tracing::error!(function, %problem, "scheduled invocation failed");
        }
    }
}

/// Returns EventBridge's event, with the fields that functions read.
fn event() -> Value {
    json!({ "version": "0", "source": "aws.events", "detail-type": "Scheduled Event", "detail": {} })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use tokio::time::timeout;

    #[tokio::test(start_paused = true)]
    async fn a_function_is_invoked_every_hour_despite_failures() {
        let invoked = Arc::new(AtomicU32::new(0));
        let counter = Arc::clone(&invoked);
        let handler = Handler::program(move |event| {
            let counter = Arc::clone(&counter);
            async move {
                assert!(event.contains("aws.events"), "{event}");
                counter.fetch_add(1, Ordering::SeqCst);
                Err("a failure ends nothing".to_owned())
            }
        });
        assert!(timeout(3 * HOUR + Duration::from_secs(1), run("notify".to_owned(), handler)).await.is_err());
        assert_eq!(invoked.load(Ordering::SeqCst), 3);
    }
}
