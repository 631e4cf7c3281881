//! Logs: one JSON object a line on standard output, where Lambda takes them from. Called by each `main`, and by nothing
//! else. What may stand in them is in CONTRIBUTING.

use crate::env::Logging;
use std::error::Error;
use std::process::ExitCode;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The crates whose lines are written with the rules for logs in mind.
const OURS: [&str; 4] = ["join", "notify", "pages", "shared"];

/// Starts logging. A level that can't be read counts as `info`, and is said.
pub fn start(logging: &Logging) {
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    if tracing_subscriber::registry().with(lines.with_ansi(false)).with(filter(logging)).try_init().is_err() {
        tracing::debug!("logging was already started");
    }
    if level(logging).is_none() {
        tracing::warn!("RUST_LOG can't be read; logging at info");
    }
}

/// Logs why a function ended that was to run for ever, if it says so. Lambda reports only that it did.
pub fn ended(result: Result<(), Box<dyn Error + Send + Sync>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error.message = %error, "function ended");
            ExitCode::FAILURE
        }
    }
}

/// What is let through. Lines of other crates are never more than warnings, for below that they quote requests: at the
/// lowest levels the runtime logs whole events, and the SDK whole items.
pub fn filter(logging: &Logging) -> Targets {
    let level = level(logging).unwrap_or(LevelFilter::INFO);
    Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(OURS.map(|target| (target, level)))
}

fn level(logging: &Logging) -> Option<LevelFilter> {
    logging.level.as_deref().map_or(Some(LevelFilter::INFO), |level| level.parse().ok())
}
