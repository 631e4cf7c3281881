//! A fixed clock, entropy and configuration, so that findings are reproducible.

use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::env::Environment;
use shared::timestamp::Timestamp;
use std::cell::OnceCell;
use tokio::runtime::{Builder, Runtime};

/// The site's URL.
pub(crate) const SITE: &str = "https://www.example.org";

/// 24 November 2026, at 09:36:50.
const NOW: i64 = 1_795_513_010;

/// Returns a fixed clock.
pub(crate) fn clock() -> Clock {
    Clock::new(|| Timestamp::from_unix(NOW))
}

/// Returns entropy that is the same in every run.
pub(crate) fn entropy() -> Entropy {
    Entropy::new(|bytes| {
        bytes.fill(7);
        Ok(())
    })
}

/// Returns the functions' variables.
pub(crate) fn environment() -> Environment {
    let variables = [
        ("SITE_URL", SITE),
        ("MAIL_FROM", "office@observatories.example"),
        ("STAFF_EMAIL", "staff@observatories.example"),
        ("SOURCE_LIMIT", "0"),
        ("DRAFT_DAYS", "30"),
        ("SUSPECT_DAYS", "30"),
        ("CLOSED_DAYS", "180"),
        ("UNDECIDED_DAYS", "730"),
        ("UNDO_SECONDS", "0"),
        ("MAIL_PER_DAY", "1000"),
        ("MAIL_PER_RECIPIENT", "100"),
        ("SITE_URL", "https://www.observatories.example"),
    ];
    Environment::from_iter(variables.map(|(name, value)| (name.to_owned(), value.to_owned())))
}

/// Runs a future with paused time.
pub(crate) fn wait<T>(work: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: OnceCell<Runtime> = const { OnceCell::new() };
    }
    let start = || Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    RUNTIME.with(|runtime| runtime.get_or_init(start).block_on(work))
}
