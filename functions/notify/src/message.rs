//! Messages in the format of RFC 5322 and MIME.

use crate::rendering::RenderedMessage;
use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use shared::applicant::EmailAddress;
use shared::timestamp::Timestamp;

/// A message, ready to be sent.
#[derive(Debug)]
pub(crate) struct Message {
    /// The unique part of its Message-ID: 32 hexadecimal digits.
    pub(crate) id: String,
    /// Its name in the table.
    pub(crate) name: String,
    pub(crate) reference: Option<String>,
    /// The recipient's address, with its domain in ASCII.
    pub(crate) to: String,
    /// The whole message, including headers.
    pub(crate) content: Vec<u8>,
}

/// The values of the headers.
#[derive(Debug)]
pub(crate) struct Headers<'a> {
    /// The unique part of the Message-ID.
    pub(crate) id: &'a str,
    pub(crate) from_name: &'a str,
    pub(crate) from: &'a EmailAddress,
    pub(crate) to: &'a EmailAddress,
    pub(crate) reply_to: Option<&'a EmailAddress>,
    pub(crate) at: Timestamp,
}

/// Returns whether SES can deliver to an address and a header can hold it. Parsing checks both, but the address may have
/// been stored under older rules.
pub(crate) fn is_deliverable(address: &EmailAddress) -> bool {
    EmailAddress::parse(address.as_str()).is_ok() && address.ascii().is_ascii()
}

/// Writes a message. Marks it as automatic (RFC 3834), to suppress automatic replies.
pub(crate) fn compose(headers: &Headers<'_>, rendered: RenderedMessage) -> std::io::Result<Vec<u8>> {
    let from = headers.from.ascii();
    let domain = from.rsplit_once('@').map_or("", |(_, domain)| domain);
    let message = MessageBuilder::new()
        .message_id(MessageId::new(format!("{}@{domain}", headers.id)))
        .date(Date::new(headers.at.unix()))
        .from((headers.from_name.to_owned(), from))
        .to(headers.to.ascii())
        .subject(rendered.subject)
        .header("Auto-Submitted", Raw::new("auto-generated"))
        .text_body(rendered.text)
        .html_body(rendered.html);
    match headers.reply_to.filter(|address| is_deliverable(address)) {
        Some(address) => message.reply_to(address.ascii()).write_to_vec(),
        None => message.write_to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, to: &str, subject: &str) -> String {
        let (from, to) = (EmailAddress::parse("office@acro.example").unwrap(), EmailAddress::parse(to).unwrap());
        let headers = Headers {
            id: "0123456789abcdef0123456789abcdef",
            from_name: name,
            from: &from,
            to: &to,
            reply_to: Some(&from),
            at: Timestamp::from_unix(1_795_513_010),
        };
        let (text, html) = ("Grüße".to_owned(), "<p>Grüße</p>".to_owned());
        let rendered = RenderedMessage { subject: subject.to_owned(), text, html };
        String::from_utf8(compose(&headers, rendered).unwrap()).unwrap()
    }

    /// Returns the names of the headers, sorted.
    fn headers(message: &str) -> Vec<&str> {
        let head = message.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        let mut names: Vec<_> = lines.map(|line| line.split(':').next().unwrap()).collect();
        names.sort_unstable();
        names
    }

    const EXPECTED: [&str; 9] =
        ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To"];

    #[test]
    fn a_message_has_the_expected_headers() {
        let message = message("Association of \"Trials\" <& Co>", "ada@example.com", "Application received (7KQX4M2P)");
        assert_eq!(headers(&message), EXPECTED);
        for line in [
            "Message-ID: <0123456789abcdef0123456789abcdef@acro.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Subject: Application received (7KQX4M2P)\r\n",
            "To: <ada@example.com>\r\n",
            "Date: Tue, 24 Nov 2026 ",
        ] {
            assert!(message.contains(line), "{message}");
        }
    }

    #[test]
    fn text_cannot_become_a_header() {
        let evil = "x\r\nBcc: everyone@example.com\r\n\r\nHello\nSubject: y\rz";
        let message = message(evil, "ada@example.com", evil);
        assert_eq!(headers(&message), EXPECTED, "{message}");
    }

    #[test]
    fn domains_are_written_in_ascii() {
        assert!(message("ACRO", "ada@münchen.de", "x").contains("<ada@xn--mnchen-3ya.de>"));
    }

    #[test]
    fn addresses_that_do_not_fit_a_header_are_undeliverable() {
        let is_deliverable = |address: &str| {
            is_deliverable(&serde_json::from_value::<EmailAddress>(serde_json::json!(address)).unwrap())
        };
        assert!(is_deliverable("ada+x@example.com") && is_deliverable("x@münchen.de"));
        assert!(!is_deliverable("zoë@example.com") && !is_deliverable("=?utf-8?q?x?=@example.com"));
    }

    #[test]
    fn lines_are_at_most_998_bytes_long() {
        let message = message("ACRO", "ada@example.com", &"words and ".repeat(40));
        assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    }
}
