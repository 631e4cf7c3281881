//! Logs: one JSON object a line on standard output, where Lambda takes them from. Called by each `main`, and by nothing
//! else. What may stand in them is in CONTRIBUTING.

use crate::env::Logging;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// Starts logging. A filter that can't be read counts as `info`, and is said.
pub fn start(logging: &Logging) {
    let asked = logging.filter.as_deref().map(str::parse::<Targets>);
    let unreadable = matches!(asked, Some(Err(_)));
    let filter = asked.and_then(Result::ok).unwrap_or_else(|| Targets::new().with_default(LevelFilter::INFO));
    let lines =
        tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(false).with_span_list(false);
    if tracing_subscriber::registry().with(lines.with_ansi(false)).with(filter).try_init().is_err() {
        tracing::debug!("logging was already started");
    }
    if unreadable {
        tracing::warn!("RUST_LOG can't be read; logging at info");
    }
}
