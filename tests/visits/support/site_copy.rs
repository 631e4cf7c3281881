//! An editable copy of the site.

use super::Visitor;
use super::functions::pages;
use local::{Options, Stack};
use pages::TEMPLATE_SOURCES;
use shared::clock::Clock;
use shared::env::Environment;
use shared::timestamp::Timestamp;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// An editable copy of the site.
pub struct SiteCopy(TempDir);

impl SiteCopy {
    pub fn new() -> Self {
        let copy = TempDir::new().unwrap();
        for part in ["site.toml", "words.toml", "content", "assets"] {
            copy_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/site").join(part), &copy.path().join(part));
        }
        Self(copy)
    }

    pub fn path(&self, file: &str) -> PathBuf {
        self.0.path().join(file)
    }

    pub fn replace(&self, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.path(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from:?}");
        fs::write(self.path(file), text.replace(from, to)).unwrap();
    }

    /// Returns the mistakes that the compiler reports, with paths in the copy.
    pub fn diagnostics(&self) -> Vec<String> {
        let root = format!("{}/", self.0.path().display());
        let diagnostics = site::compile(self.0.path()).err().unwrap_or_default();
        diagnostics.iter().map(|diagnostic| diagnostic.to_string().replace(&root, "")).collect()
    }
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
            copy_all(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).unwrap();
    }
}

/// Starts a stack with this site and clock.
pub async fn start_site(copy: &SiteCopy, clock: &SetClock) -> (Stack, Visitor) {
    let compiled = site::compile(copy.0.path()).unwrap();
    let set_clock = clock.clone();
    let stack = Stack::start_with(Options::default(), move |environments| async move {
        let clock = Clock::new(move || set_clock.now());
        let made = environments.into_iter().map(|(name, environment)| {
            // Only pages are visited on such a stack.
            let environment = Environment::from_iter(environment);
            Ok((name, pages(&compiled.site, compiled.render(TEMPLATE_SOURCES).unwrap(), &environment, &clock)))
        });
        made.collect()
    });
    let stack = stack.await.unwrap();
    let visitor = Visitor::to(&stack.site_url());
    (stack, visitor)
}

/// A clock that a test sets.
#[derive(Debug, Clone)]
pub struct SetClock(Arc<Mutex<String>>);

impl SetClock {
    pub fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.to_owned())))
    }

    pub fn set(&self, time: &str) {
        time.clone_into(&mut self.0.lock().unwrap());
    }

    fn now(&self) -> Timestamp {
        Timestamp::try_from(self.0.lock().unwrap().clone()).unwrap()
    }
}
