//! The outbox: what the deployed stack would send through Amazon SES, to be read on this machine.
//!
//! Each message is a MIME file (RFC 5322) in a directory, named by 32 hexadecimal digits and `.eml`. Whoever puts one
//! there has sent it. The directory is read whenever somebody asks for it.

mod answer;
mod directory;
mod message;

use axum::body::Body;
use axum::http::{Method, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::json;
use shared::timestamp::Timestamp;

use self::answer::Pages;
pub(crate) use self::directory::Directory;
use self::directory::{Messages, Name, Stored};
use self::message::Message;

/// Where everything is that this machine has and the deployed stack has not.
const LOCAL: &str = "/_local/";

/// Where the list of messages is.
pub(crate) const PATH: &str = "/_local/outbox";

/// Shows what is in a directory of messages.
pub(crate) struct Outbox {
    messages: Messages,
    pages: Pages,
}

/// A message in the list.
#[derive(Serialize)]
struct Listed {
    name: Name,
    date: Timestamp,
    message: Option<Message>,
}

impl Outbox {
    /// Shows what is in `directory`.
    pub(crate) fn new(directory: &Directory) -> Self {
        Self { messages: Messages::new(directory.path().to_owned()), pages: Pages::new() }
    }

    /// The answer to a request for one of this machine's own addresses; nothing if it is for the stack.
    pub(crate) fn answer(&self, method: &Method, path: &str) -> Option<Response<Body>> {
        let path = path.strip_prefix(LOCAL)?;
        if !matches!(*method, Method::GET | Method::HEAD) {
            return Some(answer::not_allowed());
        }
        Some(self.find(path).unwrap_or_else(|| self.pages.missing()))
    }

    fn find(&self, path: &str) -> Option<Response<Body>> {
        match path {
            "outbox" => return Some(self.pages.page("list.html", context! { messages => Serde(self.list()) })),
            "outbox.json" => return Some(answer::json(&self.list().iter().map(for_scripts).collect())),
            _ => {}
        }
        let path = path.strip_prefix("outbox/")?;
        let (name, part) = match path.find(['.', '/']) {
            Some(end) => path.split_at_checked(end)?,
            None => (path, ""),
        };
        let stored = self.messages.read(Name::parse(name)?)?;
        match part {
            "" => Some(self.pages.page("message.html", context! { listed => Serde(Listed::from(&stored)) })),
            ".eml" => Some(answer::file(&stored.name.file(), stored.bytes)),
            "/text" => Some(answer::text(Message::parse(&stored.bytes)?.text?)),
            "/html" => Some(answer::foreign_html(Message::parse(&stored.bytes)?.html?)),
            _ => None,
        }
    }

    /// Every message, the newest first.
    fn list(&self) -> Vec<Listed> {
        let mut list: Vec<_> =
            self.messages.all().iter().map(|stored| (stored.written, Listed::from(stored))).collect();
        list.sort_by(|(written, listed), (other_written, other)| {
            (other.date, other_written, &other.name).cmp(&(listed.date, written, &listed.name))
        });
        list.into_iter().map(|(_, listed)| listed).collect()
    }
}

impl From<&Stored> for Listed {
    /// What bears no date has that of its file.
    fn from(stored: &Stored) -> Self {
        let message = Message::parse(&stored.bytes);
        let date = message.as_ref().and_then(|message| message.date);
        let written = Timestamp::from_unix(stored.written.unix_timestamp());
        Self { name: stored.name.clone(), date: date.unwrap_or(written), message }
    }
}

fn for_scripts(listed: &Listed) -> serde_json::Value {
    let of =
        |field: fn(&Message) -> &Option<String>| listed.message.as_ref().and_then(|message| field(message).as_ref());
    json!({
        "name": listed.name,
        "date": listed.date,
        "to": of(|message| &message.to),
        "from": of(|message| &message.from),
        "reply_to": of(|message| &message.reply_to),
        "subject": of(|message| &message.subject),
    })
}

#[cfg(test)]
mod tests;
