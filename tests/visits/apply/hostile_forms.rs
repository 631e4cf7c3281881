//! Hostile forms are refused with a reason, or stored and shown harmlessly. None causes a 500.

use crate::support::{Page, Visitor, answers, only_application, scan, start, text};
use reqwest::StatusCode;
use shared::fields::Section;

/// Returns hostile answers.
fn typed() -> Vec<String> {
    let plain = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'><svg/onload=alert(1)>",
        "</textarea><script>alert(1)</script>",
        "</title></head><body onload=alert(1)>",
        "--><script>alert(1)</script><!--",
        "]]><script>alert(1)</script>",
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<a href=\"javascript:alert(1)\">x</a>",
        "javascript:alert(1)//twenty characters",
        "<style>*{display:none}</style> and more",
        "<iframe src=//evil.example></iframe>",
        "<base href=//evil.example/> and more text",
        "{{ 641 * 7 }} {% include 'base.html' %}",
        "${641*7} #{641*7} <%= 641*7 %> @(641*7)",
        "' OR '1'='1' -- and so on",
        "Robert'); DROP TABLE applications;--",
        "attribute_not_exists(pk) OR #status = :draft",
        "$(touch /tmp/x) `touch /tmp/x` | touch /tmp/x",
        "../../../../etc/passwd and more text",
        "=cmd|'/C calc'!A0 as a spreadsheet has it",
        "%s%s%s%n%x{0}%@ and other formats",
        "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"aa\">]><l>&a;</l>",
        "Ada\r\nBcc: everyone@example.com\r\n\r\nHello",
        "Ada\r\nSet-Cookie: a=b\r\nLocation: //evil.example",
        "Ada\0Lovelace of the null byte",
        "\u{1b}[2J\u{1b}[31mred on a terminal",
        "bell \u{7} backspace \u{8} delete \u{7f}",
        "\u{85}\u{9b}31m controls of the second kind",
        "\u{202e}gro.elpmaxe//:sptth\u{202c} reversed",
        "\u{2066}isolated\u{2069} and \u{200f}marked",
        "zero\u{200b}width\u{200d}joined\u{feff}text here",
        "\u{feff}a byte order mark before all else",
        "\u{fffe}\u{ffff}\u{10ffff} are no characters",
        "line\u{2028}separator and paragraph\u{2029}separator",
        "🏴\u{200d}☠\u{fe0f} 👩\u{200d}👩\u{200d}👧\u{200d}👦 and a sentence",
        "Ｆｕｌｌｗｉｄｔｈ ＜ｓｃｒｉｐｔ＞ letters",
        "ﷺ﷽ ligatures that take a line each",
        "İstanbul ı ŞŞ ß ﬃ and casing of all kinds",
        "\u{1f}\u{1e}\u{1d} separators of files and groups",
    ];
    let long = ["a".repeat(201), "語".repeat(2001), format!("e{}", "\u{301}".repeat(500)), "<b>".repeat(700)];
    plain.into_iter().map(str::to_owned).chain(long).collect()
}

/// Returns hostile bodies with their content types.
fn bodies() -> Vec<(&'static str, Vec<u8>)> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let good = "legal_name=A&website=example.com&kind=cro&country=CH";
    let text: Vec<(&str, String)> = vec![
        (FORM, String::new()),
        (FORM, "&&&&====&=&".to_owned()),
        (FORM, "legal_name".to_owned()),
        (FORM, "%".to_owned()),
        (FORM, "legal_name=%zz%f%".to_owned()),
        (FORM, "%6cegal_name=encoded+name".to_owned()),
        (FORM, format!("{good}&legal_name=B&legal_name=C")),
        (FORM, format!("{good}&status=accepted&reference=AAAAAAAA&submitted_at=2020-01-01T00:00:00Z")),
        (FORM, format!("{good}&pk=application%23x&sk=x&entity_type=reference&expires_at=1")),
        (FORM, format!("{good}&suspect=false&hidden_field=false&history_hash=0&organization_version=99")),
        (FORM, format!("{good}&__proto__=x&constructor=x&legal_name[]=x&a[b][c]=d")),
        (FORM, format!("{good}&version=-1")),
        (FORM, format!("{good}&version=1e309")),
        (FORM, format!("{good}&version=18446744073709551615")),
        (FORM, format!("{good}&version=99999999999999999999999999")),
        (FORM, format!("{good}&version=0x10&version=1")),
        (FORM, format!("{good}&kind=CRO")),
        (FORM, format!("{good}&country=ZZ")),
        (FORM, format!("{good}&kind=cro&kind=technology&kind=both")),
        (FORM, "a=1&".repeat(16_000)),
        (FORM, "services=safety&".repeat(4_000)),
        (FORM, format!("legal_name={}", "a".repeat(60_000))),
        (FORM, format!("legal_name={}", "%41".repeat(21_000))),
        (FORM, "a".repeat(64 * 1024)),
        (FORM, "a".repeat(64 * 1024 + 1)),
        (FORM, "a".repeat(1024 * 1024)),
        (FORM, "{\"legal_name\": \"A\"}".to_owned()),
        (FORM, "--x\r\nContent-Disposition: form-data; name=\"legal_name\"\r\n\r\nA\r\n--x--".to_owned()),
        ("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\nA\r\n--x--".to_owned()),
        ("application/json", "{\"legal_name\": \"A\"}".to_owned()),
        ("text/plain", good.to_owned()),
        ("", good.to_owned()),
        ("application/x-www-form-urlencoded; charset=utf-16", good.to_owned()),
        ("APPLICATION/X-WWW-FORM-URLENCODED ; boundary=\"x\"", good.to_owned()),
        ("application/x-www-form-urlencoded2", good.to_owned()),
        ("text/html;application/x-www-form-urlencoded", good.to_owned()),
    ];
    let bytes: Vec<(&str, Vec<u8>)> = vec![
        (FORM, b"legal_name=\xff\xfe".to_vec()),
        (FORM, b"legal_name=%ff%fe".to_vec()),
        (FORM, b"legal_name=%c0%af".to_vec()),
        (FORM, b"legal_name=%ed%a0%80".to_vec()),
        (FORM, b"legal_name=%f4%90%80%80".to_vec()),
        (FORM, b"%ff=1".to_vec()),
        (FORM, b"legal_name=\x00\x01\x02".to_vec()),
        (FORM, b"\x1f\x8b\x08\x00\x00\x00\x00\x00".to_vec()),
        (FORM, "legal_name=A".encode_utf16().flat_map(u16::to_le_bytes).collect()),
        (FORM, b"\xef\xbb\xbflegal_name=A".to_vec()),
    ];
    text.into_iter().map(|(kind, body)| (kind, body.into_bytes())).chain(bytes).collect()
}

async fn post(visitor: &Visitor, path: &str, kind: &str, body: &[u8]) -> Page {
    let mut request = visitor.request("POST", path).body(body.to_owned());
    if !kind.is_empty() {
        request = request.header("content-type", kind);
    }
    Page::read(request.send().await.unwrap()).await
}

/// Asserts that nothing in a page runs, loads or links elsewhere.
fn assert_harmless(page: &Page, what: &str) {
    let runs = "script, iframe, object, embed, base, style, main svg, main img";
    assert_eq!(page.count(&format!("{runs}, [onload], [onerror], [onclick], [onfocus]")), 0, "{what}");
    for link in page.attributes("a", "href") {
        let fine = ["/", "#", "http://localhost", "mailto:membership@acro.example"].iter().any(|s| link.starts_with(s));
        assert!(fine && !link.starts_with("//"), "{what}: {link}");
    }
    assert!(page.headers.get("set-cookie").is_none() && page.header("location").is_empty(), "{what}");
    assert!(!page.body.contains("4487"), "{what} was evaluated as a template");
}

/// One field of each kind.
const FIELDS: [(Section, &str); 7] = [
    (Section::Organization, "legal_name"),
    (Section::Organization, "website"),
    (Section::Profile, "why_join"),
    (Section::People, "contact_name"),
    (Section::People, "contact_email"),
    (Section::People, "contact_phone"),
    (Section::Declarations, "heard_from"),
];

#[tokio::test]
async fn hostile_answers_are_refused_or_shown_harmlessly() {
    let (_stack, visitor) = start().await;
    let (mut stored, mut refused) = (0, 0);
    for value in typed() {
        let address = visitor.start_application().await;
        let what = format!("{value:?}");
        for section in Section::ALL {
            let mut fine = answers::good(section);
            for field in FIELDS.into_iter().filter(|(of, _)| *of == section).map(|(_, field)| field) {
                let tried = answers::with(fine.clone(), field, &value);
                let response = visitor.fill_in(&address, section, tried.clone()).await;
                if response.status == StatusCode::UNPROCESSABLE_ENTITY {
                    refused += 1;
                    assert_harmless(&response, &what);
                } else {
                    stored += 1;
                    assert!(response.location().starts_with(&address), "{what}");
                    fine = tried;
                }
            }
            visitor.fill_in(&address, section, fine).await.location();
        }
        let check = visitor.get(&address).await;
        assert_harmless(&check, &what);
        assert_eq!(visitor.send(&check).await.location(), address);
        for part in ["", "/copy"] {
            assert_harmless(&visitor.get(&format!("{address}{part}")).await, &what);
        }
        assert_eq!(visitor.get(&format!("{address}/data")).await.status, StatusCode::OK);
    }
    assert!(stored > 50 && refused > 50, "{stored} stored, {refused} refused");
}

#[tokio::test]
async fn every_posted_body_gets_a_response() {
    let (stack, visitor) = start().await;
    for (kind, body) in bodies() {
        let address = visitor.start_application().await;
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let what = format!("{kind}: {start:?}, {} bytes", body.len());
        for part in ["organization", "profile", "people", "declarations", "submit", "withdraw", "erase"] {
            let page = post(&visitor, &format!("{address}/{part}"), kind, &body).await;
            let status = page.status.as_u16();
            assert!((400..500).contains(&status) || status == 303, "{status} for {what}");
            if status != 303 {
                assert_harmless(&page, &what);
            }
        }
    }
    for item in scan(&stack).await.into_iter().filter(|item| text(item, "entity_type") != "erased") {
        assert!(!item.contains_key("reference") && !item.contains_key("submitted_at") && !item.contains_key("suspect"));
        assert_eq!(item["status"].as_s().unwrap(), "draft");
    }
}

#[tokio::test]
async fn a_filled_hidden_field_is_stored_silently() {
    let (stack, visitor) = start().await;
    let address = visitor.start_application().await;
    let page = visitor.get(&format!("{address}/organization")).await;
    assert_eq!(page.attribute(".trap", "aria-hidden"), "true");
    assert_eq!(page.attribute(".trap input", "tabindex"), "-1");
    let name = page.attribute(".trap input", "name");
    let mut filled = answers::good(Section::Organization);
    filled.push((Box::leak(name.into_boxed_str()), "Buy cheap watches".to_owned()));
    let saved = visitor.fill_in(&address, Section::Organization, filled).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
    let application = only_application(&stack).await;
    assert_eq!(application["hidden_field"].as_bool(), Ok(&true));
    assert!(!format!("{application:?}").contains("watches"));
}
