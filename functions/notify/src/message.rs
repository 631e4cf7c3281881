//! A message as it travels: RFC 5322 and MIME.

use crate::letters::Letter;
use mail_builder::MessageBuilder;
use mail_builder::headers::date::Date;
use mail_builder::headers::message_id::MessageId;
use mail_builder::headers::raw::Raw;
use shared::applicant::EmailAddress;
use shared::application::Reference;
use shared::timestamp::Timestamp;

/// Who writes.
#[derive(Debug, Clone)]
pub(crate) struct Sender<'a> {
    pub(crate) name: &'a str,
    pub(crate) address: &'a EmailAddress,
}

/// A message, ready to be sent.
#[derive(Debug)]
pub(crate) struct Message {
    /// What makes its Message-ID its own: 32 hexadecimal digits.
    pub(crate) id: String,
    /// The notice's name.
    pub(crate) notice: String,
    pub(crate) reference: Option<Reference>,
    /// To whom, in a form that every mail server understands.
    pub(crate) to: String,
    /// All of it, headers included.
    pub(crate) content: Vec<u8>,
}

/// The envelope of a message.
#[derive(Debug)]
pub(crate) struct Envelope<'a> {
    pub(crate) id: String,
    pub(crate) notice: String,
    pub(crate) reference: Option<Reference>,
    pub(crate) from: Sender<'a>,
    pub(crate) to: &'a EmailAddress,
    pub(crate) reply_to: Option<&'a EmailAddress>,
    pub(crate) at: Timestamp,
}

/// Whether SES can deliver to an address, and a header hold it. Addresses are parsed so that both are true, but one that is
/// read from the table may have been stored when the rules were others.
pub(crate) fn is_deliverable(address: &EmailAddress) -> bool {
    EmailAddress::parse(address.as_str()).is_ok() && address.ascii().is_ascii()
}

impl Envelope<'_> {
    /// Puts a letter in. It says of itself that no person wrote it (RFC 3834), so that no machine answers.
    pub(crate) fn enclose(self, letter: Letter) -> std::io::Result<Message> {
        let domain = self.from.address.ascii();
        let domain = domain.rsplit_once('@').map_or("", |(_, domain)| domain);
        let to = self.to.ascii();
        let message = MessageBuilder::new()
            .message_id(MessageId::new(format!("{}@{domain}", self.id)))
            .date(Date::new(self.at.unix()))
            .from((self.from.name.to_owned(), self.from.address.ascii()))
            .to(to.clone())
            .subject(letter.subject)
            .header("Auto-Submitted", Raw::new("auto-generated"))
            .text_body(letter.text)
            .html_body(letter.html);
        let message = match self.reply_to.filter(|address| is_deliverable(address)) {
            Some(address) => message.reply_to(address.ascii()),
            None => message,
        };
        let content = message.write_to_vec()?;
        Ok(Message { id: self.id, notice: self.notice, reference: self.reference, to, content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(name: &str, to: &str, subject: &str) -> String {
        let (from, to) = (EmailAddress::parse("office@acro.example").unwrap(), EmailAddress::parse(to).unwrap());
        let envelope = Envelope {
            id: "0123456789abcdef0123456789abcdef".to_owned(),
            notice: "received".to_owned(),
            reference: None,
            from: Sender { name, address: &from },
            to: &to,
            reply_to: Some(&from),
            at: Timestamp::from_unix(1_795_513_010),
        };
        let letter =
            Letter { subject: subject.to_owned(), text: "Grüße".to_owned(), html: "<p>Grüße</p>".to_owned() };
        String::from_utf8(envelope.enclose(letter).unwrap().content).unwrap()
    }

    /// Names of the headers.
    fn headers(message: &str) -> Vec<&str> {
        let head = message.split("\r\n\r\n").next().unwrap();
        let lines = head.split("\r\n").filter(|line| !line.starts_with([' ', '\t']));
        lines.map(|line| line.split(':').next().unwrap()).collect()
    }

    const USUAL: [&str; 9] =
        ["Auto-Submitted", "Content-Type", "Date", "From", "MIME-Version", "Message-ID", "Reply-To", "Subject", "To"];

    #[test]
    fn a_message_has_the_headers_that_it_should_have() {
        let message = message("Association of \"Trials\" <& Co>", "ada@example.com", "Application received: 7KQX4M2P");
        let mut names = headers(&message);
        names.sort_unstable();
        assert_eq!(names, USUAL);
        for line in [
            "Message-ID: <0123456789abcdef0123456789abcdef@acro.example>\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "Subject: Application received: 7KQX4M2P\r\n",
            "To: <ada@example.com>\r\n",
            "Date: Tue, 24 Nov 2026 ",
        ] {
            assert!(message.contains(line), "{message}");
        }
    }

    #[test]
    fn no_text_can_become_a_header() {
        let evil = "x\r\nBcc: everyone@example.com\r\n\r\nHello\nSubject: y\rz";
        let message = message(evil, "ada@example.com", evil);
        let mut names = headers(&message);
        names.sort_unstable();
        assert_eq!(names, USUAL, "{message}");
    }

    #[test]
    fn domains_in_any_script_are_written_as_every_server_understands_them() {
        assert!(message("ACRO", "ada@münchen.de", "x").contains("<ada@xn--mnchen-3ya.de>"));
    }

    #[test]
    fn an_address_that_no_header_can_hold_is_told_apart() {
        let is_deliverable = |address: &str| {
            is_deliverable(&serde_json::from_value::<EmailAddress>(serde_json::json!(address)).unwrap())
        };
        assert!(is_deliverable("ada+x@example.com") && is_deliverable("x@münchen.de"));
        assert!(!is_deliverable("zoë@example.com") && !is_deliverable("=?utf-8?q?x?=@example.com"));
    }

    #[test]
    fn lines_are_as_short_as_mail_wants_them() {
        let message = message("ACRO", "ada@example.com", &"words and ".repeat(40));
        assert!(message.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
    }
}
