//! Logs events as JSON, one object a line, to standard output, where Lambda collects them. CONTRIBUTING says what may
//! be logged.

mod lines;
mod metric;

pub use lines::Lines;
pub use metric::Metric;

use crate::env::Logging;
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::{Layered, SubscriberExt};
use tracing_subscriber::{Registry, registry};

/// The library crates of this workspace that log.
const LIBRARIES: [&str; 2] = ["shared", "store"];

/// Starts logging in a deployed function, whose crate is named `function`. An invalid level counts as `info` and is
/// logged.
pub fn start(logging: &Logging, function: &str) {
    let write = |line: &str| {
        // Nobody can be told.
        let _ = io::stdout().write_all(line.as_bytes());
    };
    if tracing::subscriber::set_global_default(subscriber(logging, [function], write)).is_err() {
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

/// Returns what hands each event to `write`, as a line of JSON with its line break.
///
/// `functions` and the library crates log at the configured level. Other crates log warnings and errors only: below that,
/// the runtime logs whole events and the SDK whole items. An event that counts towards a metric is logged at any level.
pub fn subscriber<'a>(
    logging: &Logging,
    functions: impl IntoIterator<Item = &'a str>,
    write: impl Fn(&str) + Send + Sync + 'static,
) -> Layered<Lines, Registry> {
    let level = level(logging).unwrap_or(LevelFilter::INFO);
    let targets = functions.into_iter().chain(LIBRARIES).map(|target| (target.to_owned(), level));
    let targets = Targets::new().with_default(level.min(LevelFilter::WARN)).with_targets(targets);
    registry().with(Lines::new(targets, level, logging.metric_namespace.as_deref(), Box::new(write)))
}

fn level(logging: &Logging) -> Option<LevelFilter> {
    logging.level.as_deref().map_or(Some(LevelFilter::INFO), |level| level.parse().ok())
}
