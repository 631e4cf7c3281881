//! Hostile forms are refused with a reason, or stored and shown harmlessly. None causes a 500.

use crate::support::{Page, Visitor, answers, hostile, only_application, scan, start, text};
use reqwest::StatusCode;

const FORM: &str = "application/x-www-form-urlencoded";

/// Returns hostile bodies with their content types, and the status when they are posted to the first section.
fn bodies() -> Vec<(u16, &'static str, Vec<u8>)> {
    let good = |rest: &str| format!("legal_name=A&website=example.com&kind=cro&country=CH{rest}");
    let saved = [
        good("&legal_name=B&legal_name=C"),
        good("&status=accepted&reference=AAAAAAAA&submitted_at=2020-01-01T00:00:00Z"),
        good("&pk=application%23x&sk=x&entity_type=reference&expires_at=1"),
        good("&suspect=false&hidden_field=false&history_hash=0&organization_version=99"),
        good("&__proto__=x&constructor=x&legal_name[]=x&a[b][c]=d"),
        good("&version=-1"),
        good("&version=1e309"),
        good("&version=99999999999999999999999999"),
        good("&kind=cro&kind=technology&kind=both"),
        good("&kind=CRO"),
        good("&country=ZZ"),
    ];
    let invalid = [
        String::new(),
        "&&&&====&=&".to_owned(),
        "a=b;c&=&&==%&%zz".to_owned(),
        "version=18446744073709551615".to_owned(),
        "legal_name".to_owned(),
        "%".to_owned(),
        "legal_name=%zz%f%".to_owned(),
        "%6cegal_name=encoded+name".to_owned(),
        "a=1&".repeat(16_000),
        "services=safety&".repeat(4_000),
        format!("legal_name={}", "a".repeat(60_000)),
        format!("legal_name={}", "%41".repeat(21_000)),
        "a".repeat(64 * 1024),
        "&".repeat(64 * 1024),
        "{\"legal_name\": \"A\"}".to_owned(),
        "--x\r\nContent-Disposition: form-data; name=\"legal_name\"\r\n\r\nA\r\n--x--".to_owned(),
        "\u{feff}legal_name=A".to_owned(),
        "legal_name=\0\u{1}\u{2}".to_owned(),
    ];
    let stale = ["&version=18446744073709551615", "&version=0x10&version=1"].map(good);
    let too_large = [64 * 1024 + 1, 1024 * 1024, 11 * 1024 * 1024].map(|length| "a".repeat(length));
    let other_types = [
        (415, "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data\r\n\r\nA\r\n--x--".to_owned()),
        (415, "application/json", "{\"legal_name\": \"A\"}".to_owned()),
        (415, "text/plain", good("")),
        (415, "", good("")),
        (303, "application/x-www-form-urlencoded; charset=utf-16", good("")),
        (303, "APPLICATION/X-WWW-FORM-URLENCODED ; boundary=\"x\"", good("")),
        (415, "application/x-www-form-urlencoded2", good("")),
        (415, "text/html;application/x-www-form-urlencoded", good("")),
    ];
    let not_utf_8: [&[u8]; 9] = [
        b"legal_name=\xff\xfe",
        b"legal_name=\xff\xfe\x00",
        b"legal_name=%ff%fe",
        b"legal_name=%c0%af",
        b"legal_name=%ed%a0%80",
        b"legal_name=%f4%90%80%80",
        b"%ff=1",
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
        b"\xff\xfel\0e\0g\0a\0l\0",
    ];
    let forms = [(303, saved.to_vec()), (409, stale.to_vec()), (422, invalid.to_vec()), (413, too_large.to_vec())];
    let forms = forms.into_iter().flat_map(|(status, bodies)| bodies.into_iter().map(move |body| (status, FORM, body)));
    let text = forms.chain(other_types).map(|(status, kind, body)| (status, kind, body.into_bytes()));
    text.chain(not_utf_8.map(|body| (400, FORM, body.to_vec()))).collect()
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
        let own = [
            "/",
            "#",
            "http://localhost",
            "mailto:office@observatories.example",
            "mailto:press@observatories.example",
            "tel:+31-",
        ];
        let fine = own.iter().any(|start| link.starts_with(start));
        assert!(fine && !link.starts_with("//"), "{what}: {link}");
    }
    assert!(page.headers.get("set-cookie").is_none() && page.header("location").is_empty(), "{what}");
    assert!(!page.body.contains("4487"), "{what} was evaluated as a template");
}

/// One field of each kind.
const FIELDS: [(&str, &str); 7] = [
    ("organization", "legal_name"),
    ("organization", "website"),
    ("profile", "why_join"),
    ("people", "contact_name"),
    ("people", "contact_email"),
    ("people", "contact_phone"),
    ("declarations", "heard_from"),
];

#[tokio::test]
async fn hostile_answers_are_refused_or_shown_harmlessly() {
    let (_stack, visitor) = start().await;
    let (mut stored, mut refused) = (0, 0);
    for (value, is_name) in hostile::texts() {
        let address = visitor.start_application().await;
        let what = format!("{value:?}");
        for section in answers::SECTIONS {
            let mut fine = answers::good(section);
            for field in FIELDS.into_iter().filter(|(of, _)| *of == section).map(|(_, field)| field) {
                // Reasons to join have a minimal length.
                let value = if field == "why_join" { format!("{value} and much more") } else { value.clone() };
                let tried = answers::with(fine.clone(), field, &value);
                let response = visitor.fill_in(&address, section, tried.clone()).await;
                let is_stored = response.status == StatusCode::SEE_OTHER;
                assert!(field != "legal_name" || is_stored == is_name, "{what}: {}", response.status);
                if is_stored {
                    stored += 1;
                    fine = tried;
                } else {
                    refused += 1;
                    assert_eq!(response.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
                    assert_harmless(&response, &what);
                }
            }
            visitor.fill_in(&address, section, fine).await.location();
        }
        let check = visitor.get(&address).await;
        assert_eq!(visitor.send(&check).await.location(), address);
        let pages = [check, visitor.get(&address).await, visitor.get(&format!("{address}/copy")).await];
        for page in pages {
            assert_harmless(&page, &what);
            assert!(!is_name || page.text("dl.rows > div dd bdi") == hostile::shown(&value), "{what}");
        }
        assert_eq!(visitor.get(&format!("{address}/data")).await.status, StatusCode::OK);
    }
    assert!(stored > 50 && refused > 50, "{stored} stored, {refused} refused");
}

#[tokio::test]
async fn every_posted_body_gets_a_response() {
    let (stack, visitor) = start().await;
    for (expected, kind, body) in bodies() {
        let address = visitor.start_application().await;
        let start = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        let what = format!("{kind}: {start:?}, {} bytes", body.len());
        for part in ["organization", "profile", "people", "declarations", "submit", "withdraw", "erase"] {
            let page = post(&visitor, &format!("{address}/{part}"), kind, &body).await;
            let status = page.status.as_u16();
            assert!((400..500).contains(&status) || status == 303, "{status} for {what}");
            assert!(part != "organization" || status == expected, "{status} for {what}");
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
    let mut filled = answers::good("organization");
    filled.push((Box::leak(name.into_boxed_str()), "Buy cheap watches".to_owned()));
    let saved = visitor.fill_in(&address, "organization", filled).await;
    assert_eq!(saved.location(), format!("{address}/profile"));
    let application = only_application(&stack).await;
    assert_eq!(application["hidden_field"].as_bool(), Ok(&true));
    assert!(!format!("{application:?}").contains("watches"));
}
