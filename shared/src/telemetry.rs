//! Logs events as JSON, one object a line, to standard output, where Lambda collects them. CONTRIBUTING says what may
//! be logged.

use crate::env::Logging;
use std::error::Error;
use std::process::ExitCode;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// The library crates of this workspace that log.
const LIBRARIES: [&str; 2] = ["shared", "store"];

/// Starts logging in a deployed function, whose crate is named `function`. An invalid level counts as `info` and is
/// logged.
pub fn start(logging: &Logging, function: &str) {
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    let filter = filter(logging, [function]);
    if tracing_subscriber::registry().with(lines.with_ansi(false)).with(filter).try_init().is_err() {
        tracing::debug!("logging was already started");
    }
    if level(logging).is_none() {
        tracing::warn!("RUST_LOG is invalid, logging at info");
    }
}

/// Logs why a function stopped, because Lambda reports only that it did.
pub fn exit_code(result: Result<(), Box<dyn Error + Send + Sync>>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error.message = %error, "function stopped");
            ExitCode::FAILURE
        }
    }
}

/// Returns a filter that lets `functions` and the library crates log at the configured level. Other crates log warnings
/// and errors only: below that, the runtime logs whole events and the SDK whole items.
pub fn filter<'a>(logging: &Logging, functions: impl IntoIterator<Item = &'a str>) -> Targets {
    let level = level(logging).unwrap_or(LevelFilter::INFO);
    let targets = functions.into_iter().chain(LIBRARIES).map(|target| (target.to_owned(), level));
    Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(targets)
}

fn level(logging: &Logging) -> Option<LevelFilter> {
    logging.level.as_deref().map_or(Some(LevelFilter::INFO), |level| level.parse().ok())
}
