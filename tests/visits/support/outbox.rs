//! Messages, as a mail client shows them.

use local::Stack;
use mail_parser::{Addr, Address, MessageParser};
use std::fs;

/// A message.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub from: String,
    pub reply_to: String,
    pub id: String,
    pub text: String,
    pub html: String,
    pub raw: String,
}

impl Mail {
    pub fn read(raw: &[u8]) -> Self {
        let message = MessageParser::new().parse(raw).unwrap();
        let address = |address: Option<&Address<'_>>| {
            let addresses = address.map(|address| address.iter().map(written).collect::<Vec<_>>().join(", "));
            addresses.unwrap_or_default()
        };
        Self {
            to: address(message.to()),
            subject: message.subject().unwrap().to_owned(),
            from: address(message.from()),
            reply_to: address(message.reply_to()),
            id: message.message_id().unwrap().to_owned(),
            // With line ends as a mail client shows them.
            text: message.body_text(0).unwrap().replace("\r\n", "\n"),
            html: message.body_html(0).unwrap().replace("\r\n", "\n"),
            raw: String::from_utf8(raw.to_vec()).unwrap(),
        }
    }
}

fn written(address: &Addr<'_>) -> String {
    match address.name() {
        Some(name) => format!("{name} <{}>", address.address().unwrap()),
        None => address.address().unwrap().to_owned(),
    }
}

/// Returns every message that a stack has sent once its stream is processed, sorted by recipient and subject.
pub async fn outbox(stack: &Stack) -> Vec<Mail> {
    stack.drained().await;
    let Ok(files) = fs::read_dir(stack.outbox()) else { return Vec::new() };
    let files = files.map(|file| file.unwrap().path()).collect::<Vec<_>>();
    assert!(files.iter().all(|file| file.extension().unwrap() == "eml"), "{files:?}");
    let mut messages: Vec<_> = files.iter().map(|file| Mail::read(&fs::read(file).unwrap())).collect();
    messages.sort();
    messages
}

/// Returns recipient and subject of every message that a stack has sent.
pub async fn deliveries(stack: &Stack) -> Vec<(String, String)> {
    outbox(stack).await.into_iter().map(|mail| (mail.to, mail.subject)).collect()
}
