//! The tests' own site, in `tests/site`. No test depends on `shared/site`, except on what holds for any site.

use local::BuiltSite;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

/// The tests' own site, compiled once.
pub static OWN_SITE: LazyLock<Arc<BuiltSite>> = LazyLock::new(|| built(&directory("site")));

/// Returns a directory below `tests`.
pub fn directory(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name).canonicalize().unwrap()
}

/// Compiles a site.
pub fn built(directory: &Path) -> Arc<BuiltSite> {
    Arc::new(BuiltSite::compile(directory, None).unwrap())
}
