//! Recompiles the site whenever one of its files changes.

use std::fs;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};

use crate::{BuiltSite, Handler};

/// A site's source directory, shared by the functions.
#[derive(Debug)]
pub(crate) struct Watched {
    directory: PathBuf,
    /// Replaces the site's base URL, so that links stay on this machine.
    base_url: Option<String>,
    /// The last result, and the state of the files that it came from.
    compiled: Mutex<Option<(u64, Outcome)>>,
}

/// A site, or its mistakes.
type Outcome = Arc<Result<BuiltSite, String>>;

impl Watched {
    /// Watches a directory.
    pub(crate) fn new(directory: PathBuf, base_url: Option<String>) -> Self {
        Self { directory, base_url, compiled: Mutex::default() }
    }

    /// Returns the state of the files, and the result of compiling them.
    fn current(&self) -> (u64, Outcome) {
        let state = state_of(&self.directory);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, outcome)) = compiled.as_ref().filter(|(known, _)| *known == state) {
            return (state, Arc::clone(outcome));
        }
        let outcome = BuiltSite::compile(&self.directory, self.base_url.as_deref());
        let outcome = Arc::new(outcome.map_err(|mistakes| mistakes.to_string()));
        *compiled = Some((state, Arc::clone(&outcome)));
        (state, outcome)
    }
}

/// Returns `embedded` without `watched`; otherwise a handler that `make` rebuilds after each edit. While the site has
/// mistakes, the handler from `on_mistakes` responds, or the last good one if it returns none.
pub(crate) fn reloading(
    watched: Option<&Arc<Watched>>,
    embedded: Handler,
    make: impl Fn(&BuiltSite) -> Handler + Send + Sync + 'static,
    on_mistakes: fn(String) -> Option<Handler>,
) -> Handler {
    let Some(watched) = watched.map(Arc::clone) else { return embedded };
    // The latest handler, and the state of the files that it was built from.
    let made = Mutex::new((None, embedded));
    let current = move || {
        let (state, outcome) = watched.current();
        let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
        if made.0 != Some(state) {
            match outcome.as_ref() {
                Ok(site) => *made = (Some(state), make(site)),
                Err(mistakes) => return on_mistakes(mistakes.clone()).unwrap_or_else(|| made.1.clone()),
            }
        }
        made.1.clone()
    };
    Handler::program(move |event| {
        let handler = current();
        async move { handler.call(event).await }
    })
}

/// Returns a handler that shows the mistakes.
pub(crate) fn mistakes_page(mistakes: String) -> Handler {
    Handler::http(move |_| {
        let mut response = Response::new(Body::Text(format!("The site can't be compiled:\n\n{mistakes}")));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        ready(response)
    })
}

/// Returns a hash of the name, size and time of each file of the site.
fn state_of(directory: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in site::PARTS {
        hash(&directory.join(part), &mut hasher);
    }
    hasher.finish()
}

fn hash(path: &Path, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    if let Ok(metadata) = fs::metadata(path) {
        metadata.len().hash(hasher);
        metadata.modified().ok().hash(hasher);
    }
    if let Ok(entries) = fs::read_dir(path) {
        let mut entries: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| hash(entry, hasher));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_site_with_mistakes_shows_them_or_keeps_the_last_handler() {
        let site = tempfile::tempdir().unwrap();
        let watched = Arc::new(Watched::new(site.path().to_owned(), None));
        let first = Handler::program(|_| async { Ok("first".to_owned()) });
        let make = |_: &BuiltSite| unreachable!();
        let showing = reloading(Some(&watched), first.clone(), make, |mistakes| Some(mistakes_page(mistakes)));
        let keeping = reloading(Some(&watched), first, make, |_| None);
        let request = include_str!("../../events/get-page.json");
        fs::write(site.path().join("site.toml"), "nonsense").unwrap();
        let shown = showing.call(request.to_owned()).await.unwrap();
        assert!(shown.contains("The site can't be compiled"), "{shown}");
        assert_eq!(keeping.call(request.to_owned()).await.unwrap(), "first");
    }
}
