//! A message, decoded.

use mail_parser::{Address, MessageParser, PartType};
use serde::Serialize;
use shared::timestamp::Timestamp;

use super::directory::{Name, Stored};

/// A message's entry in the list. Several addresses are separated by commas.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Envelope {
    pub(super) name: Name,
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
        let message = MessageParser::default().parse(&stored.bytes);
        let message = message.as_ref();
        let [from, to, reply_to] = [
            message.and_then(|message| addresses(message.from())),
            message.and_then(|message| addresses(message.to())),
            message.and_then(|message| addresses(message.reply_to())),
        ];
        let subject = message.and_then(|message| message.subject()).map(str::to_owned);
        let is_message = from.is_some() || to.is_some() || subject.is_some();
        let date = message.and_then(|message| message.date()).filter(|date| date.is_valid());
        let written = stored.written.unix_timestamp();
        let date = Timestamp::from_unix(date.map_or(written, mail_parser::DateTime::to_timestamp));
        let message = message.filter(|_| is_message);
        // If a message lacks one kind of part, that list contains the other kind.
        let text = message.and_then(|message| {
            message.text_bodies().find_map(|part| match &part.body {
                PartType::Text(text) => Some(text.to_string()),
                _ => None,
            })
        });
        let html = message.and_then(|message| {
            message.html_bodies().find_map(|part| match &part.body {
                PartType::Html(html) => Some(html.to_string()),
                _ => None,
            })
        });
        let end = message.and_then(|message| message.parts.first()).map_or(0, |part| part.offset_body);
        let headers = stored.bytes.get(..usize::try_from(end).unwrap_or_default()).unwrap_or_default();
        let headers = String::from_utf8_lossy(headers).trim_end().to_owned();
        let envelope = Envelope { name: stored.name.clone(), date, to, from, reply_to, subject };
        Self { envelope, is_message, headers, text, html }
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
