//! The functions' log during the whole test run. Each line is checked for personal data as it is written.

use super::answers;
use local::Template;
use serde_json::Value;
use shared::env::Logging;
use shared::telemetry;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};
use tracing::subscriber::DefaultGuard;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::util::SubscriberInitExt;

/// Everything that this process has logged.
static LOG: Mutex<String> = Mutex::new(String::new());

/// The tests' answers that are distinctive enough to search for.
static PERSONAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let typed = answers::SECTIONS.into_iter().flat_map(answers::good).map(|(_, value)| value);
    let hostile = ["evil.example", "everyone@example.com", "DROP TABLE", "alert(1)"].map(str::to_owned);
    typed.filter(|value| value.len() > 9).chain(hostile).collect()
});

/// Starts logging at the lowest level that the functions support.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| subscriber(Watched::default()).init());
}

/// Returns the log of this process so far, from all tests.
pub fn logged() -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The log of one thread.
pub struct ThreadLog {
    lines: Arc<Mutex<String>>,
    _subscribed: DefaultGuard,
}

impl ThreadLog {
    /// Starts collecting this thread's log, as in [`watch`].
    pub fn start() -> Self {
        let watched = Watched::default();
        Self { lines: Arc::clone(&watched.0), _subscribed: subscriber(watched).set_default() }
    }

    /// Returns the values of a field, in all lines that have it.
    pub fn values(&self, field: &str) -> BTreeSet<String> {
        let lines = self.lines.lock().unwrap();
        let values = lines.lines().filter_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line["fields"][field].as_str().map(str::to_owned)
        });
        values.collect()
    }

    /// Counts the lines that contain a text.
    pub fn count(&self, text: &str) -> usize {
        self.lines.lock().unwrap().lines().filter(|line| line.contains(text)).count()
    }
}

fn subscriber(watched: Watched) -> impl SubscriberInitExt {
    let everything = Logging { level: Some("trace".to_owned()) };
    let template = Template::embedded().unwrap();
    let filter = telemetry::filter(&everything, template.functions.keys().map(String::as_str));
    let lines = tracing_subscriber::fmt::layer().json().with_writer(watched);
    tracing_subscriber::registry().with(lines).with(filter)
}

/// Checks and keeps each line.
#[derive(Clone, Default)]
struct Watched(Arc<Mutex<String>>);

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        if let Some(found) = personal(&text) {
            // Aborting is the only way to fail: the test that wrote the line may have ended.
            let _ = writeln!(io::stderr(), "{found} must not be logged: {text}");
            std::process::abort();
        }
        LOG.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Watched {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Returns the first personal data in a line: an answer, or the id of an application.
pub fn personal(line: &str) -> Option<String> {
    let typed = PERSONAL.iter().find(|value| line.contains(value.as_str())).cloned();
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
    typed.or_else(|| words.find(|word| word.parse::<shared::application::ApplicationId>().is_ok()).map(str::to_owned))
}
