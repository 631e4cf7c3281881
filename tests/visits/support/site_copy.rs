//! An editable copy of the tests' own site.

use super::time::Time;
use super::{Visitor, Wiring, options, own_site};
use local::Stack;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An editable copy of the tests' own site.
pub struct SiteCopy(TempDir);

impl SiteCopy {
    pub fn new() -> Self {
        let copy = TempDir::new().unwrap();
        copy_all(&own_site::directory("site"), copy.path());
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

/// Starts a stack with this site and clock. It sends no messages.
pub async fn start_site(copy: &SiteCopy, time: &Time) -> (Stack, Visitor) {
    Wiring { site: own_site::built(copy.0.path()), clock: time.clock(), ..Wiring::default() }.start(options()).await
}
