use proptest::prelude::*;

use super::*;

const PLAIN: &str = "From: ACRO <membership@acro.example>\r\n\
    To: ada@example.com\r\n\
    Reply-To: staff@acro.example\r\n\
    Subject: We have your application\r\n\
    Date: Tue, 24 Nov 2026 09:30:00 +0200\r\n\
    \r\n\
    Thank you.\r\n";

const ALTERNATIVES: &str = "From: membership@acro.example\r\n\
    To: =?UTF-8?Q?Zo=C3=AB_=C3=85ngstr=C3=B6m?= <zoe@example.com>, bob@example.com\r\n\
    Subject: =?UTF-8?B?5Yy755mC44Gu6Kmm6aiT?=\r\n =?UTF-8?Q?_=E2=80=93_yes?=\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative;\r\n\tboundary=\"one\"\r\n\
    \r\n\
    --one\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\
    Content-Transfer-Encoding: quoted-printable\r\n\
    \r\n\
    Gr=C3=BC=C3=9Fe, and a long line that goes on =\r\n\
    and on\r\n\
    --one\r\n\
    Content-Type: text/html; charset=utf-8\r\n\
    Content-Transfer-Encoding: base64\r\n\
    \r\n\
    PHA+R3LDvMOfZTwvcD4=\r\n\
    --one--\r\n";

fn parse(message: &str) -> Message {
    Message::parse(message.as_bytes()).unwrap()
}

#[test]
fn a_plain_message_is_read() {
    let message = parse(PLAIN);
    assert_eq!(message.from.as_deref(), Some("ACRO <membership@acro.example>"));
    assert_eq!(message.to.as_deref(), Some("ada@example.com"));
    assert_eq!(message.reply_to.as_deref(), Some("staff@acro.example"));
    assert_eq!(message.subject.as_deref(), Some("We have your application"));
    assert_eq!(message.date.unwrap().to_string(), "2026-11-24T07:30:00Z");
    assert_eq!(message.text.as_deref(), Some("Thank you.\r\n"));
    assert_eq!(message.html, None);
}

#[test]
fn text_and_html_and_what_is_encoded_are_decoded() {
    let message = parse(ALTERNATIVES);
    assert_eq!(message.to.as_deref(), Some("Zoë Ångström <zoe@example.com>, bob@example.com"));
    assert_eq!(message.subject.as_deref(), Some("医療の試験 – yes"));
    assert_eq!(message.text.as_deref(), Some("Grüße, and a long line that goes on and on"));
    assert_eq!(message.html.as_deref(), Some("<p>Grüße</p>"));
}

#[test]
fn html_alone_has_no_text_and_is_read_through_other_parts() {
    let alone = "Subject: a\r\nContent-Type: text/html\r\n\r\n<p>b</p>";
    assert_eq!((parse(alone).text, parse(alone).html), (None, Some("<p>b</p>".to_owned())));
    let within = ALTERNATIVES.replacen("multipart/alternative", "multipart/mixed", 1);
    assert_eq!(parse(&within).html.as_deref(), Some("<p>Grüße</p>"));
}

#[test]
fn headers_are_unfolded_and_otherwise_as_they_are_sent() {
    let headers = parse(ALTERNATIVES).headers;
    let value = |name: &str| headers.iter().find(|(known, _)| known == name).unwrap().1.as_str();
    assert_eq!(value("Subject"), "=?UTF-8?B?5Yy755mC44Gu6Kmm6aiT?= =?UTF-8?Q?_=E2=80=93_yes?=");
    assert_eq!(value("Content-Type"), "multipart/alternative;\tboundary=\"one\"");
    assert_eq!(headers.len(), 5);
    let custom = parse("Subject: a\nX-SES-Message-Tags: kind=received\nx-Zoë: é\n\nb").headers;
    assert_eq!(custom[1], ("X-SES-Message-Tags".to_owned(), "kind=received".to_owned()));
    assert_eq!(custom[2], ("x-Zoë".to_owned(), "é".to_owned()));
}

#[test]
fn what_is_no_message_is_none() {
    let garbage: Vec<u8> = (0..=255).rev().cycle().take(4096).collect();
    for bytes in [&b""[..], b"\r\n\r\n", b"Only words.\r\nMore of them.\r\n", b"X-Other: header\r\n\r\nbody", &garbage]
    {
        assert_eq!(Message::parse(bytes), None, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn a_date_that_cannot_be_is_none() {
    for date in ["Tue, 99 Foo 2026 25:61:61 +9999", "yesterday", "", "Tue, 24 Nov 65535 00:00:00 +0000"] {
        assert_eq!(parse(&format!("Subject: a\r\nDate: {date}\r\n\r\nb")).date, None, "{date}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_not(bytes in proptest::collection::vec(any::<u8>(), 0..512), cut in 0..ALTERNATIVES.len()) {
        Message::parse(&bytes);
        let (before, after) = ALTERNATIVES.as_bytes().split_at(cut);
        Message::parse(&[before, &bytes, after].concat());
    }
}
