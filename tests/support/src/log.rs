//! The functions' log during the whole test run. Each line is checked for personal data as it is written.

use super::answers;
use local::Template;
use serde_json::Value;
use shared::env::Logging;
use shared::telemetry;
use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, Once, PoisonError};
use tracing::Subscriber;
use tracing::subscriber::DefaultGuard;

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
    ONCE.call_once(|| tracing::subscriber::set_global_default(subscriber(&Arc::default())).unwrap());
}

/// Returns the log of this process so far, from all tests.
pub fn logged() -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// The lines of this process so far with a message, parsed.
pub fn lines(message: &str) -> Vec<Value> {
    let lines: Vec<Value> = logged().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.into_iter().filter(|line| line["message"] == message).collect()
}

/// The log of one thread.
pub struct ThreadLog {
    lines: Arc<Mutex<String>>,
    _subscribed: DefaultGuard,
}

impl ThreadLog {
    /// Starts collecting this thread's log, as in [`watch`].
    pub fn start() -> Self {
        let lines = Arc::default();
        let subscribed = tracing::subscriber::set_default(subscriber(&lines));
        Self { lines, _subscribed: subscribed }
    }

    /// Returns the values of a field, in all lines that have it.
    pub fn values(&self, field: &str) -> BTreeSet<String> {
        let lines = self.lines.lock().unwrap();
        let values = lines.lines().filter_map(|line| {
            let line: Value = serde_json::from_str(line).unwrap();
            line[field].as_str().map(str::to_owned)
        });
        values.collect()
    }

    /// Counts the lines that contain a text.
    pub fn count(&self, text: &str) -> usize {
        self.lines.lock().unwrap().lines().filter(|line| line.contains(text)).count()
    }
}

/// Returns the functions' own subscriber, which checks each line, and keeps it in `lines` too.
fn subscriber(lines: &Arc<Mutex<String>>) -> impl Subscriber + Send + Sync + use<> {
    let everything = Logging { level: Some("trace".to_owned()), metric_namespace: Some("local".to_owned()) };
    let template = Template::embedded().unwrap();
    let lines = Arc::clone(lines);
    telemetry::subscriber(&everything, template.functions.keys().map(String::as_str), move |line| keep(&lines, line))
}

fn keep(lines: &Mutex<String>, line: &str) {
    if let Some(found) = personal(line) {
        // Aborting is the only way to fail: the test that wrote the line may have ended.
        let _ = writeln!(io::stderr(), "{found} must not be logged: {line}");
        std::process::abort();
    }
    for log in [&LOG, lines] {
        log.lock().unwrap_or_else(PoisonError::into_inner).push_str(line);
    }
}

/// Returns the first personal data in a line: an answer, or the id of an application.
pub fn personal(line: &str) -> Option<String> {
    let typed = PERSONAL.iter().find(|value| line.contains(value.as_str())).cloned();
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
    typed.or_else(|| words.find(|word| word.parse::<shared::application::ApplicationId>().is_ok()).map(str::to_owned))
}
