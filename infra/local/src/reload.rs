//! The site as it is edited: compiled again whenever one of its files changes.

use std::fs;
use std::future::ready;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use lambda_http::http::{HeaderValue, StatusCode, header};
use lambda_http::{Body, Response};
use site::Compiled;

use crate::Handler;

/// A directory that a site is compiled from, shared by the functions that carry it.
#[derive(Debug)]
pub(crate) struct Watched {
    directory: PathBuf,
    compiled: Mutex<(u64, Outcome)>,
}

/// A site, or what is wrong with it; nothing as long as it is what the functions were built with.
type Outcome = Arc<Option<Result<Compiled, String>>>;

impl Watched {
    /// Watches a directory whose site is the one that was compiled in.
    pub(crate) fn new(directory: PathBuf) -> Self {
        let compiled = Mutex::new((state_of(&directory), Arc::new(None)));
        Self { directory, compiled }
    }

    /// The state of the files, and what they compile to.
    fn current(&self) -> (u64, Outcome) {
        let state = state_of(&self.directory);
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        if compiled.0 != state {
            let outcome = site::compile(&self.directory);
            let mistakes =
                |problems: Vec<site::Problem>| problems.iter().map(|problem| format!("{problem}\n")).collect();
            *compiled = (state, Arc::new(Some(outcome.map_err(mistakes))));
        }
        compiled.clone()
    }
}

/// A handler that is `first` until the site is edited, and is made anew by `make` whenever it is.
pub(crate) fn reloading(
    watched: &Arc<Watched>,
    first: Handler,
    make: impl Fn(&Compiled) -> Result<Handler, Box<dyn std::error::Error + Send + Sync>> + Send + Sync + 'static,
) -> Handler {
    let watched = Arc::clone(watched);
    let made = Mutex::new((watched.current().0, first));
    Handler::program(move |event| {
        let handler = current(&watched, &made, &make);
        async move { handler.call(event).await.map_err(|failed| failed.to_string()) }
    })
}

fn current(
    watched: &Watched,
    made: &Mutex<(u64, Handler)>,
    make: impl Fn(&Compiled) -> Result<Handler, Box<dyn std::error::Error + Send + Sync>>,
) -> Handler {
    let (state, outcome) = watched.current();
    let mut made = made.lock().unwrap_or_else(PoisonError::into_inner);
    if made.0 != state {
        match outcome.as_ref() {
            Some(Ok(compiled)) => match make(compiled) {
                Ok(handler) => *made = (state, handler),
                Err(error) => return saying(error.to_string()),
            },
            Some(Err(found)) => return saying(found.clone()),
            None => {}
        }
    }
    made.1.clone()
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
