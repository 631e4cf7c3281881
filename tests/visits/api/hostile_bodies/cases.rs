//! Hostile bodies and headers, with the required outcome of each.

use super::Expected::{Refused, Shown};
use super::{Case, application, body, field, header, members, named, raw};
use crate::support::hostile;
use serde_json::{Value, json};

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub fn texts() -> Vec<Case> {
    let expected = |is_name| if is_name { Shown } else { Refused(422) };
    hostile::texts().into_iter().map(|(text, is_name)| named("a name", expected(is_name), &text)).collect()
}

pub fn other_fields() -> Vec<Case> {
    vec![
        field("a header in an address", Refused(422), "contact_email", json!("a@example.com\r\nBcc: x@example.com")),
        field("a list of addresses", Refused(422), "contact_email", json!("a@example.com,b@example.com")),
        field("a name with an address", Refused(422), "billing_email", json!("Ada <ada@example.com>")),
        field("an address without end", Refused(422), "contact_email", json!(format!("a@{}com", "b.".repeat(9_000)))),
        field("an encoded word in an address", Refused(422), "contact_email", json!("=?utf-8?q?a?=@example.com")),
        field("an address at a number", Refused(422), "contact_email", json!("ada@0x7f.1")),
        field("an address that mail cannot reach", Refused(422), "billing_email", json!("jürgen@example.com")),
        field("a website that runs", Refused(422), "website", json!("javascript:alert(1)")),
        field("a website of data", Refused(422), "website", json!("data:text/html,<script>")),
        field("a website with a password", Refused(422), "website", json!("https://a:b@example.com")),
        field("a link-local website", Refused(422), "website", json!("http://169.254.169.254/latest/meta-data")),
        field("a website too long for DNS", Refused(422), "website", json!(format!("{}com", "a.".repeat(126)))),
        field("a website in quotes", Shown, "website", json!("https://example.com/\"><script>alert(1)</script>")),
        field("a telephone number with markup", Refused(422), "contact_phone", json!("0900 <script>")),
        field("no country", Refused(422), "country", json!("XX")),
        field("a kind that is not offered", Refused(422), "kind", json!("CRO")),
        field("a service that is not offered", Refused(422), "services", json!(["safety", "<script>"])),
        field("a service ten thousand times", Shown, "services", json!(vec!["other"; 6_000])),
        field("reasons with lines", Shown, "why_join", json!("one\r\ntwo\rthree\u{2028}four and a bit more")),
        field("reasons with a script", Shown, "why_join", json!("<script>alert(1)</script> and more of it")),
        field("reasons without an end", Refused(422), "why_join", json!("x".repeat(2_001))),
        field("a header in a line", Shown, "heard_from", json!("a\r\nSet-Cookie: a=b")),
    ]
}

pub fn types() -> Vec<Case> {
    vec![
        field("an object for a string", Refused(422), "legal_name", json!({ "$gt": "" })),
        field("an array for a string", Refused(422), "legal_name", json!(["a"])),
        field("a number for a string", Refused(422), "legal_name", json!(1)),
        field("a boolean for a string", Refused(422), "legal_name", json!(true)),
        field("null for a string", Refused(422), "legal_name", Value::Null),
        field("a string for a boolean", Refused(422), "code_of_ethics", json!("true")),
        field("a number for a boolean", Refused(422), "authority", json!(1)),
        field("no consent", Refused(422), "privacy_notice", json!(false)),
        field("a string for an array", Refused(422), "regions", json!("europe")),
        field("an array in an array", Refused(422), "regions", json!([["europe"]])),
        field("a number in an array", Refused(422), "regions", json!([1])),
        field("an object for an array", Refused(422), "regions", json!({ "0": "europe", "length": 1 })),
        field("an array as long as fits", Refused(422), "regions", json!(vec![0; 30_000])),
        raw("a huge number", Refused(422), b"123456789012345678901234567890123456789012345678901234567890"),
        raw("a number beyond numbers", Refused(400), b"1e999999"),
        raw("minus nothing", Refused(422), b"-0.0"),
        raw("not a number", Refused(400), b"NaN"),
        raw("infinity", Refused(400), b"Infinity"),
        raw("hexadecimal", Refused(400), b"0x10"),
        raw("half a surrogate pair", Refused(400), br#""\ud800""#),
        raw("the other half", Refused(400), br#""\udc00""#),
        raw("a surrogate pair the wrong way round", Refused(400), br#""\udc00\ud800""#),
        raw("an escaped null byte", Refused(422), br#""a\u0000b""#),
        raw("an escape that is none", Refused(400), br#""\x41""#),
        raw("a bare line break", Refused(400), b"\"a\nb\""),
        raw("a bare null byte", Refused(400), b"\"a\0b\""),
        raw("a string that is not closed", Refused(400), b"\"a"),
        raw("a byte that is not UTF-8", Refused(400), b"\"\xff\""),
        raw("an overlong encoding", Refused(400), b"\"\xc0\xaf\""),
        raw("a surrogate in UTF-8", Refused(400), b"\"\xed\xa0\x80\""),
        raw("a sequence that breaks off", Refused(400), b"\"\xe2\x82\""),
    ]
}

pub fn names() -> Vec<Case> {
    vec![
        members("a polluted prototype", Refused(422), r#""__proto__":{"isAdmin":true}"#),
        members("a polluted constructor", Refused(422), r#""constructor":{"prototype":{"a":1}}"#),
        members("a status of one's own", Refused(422), r#""status":"accepted""#),
        members("a key of one's own", Refused(422), r#""pk":"application#0","sk":"application""#),
        members("a reference of one's own", Refused(422), r#""reference":"AAAAAAAA""#),
        members("an expiry of one's own", Refused(422), r#""expires_at":1"#),
        members("a field in another case", Refused(422), r#""LEGAL_NAME":"a""#),
        members("a field with space", Refused(422), r#""legal_name ":"a""#),
        members("a field with a null byte", Refused(422), r#""legal_name\u0000":"a""#),
        members("a field with a script", Refused(422), r#""<script>alert(1)</script>":"a""#),
        members("a field without a name", Refused(422), r#""":"""#),
        members("a field with a line break", Refused(422), r#""a\r\nb":1"#),
        members("the same field twice", Refused(400), r#""legal_name":"a""#),
        members("the same field twice, escaped", Refused(400), r#""\u006cegal_name":"a""#),
        members("the same unknown field twice", Refused(400), r#""a":1,"a":1"#),
        members("the same field twice, deeper", Refused(400), r#""a":{"b":1,"b":2}"#),
        members("a name as long as fits", Refused(422), &format!("\"{}\":1", "n".repeat(60_000))),
    ]
}

pub fn bodies() -> Vec<Case> {
    let json = application().to_string();
    let padded = |length| [json.as_bytes(), &vec![b' '; length - json.len()]].concat();
    let many: Vec<String> = (0..5_000).map(|number| format!("\"f{number}\":1")).collect();
    vec![
        body("nothing", Refused(400), ""),
        body("space", Refused(400), " \n"),
        body("a null byte", Refused(400), "\0"),
        body("null", Refused(400), "null"),
        body("a number", Refused(400), "1"),
        body("a string", Refused(400), json!(json).to_string()),
        body("an array of applications", Refused(400), format!("[{json}]")),
        body("two applications", Refused(400), format!("{json}{json}")),
        body("something behind it", Refused(400), format!("{json}x")),
        body("a comment", Refused(400), format!("/* */{json}")),
        body("a comma too many", Refused(400), format!("{},}}", json.trim_end_matches('}'))),
        body("it breaks off", Refused(400), &json.as_bytes()[..json.len() / 2]),
        body("a byte order mark", Shown, format!("\u{feff}{json}")),
        body("two byte order marks", Refused(400), format!("\u{feff}\u{feff}{json}")),
        body("nothing but a byte order mark", Refused(400), "\u{feff}"),
        body("space before a byte order mark", Refused(400), format!(" \u{feff}{json}")),
        body("UTF-16", Refused(400), utf_16(&json)),
        body("UTF-16 with a mark", Refused(400), [&b"\xff\xfe"[..], &utf_16(&json)].concat()),
        body("UTF-32", Refused(400), json.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect::<Vec<_>>()),
        body("a guard against scripts", Refused(400), format!(")]}}',\n{json}")),
        body("a form", Refused(400), "legal_name=a&kind=cro"),
        body(
            "XML",
            Refused(400),
            "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
        ),
        body("YAML", Refused(400), "legal_name: !!python/object/apply:os.system [id]"),
        body(
            "gzip",
            Refused(400),
            &b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00"[..],
        ),
        body("arrays, deep", Refused(400), "[".repeat(65_536)),
        body("objects, deep", Refused(400), format!("{}1{}", "{\"a\":".repeat(9_000), "}".repeat(9_000))),
        body(
            "arrays in a field, deep",
            Refused(400),
            format!("{{\"legal_name\":{}{}}}", "[".repeat(30_000), "]".repeat(30_000)),
        ),
        body("many fields", Refused(422), format!("{{{}}}", many.join(","))),
        body("exactly as large as may be", Shown, padded(65_536)),
        body("a byte too large", Refused(413), padded(65_537)),
        body("a megabyte", Refused(413), padded(1_048_576)),
    ]
}

pub fn headers() -> Vec<Case> {
    vec![
        header("text", Refused(415), "content-type", "text/plain"),
        header("a form", Refused(415), "content-type", "application/x-www-form-urlencoded"),
        header("parts of a form", Refused(415), "content-type", "multipart/form-data; boundary=x"),
        header("XML", Refused(415), "content-type", "application/xml"),
        header("JSON as text", Refused(415), "content-type", "text/json"),
        header("a type that begins like JSON", Refused(415), "content-type", "application/jsonp"),
        header("no type", Refused(415), "content-type", ""),
        header("two types", Refused(415), "content-type", "application/json, text/html"),
        header("a type with invalid bytes", Refused(415), "content-type", &b"application/json\xff"[..]),
        header("another character set", Refused(415), "content-type", "application/json; charset=utf-7"),
        header("our character set", Shown, "content-type", "application/json;charset=\"UTF-8\""),
        header("another parameter", Shown, "content-type", "application/json; profile=\"<script>\""),
        header("compressed", Refused(415), "content-encoding", "gzip"),
        header("compressed twice", Refused(415), "content-encoding", "br, gzip"),
        header("an empty key", Refused(400), "idempotency-key", ""),
        header("an empty string for a key", Refused(400), "idempotency-key", "\"\""),
        header("a key that is too long", Refused(400), "idempotency-key", "k".repeat(256)),
        header("a huge key", Refused(400), "idempotency-key", "k".repeat(7_000)),
        header("a key in bytes", Refused(400), "idempotency-key", &b"\xff\xfe"[..]),
        header("a key in other letters", Refused(400), "idempotency-key", "ключ"),
        header("a key with a tab", Refused(400), "idempotency-key", "a\tb"),
        header("a key like another item's", Shown, "idempotency-key", "application#0"),
        header("a key with a script", Shown, "idempotency-key", "<script>'; DROP TABLE--"),
        header("a quote for a key", Shown, "idempotency-key", "\""),
        header("nothing acceptable", Refused(406), "accept", "text/html"),
        header("nonsense that is acceptable", Refused(406), "accept", ";;;,,/"),
        header("bytes that are acceptable", Refused(406), "accept", &b"\xff"[..]),
        header("another site", Refused(403), "origin", "https://evil.example"),
        header("a null origin", Refused(403), "origin", "null"),
        header("an origin in bytes", Refused(403), "origin", &b"\xff"[..]),
        header("where it came from", Refused(403), "sec-fetch-site", "cross-site"),
        header("where it came from, in bytes", Refused(403), "sec-fetch-site", &b"\xff"[..]),
        header("another method", Shown, "x-http-method-override", "DELETE"),
        header("another address", Shown, "x-forwarded-for", "<script>, 127.0.0.1"),
        header("another host", Shown, "x-forwarded-host", "evil.example"),
    ]
}
