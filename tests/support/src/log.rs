//! What the functions log during the whole run of the tests, searched line by line as it is written.

use super::answers;
use local::Template;
use shared::env::Logging;
use shared::fields::Section;
use shared::telemetry;
use std::io::{self, Write};
use std::sync::{LazyLock, Mutex, Once, PoisonError};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;

/// Everything that this process has logged.
static LOG: Mutex<String> = Mutex::new(String::new());

/// What applicants type in these tests, as far as it can be told from other words.
static PERSONAL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let typed = Section::ALL.into_iter().flat_map(answers::good).map(|(_, value)| value);
    let hostile = ["evil.example", "everyone@example.com", "DROP TABLE", "alert(1)"].map(str::to_owned);
    typed.filter(|value| value.len() > 9).chain(hostile).collect()
});

/// Starts to log, at the lowest level that the functions can be set to.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let everything = Logging { level: Some("trace".to_owned()) };
        let lines = tracing_subscriber::fmt::layer().json().with_writer(Watched);
        let template = Template::embedded().unwrap();
        let filter = telemetry::filter(&everything, template.functions.keys().map(String::as_str));
        tracing_subscriber::registry().with(lines).with(filter).init();
    });
}

/// What was logged so far, by every test.
pub fn logged() -> String {
    LOG.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

struct Watched;

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        if let Some(found) = personal(&text) {
            // No test could catch this: it is the fault of whichever test wrote last.
            let _ = writeln!(io::stderr(), "{found} must not be logged: {text}");
            std::process::abort();
        }
        LOG.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Watched {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        Self
    }
}

/// The first thing in a line that nobody may read there: something that was typed, or the id of an application.
pub fn personal(line: &str) -> Option<String> {
    let typed = PERSONAL.iter().find(|value| line.contains(value.as_str())).cloned();
    let mut words = line.split(|c: char| !c.is_ascii_alphanumeric());
    typed.or_else(|| words.find(|word| word.parse::<shared::application::ApplicationId>().is_ok()).map(str::to_owned))
}
