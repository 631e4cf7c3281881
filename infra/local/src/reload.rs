//! Compiles the site again whenever one of its files changes.

use std::fs;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use site::Compiled;

use crate::Handler;

/// The directory of a site, shared by the functions that embed it.
#[derive(Debug)]
pub(crate) struct Watched {
    directory: PathBuf,
    /// Replaces the site's own, so that links lead to this machine.
    base_url: Option<String>,
    /// The latest site, by the state of its files.
    compiled: Mutex<Option<(u64, Outcome)>>,
}

/// A site, or its mistakes.
type Outcome = Arc<Result<Compiled, String>>;

impl Watched {
    /// Watches a directory.
    pub(crate) fn new(directory: PathBuf, base_url: Option<String>) -> Self {
        Self { directory, base_url, compiled: Mutex::default() }
    }

    /// Returns the state of the files, and the site that they compile to.
    fn current(&self) -> (u64, Outcome) {
        let state = state_of(&self.directory);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, outcome)) = compiled.as_ref().filter(|(known, _)| *known == state) {
            return (state, Arc::clone(outcome));
        }
        let outcome = site::compile(&self.directory)
            .map_err(|diagnostics| diagnostics.iter().map(|diagnostic| format!("{diagnostic}\n")).collect::<String>());
        let outcome = Arc::new(outcome.map(|mut compiled| {
            compiled.site.base_url.clone_from(&self.base_url);
            compiled
        }));
        *compiled = Some((state, Arc::clone(&outcome)));
        (state, outcome)
    }
}

type Make = dyn Fn(&Compiled) -> Result<Handler, Box<dyn std::error::Error + Send + Sync>> + Send + Sync;

/// Returns a handler that `make` makes again whenever the site changes.
pub(crate) fn reloading(
    watched: &Arc<Watched>,
    make: impl Fn(&Compiled) -> Result<Handler, Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
) -> Handler {
    let (watched, made) = (Arc::clone(watched), Mutex::default());
    Handler::program(move |event| {
        let handler = current(&watched, &made, &make);
        async move { handler.call(event).await.map_err(|failed| failed.to_string()) }
    })
}

/// Returns the handler for the files as they are, or one that shows their mistakes.
fn current(watched: &Watched, made: &Mutex<Option<(u64, Handler)>>, make: &Make) -> Handler {
    let (state, outcome) = watched.current();
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, handler)) = made.as_ref().filter(|(known, _)| *known == state) {
        return handler.clone();
    }
    match outcome.as_ref().as_ref().map(make) {
        Ok(Ok(handler)) => {
            *made = Some((state, handler.clone()));
            handler
        }
        Ok(Err(error)) => saying(error.to_string()),
        Err(mistakes) => saying(mistakes.clone()),
    }
}

/// Says to whoever edits what has to be mended.
fn saying(mistakes: String) -> Handler {
    Handler::http(move |_| {
        let mut response = Response::new(Body::Text(format!("The site can't be compiled:\n\n{mistakes}")));
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
        ready(response)
    })
}

/// Changes with the name, size or time of any file of the site.
fn state_of(directory: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for part in ["site.toml", "content", "assets"] {
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
