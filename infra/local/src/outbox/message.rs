//! What a message says.

use mail_parser::{Address, Header, MessageParser, PartType};
use serde::Serialize;
use shared::timestamp::Timestamp;

/// A message, decoded.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Message {
    /// Who sends it, such as `Ada <ada@example.com>`; several are separated by commas, here and below.
    pub(crate) from: Option<String>,
    /// To whom it goes.
    pub(crate) to: Option<String>,
    /// Whom an answer would reach, if not who sends it.
    pub(crate) reply_to: Option<String>,
    /// What it is about.
    pub(crate) subject: Option<String>,
    /// The date it bears.
    pub(crate) date: Option<Timestamp>,
    /// Every header with its value, unfolded, but otherwise as it would be sent.
    pub(crate) headers: Vec<(String, String)>,
    /// It as plain text.
    pub(crate) text: Option<String>,
    /// It as HTML.
    pub(crate) html: Option<String>,
}

impl Message {
    /// Reads a message; nothing if nobody sends it, nobody gets it and it is about nothing.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        let message = MessageParser::default().parse(bytes)?;
        let (from, to) = (addresses(message.from()), addresses(message.to()));
        let subject = message.subject().map(str::to_owned);
        if from.is_none() && to.is_none() && subject.is_none() {
            return None;
        }
        let text = |part: &PartType<'_>| match part {
            PartType::Text(text) => Some(text.to_string()),
            _ => None,
        };
        let html = |part: &PartType<'_>| match part {
            PartType::Html(html) => Some(html.to_string()),
            _ => None,
        };
        let date = message.date().filter(|date| date.is_valid());
        Some(Self {
            from,
            to,
            reply_to: addresses(message.reply_to()),
            subject,
            date: date.map(|date| Timestamp::from_unix(date.to_timestamp())),
            headers: message.headers().iter().map(|header| unfolded(header, bytes)).collect(),
            // Each may hold the other's parts too, where there is but one of them.
            text: message.text_bodies().find_map(|part| text(&part.body)),
            html: message.html_bodies().find_map(|part| html(&part.body)),
        })
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

fn unfolded(header: &Header<'_>, bytes: &[u8]) -> (String, String) {
    let (start, end) = (usize::try_from(header.offset_start), usize::try_from(header.offset_end));
    let value = start.ok().zip(end.ok()).and_then(|(start, end)| bytes.get(start..end)).unwrap_or_default();
    let value = String::from_utf8_lossy(value).replace(['\r', '\n'], "");
    (header.name().to_owned(), value.trim().to_owned())
}

#[cfg(test)]
mod tests;
