//! Arbitrary forms, posted to a section.

use crate::association::{JOIN, JoinFunction, OWN_SITE};
use crate::html::Page;
use crate::response::ParsedResponse;
use crate::table::Writes;
use form_urlencoded::Serializer;
use percent_encoding::percent_decode;
use serde_json::{Map, Value};
use shared::form::{FieldKind, Section};

const FORM: &str = "application/x-www-form-urlencoded";

/// A valid id.
const APPLICATION: &str = "/join/8c1jv5m3q0t7y2xk9r4n6wzhb0";

/// The first byte, a digit, selects the section; the rest is the form.
///
/// A refused form shows the answers again. An accepted one can be posted again as shown, and stores the same answers.
pub fn form(data: &[u8]) {
    let Some((first, body)) = data.split_first() else { return };
    let sections = &OWN_SITE.form.sections;
    let section = &sections[usize::from(*first) % sections.len()];
    JOIN.with(|function| {
        function.table.set(None, Writes::Done);
        let response = post(function, section, body);
        assert_eq!(response.status == 400, !is_text(body), "{}", response.status);
        match response.status {
            422 => refused(function, section, body, &response),
            303 => accepted(function, section),
            _ => {}
        }
    });
}

fn post(function: &JoinFunction, section: &Section, body: &[u8]) -> ParsedResponse {
    function.post(&format!("{APPLICATION}/{}", section.name), FORM, body, &[303, 400, 409, 422])
}

/// Whether the form decodes to UTF-8.
fn is_text(body: &[u8]) -> bool {
    let mut parts = body.split(|byte| matches!(byte, b'&' | b'='));
    parts.all(|part| percent_decode(part).decode_utf8().is_ok())
}

/// Returns the text fields of a section.
fn text_fields(section: &Section) -> impl Iterator<Item = &str> {
    let is_typed = |kind: &FieldKind| match kind {
        FieldKind::Choice(_)
        | FieldKind::Choices(_)
        | FieldKind::Country
        | FieldKind::YesNo
        | FieldKind::Agreement
        | FieldKind::PrivacyNotice => false,
        FieldKind::Text { .. }
        | FieldKind::LongText { .. }
        | FieldKind::Number { .. }
        | FieldKind::Date { .. }
        | FieldKind::Email
        | FieldKind::Telephone
        | FieldKind::WebAddress => true,
    };
    section.fields.iter().filter(move |field| is_typed(&field.kind)).map(|field| field.name.as_str())
}

fn refused(function: &JoinFunction, section: &Section, body: &[u8], response: &ParsedResponse) {
    let page = Page::read(response.text());
    page.assert_harmless();
    let typed: Vec<(String, String)> = form_urlencoded::parse(body).into_owned().collect();
    for field in text_fields(section) {
        let typed = typed.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value);
        assert_eq!(page.value(field).unwrap(), as_read(typed), "{field}");
    }
    for link in page.all(".error-summary a, [role=group] a[href^='#']") {
        let id = link.attr("href").unwrap().trim_start_matches('#');
        assert!(page.has(&format!("[id={id}]")), "{}", link.html());
    }
    // Posting the shown form shows it again; a questioned answer then counts as confirmed.
    let again = post(function, section, &encode(&page.filled_in()));
    if again.status == 422 {
        assert!(page.has(".error-summary"), "{}", again.text());
        let again = Page::read(again.text());
        for field in text_fields(section) {
            assert_eq!(again.value(field), page.value(field), "{field}");
        }
    }
}

fn accepted(function: &JoinFunction, section: &Section) {
    let stored = function.table.application().unwrap();
    let response = function.get(&format!("{APPLICATION}/{}", section.name));
    let page = Page::read(response.text());
    page.assert_harmless();
    for field in text_fields(section) {
        let value = stored.get(field).map_or("", |value| value["S"].as_str().unwrap());
        assert_eq!(page.value(field).unwrap(), value, "{field}");
    }
    let again = post(function, section, &encode(&page.filled_in()));
    assert_eq!(again.status, 303, "{}", again.text());
    assert_eq!(answers(&function.table.application().unwrap(), section), answers(&stored, section));
}

/// Returns the stored answers of a section.
fn answers<'a>(item: &'a Map<String, Value>, section: &Section) -> Vec<Option<&'a Value>> {
    section.fields.iter().map(|field| item.get(&field.name)).collect()
}

fn encode(pairs: &[(String, String)]) -> Vec<u8> {
    Serializer::new(String::new()).extend_pairs(pairs).finish().into_bytes()
}

/// Normalizes a text as HTML does: one kind of line end, and U+FFFD for null characters.
fn as_read(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{fffd}")
}
