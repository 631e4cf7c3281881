use proptest::prelude::*;

use super::*;
use time::OffsetDateTime;

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

fn read(bytes: &[u8]) -> Message {
    let (name, written) = ("a".repeat(32), OffsetDateTime::UNIX_EPOCH);
    Message::read(&Stored { name, written, bytes: bytes.to_owned() })
}

fn parse(message: &str) -> Message {
    read(message.as_bytes())
}

#[test]
fn encoded_text_html_and_headers_are_decoded() {
    let message = parse(ALTERNATIVES);
    assert_eq!(message.envelope.to.as_deref(), Some("Zoë Ångström <zoe@example.com>, bob@example.com"));
    assert_eq!(message.envelope.subject.as_deref(), Some("医療の試験 – yes"));
    assert_eq!(message.text.as_deref(), Some("Grüße, and a long line that goes on and on"));
    assert_eq!(message.html.as_deref(), Some("<p>Grüße</p>"));
}

#[test]
fn html_alone_has_no_text_and_is_found_within_other_parts() {
    let alone = "Subject: a\r\nContent-Type: text/html\r\n\r\n<p>b</p>";
    assert_eq!((parse(alone).text, parse(alone).html), (None, Some("<p>b</p>".to_owned())));
    let within = ALTERNATIVES.replacen("multipart/alternative", "multipart/mixed", 1);
    assert_eq!(parse(&within).html.as_deref(), Some("<p>Grüße</p>"));
}

#[test]
fn headers_are_not_decoded() {
    let headers = parse(ALTERNATIVES).headers;
    assert_eq!(headers, ALTERNATIVES.split_once("\r\n\r\n").unwrap().0);
    let custom = parse("Subject: a\nX-SES-Message-Tags: kind=received\nx-Zoë: é\n\nb").headers;
    assert_eq!(custom, "Subject: a\nX-SES-Message-Tags: kind=received\nx-Zoë: é");
}

#[test]
fn an_impossible_date_is_replaced_by_the_files_date() {
    for date in ["Tue, 99 Foo 2026 25:61:61 +9999", "yesterday", "", "Tue, 24 Nov 65535 00:00:00 +0000"] {
        let message = parse(&format!("Subject: a\r\nDate: {date}\r\n\r\nb"));
        assert_eq!(message.envelope.date.unix(), 0, "{date}");
    }
}

proptest! {
    #[test]
    fn any_bytes_can_be_read(bytes in proptest::collection::vec(any::<u8>(), 0..512), cut in 0..ALTERNATIVES.len()) {
        read(&bytes);
        let (before, after) = ALTERNATIVES.as_bytes().split_at(cut);
        read(&[before, &bytes, after].concat());
    }
}
