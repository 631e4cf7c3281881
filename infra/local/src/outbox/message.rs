//! A message, decoded.

use mail_parser::{Address, DateTime, MessageParser, MessagePart, PartType};
use serde::Serialize;
use shared::timestamp::Timestamp;

use super::directory::Stored;

/// A message's entry in the list. Several addresses are separated by commas.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Envelope {
    pub(super) name: String,
    /// The message's date, or its file's if it has none.
    pub(super) date: Timestamp,
    pub(super) to: Option<String>,
    pub(super) from: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) subject: Option<String>,
}

/// A message, decoded. A file with neither sender, recipient nor subject is not a message, and has no parts.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Message {
    pub(super) envelope: Envelope,
    pub(super) is_message: bool,
    /// The headers as they are sent.
    pub(super) headers: String,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
}

impl Message {
    /// Reads the message in a file.
    pub(super) fn read(stored: &Stored) -> Self {
        // The parser returns nothing for a file without headers, and its accessors read the first part.
        let empty = || mail_parser::Message { parts: vec![MessagePart::default()], ..Default::default() };
        let message = MessageParser::default().parse(&stored.bytes).unwrap_or_else(empty);
        let date = message.date().filter(|date| date.is_valid());
        let envelope = Envelope {
            name: stored.name.clone(),
            date: Timestamp::from_unix(date.map_or(stored.written.unix_timestamp(), DateTime::to_timestamp)),
            to: addresses(message.to()),
            from: addresses(message.from()),
            reply_to: addresses(message.reply_to()),
            subject: message.subject().map(str::to_owned),
        };
        if envelope.from.is_none() && envelope.to.is_none() && envelope.subject.is_none() {
            return Self { envelope, is_message: false, headers: String::new(), text: None, html: None };
        }
        // If a message lacks one kind of part, that list contains the other kind.
        let text = message.text_bodies().find_map(|part| match &part.body {
            PartType::Text(text) => Some(text.to_string()),
            _ => None,
        });
        let html = message.html_bodies().find_map(|part| match &part.body {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        });
        let end = message.parts.first().and_then(|part| usize::try_from(part.offset_body).ok());
        let headers = end.and_then(|end| stored.bytes.get(..end)).unwrap_or_default();
        let headers = String::from_utf8_lossy(headers).trim_end().to_owned();
        Self { envelope, is_message: true, headers, text, html }
    }
}

fn addresses(addresses: Option<&Address<'_>>) -> Option<String> {
    let written = addresses?.iter().filter_map(|one| match (one.name(), one.address()) {
        (Some(name), Some(address)) => Some(format!("{name} <{address}>")),
        (name, address) => address.or(name).map(str::to_owned),
    });
    let written: Vec<_> = written.collect();
    (!written.is_empty()).then(|| written.join(", "))
}

#[cfg(test)]
mod tests;
