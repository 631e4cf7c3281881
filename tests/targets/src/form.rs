//! Arbitrary forms, posted to a section.

use crate::answer::Answer;
use crate::association::Office;
use crate::html::Page;
use crate::table::Writes;
use form_urlencoded::Serializer;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use shared::fields::Section;

const FORM: &str = "application/x-www-form-urlencoded";

/// A valid id.
const APPLICATION: &str = "/join/8c1jv5m3q0t7y2xk9r4n6wzhb0";

thread_local! {
    static OFFICE: Office = Office::open();
}

/// The first byte, a digit, chooses the section; the rest is the form.
///
/// A refused form shows the answers again. An accepted one can be posted as it is shown, and stores the same.
pub fn form(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let section = Section::ALL[usize::from(*first) % Section::ALL.len()];
    OFFICE.with(|office| {
        office.table.set(None, Writes::Done);
        let answer = post(office, section, body);
        assert_eq!(answer.status == 400, !is_text(body), "{}", answer.status);
        match answer.status {
            422 => refused(office, section, body, &answer),
            303 => accepted(office, section),
            _ => {}
        }
    });
}

fn post(office: &Office, section: Section, body: &[u8]) -> Answer {
    let answer = office.post(&format!("{APPLICATION}/{}", section.name()), FORM, body);
    answer.must_be(&[303, 400, 409, 422]);
    answer
}

/// Whether it decodes to UTF-8.
fn is_text(body: &[u8]) -> bool {
    let mut parts = body.split(|byte| matches!(byte, b'&' | b'='));
    parts.all(|part| percent_decode(part).decode_utf8().is_ok())
}

/// Text fields.
fn typed_into(section: Section) -> impl Iterator<Item = &'static str> {
    let chosen = |name: &str| matches!(name, "kind" | "country" | "services" | "regions" | "employees" | "committees");
    let ticked = ["representative_same", "code_of_ethics", "antitrust", "authority", "privacy_notice", "news"];
    let names = section.fields().iter().map(|field| field.name);
    names.filter(move |name| !chosen(name) && !ticked.contains(name))
}

fn refused(office: &Office, section: Section, body: &[u8], answer: &Answer) {
    let page = Page::read(answer.text());
    page.must_be_harmless();
    let typed: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    for field in typed_into(section) {
        let typed = typed.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
        assert_eq!(page.value(field).unwrap(), as_read(typed), "{field}");
    }
    for link in page.all(".error-summary a, [role=alert] a[href^='#']") {
        let id = link.attr("href").unwrap().trim_start_matches('#');
        assert!(page.has(&format!("[id={id}]")), "{}", link.html());
    }
    // Posting a shown form shows the same form; a questioned answer counts as confirmed then.
    let again = post(office, section, &encode(&page.filled_in()));
    if again.status == 422 {
        assert!(page.has(".error-summary"), "{}", again.text());
        let again = Page::read(again.text());
        for field in typed_into(section) {
            assert_eq!(again.value(field), page.value(field), "{field}");
        }
    }
}

fn accepted(office: &Office, section: Section) {
    let stored = office.table.application().unwrap();
    let answer = office.get(&format!("{APPLICATION}/{}", section.name()));
    answer.must_be(&[200]);
    let page = Page::read(answer.text());
    page.must_be_harmless();
    for field in typed_into(section) {
        let kept = stored.get(field).map_or("", |value| value["S"].as_str().unwrap());
        assert_eq!(page.value(field).unwrap(), kept, "{field}");
    }
    let again = post(office, section, &encode(&page.filled_in()));
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(answers(&office.table.application().unwrap(), section), answers(&stored, section));
}

/// Returns the stored answers of a section.
fn answers(item: &Map<String, Value>, section: Section) -> Vec<Option<&Value>> {
    section.fields().iter().map(|field| item.get(field.name)).collect()
}

fn encode(pairs: &[(String, String)]) -> Vec<u8> {
    Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
}

/// Returns a text as it survives HTML: with one kind of line end, and without null characters.
fn as_read(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}
