//! The outbox: the messages that the deployed site would send through Amazon SES, to read on this machine.
//!
//! `notify` sends a message by writing a MIME file (RFC 5322), named by 32 hexadecimal digits and `.eml`, to a
//! directory. Every request reads the directory anew.

mod directory;
mod message;
mod page;

use std::cmp::Reverse;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{Response, StatusCode};
use axum::routing::{any, get};
use minijinja::context;
use minijinja::value::Serde;

pub(crate) use self::directory::Directory;
use self::message::{Envelope, Message};
use self::page::{FOREIGN, HTML, Pages, respond};

/// The address of the list of messages.
pub(crate) const PATH: &str = "/_local/outbox";

type Outbox = State<Arc<(std::path::PathBuf, Pages)>>;

/// Routes the local-only paths, all below `/_local/`.
pub(crate) fn router(directory: &Directory) -> Router {
    Router::new()
        .route(PATH, get(list))
        .route("/_local/outbox.json", get(list_as_json))
        .route("/_local/outbox/{name}", get(message))
        .route("/_local/outbox/{name}/{part}", get(part))
        .route("/_local/", any(missing))
        .route("/_local/{*path}", any(missing))
        .with_state(Arc::new((directory.path().to_owned(), Pages::new())))
}

async fn list(State(outbox): Outbox) -> Response<Body> {
    outbox.1.page("list.html", context! { messages => Serde(envelopes(&outbox.0)) })
}

async fn list_as_json(State(outbox): Outbox) -> Response<Body> {
    let list = serde_json::json!(envelopes(&outbox.0));
    respond("application/json", FOREIGN, list.to_string())
}

/// Serves a message's page, or its file if `.eml` follows the name.
async fn message(outbox: Outbox, Path(name): Path<String>) -> Response<Body> {
    let (directory, pages) = outbox.as_ref();
    let file = name.strip_suffix(".eml");
    match directory::read(directory, file.unwrap_or(&name)) {
        None => missing(outbox).await,
        Some(stored) if file.is_some() => {
            let mut response = respond("message/rfc822", FOREIGN, stored.bytes);
            page::add_disposition(&mut response, &name);
            response
        }
        Some(stored) => pages.page("message.html", context! { message => Serde(Message::read(&stored)) }),
    }
}

/// Serves only the text or the HTML of a message.
async fn part(outbox: Outbox, Path((name, part)): Path<(String, String)>) -> Response<Body> {
    let message = directory::read(&outbox.0.0, &name).map(|stored| Message::read(&stored));
    match (part.as_str(), message) {
        ("text", Some(Message { text: Some(text), .. })) => respond("text/plain; charset=utf-8", FOREIGN, text),
        ("html", Some(Message { html: Some(html), .. })) => respond(HTML, FOREIGN, html),
        _ => missing(outbox).await,
    }
}

async fn missing(State(outbox): Outbox) -> Response<Body> {
    let mut response = outbox.1.page("missing.html", context! {});
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Reads the envelope of every message, the newest first.
fn envelopes(directory: &std::path::Path) -> Vec<Envelope> {
    let stored = directory::all(directory);
    let mut list: Vec<_> = stored.iter().map(|stored| (Message::read(stored).envelope, stored.written)).collect();
    list.sort_by_key(|(envelope, written)| Reverse((envelope.date, *written, envelope.name.clone())));
    list.into_iter().map(|(envelope, _)| envelope).collect()
}

#[cfg(test)]
mod tests;
