//! Limits on the size of answers: of a posted page, and of an application in the table.

use super::Reader;
use model::form::core::{EMAIL_CHARACTERS, TELEPHONE_CHARACTERS, WEB_ADDRESS_BYTES};
use model::form::{Field, FieldKind, Section};

/// The limit of a posted form, `request::BODY_LIMIT`, less room for hidden fields.
const PAGE_BYTES: usize = 64 * 1024 - 2 * 1024;
/// The limit of an application's item. DynamoDB's own limit is 400 KB; a submission is charged for every KB.
const ITEM_BYTES: usize = 100 * 1000;
/// The greatest size of an application's own attributes.
const OWN_BYTES: usize = 4 * 1024;
/// A character takes up to four bytes in UTF-8.
const UTF8: usize = 4;
/// A byte takes up to three characters in a posted form.
const ESCAPED: usize = 3;

/// Checks that answers fit, whatever is typed.
pub(super) fn check(sections: &[Section], reader: &mut Reader<'_>) {
    for section in sections {
        let posted: usize = section.fields.iter().map(posted).sum();
        if posted > PAGE_BYTES {
            reader.mistake(
                0,
                format!("answers to the section {} can take {posted} bytes, and a page can send {PAGE_BYTES}: lower `max` of its longest texts, or divide it", section.name),
            );
        }
    }
    let stored: usize = sections.iter().flat_map(|section| &section.fields).map(stored).sum();
    if stored + OWN_BYTES > ITEM_BYTES {
        reader.mistake(
            0,
            format!(
                "an application can take {} bytes, and the limit is {ITEM_BYTES}: lower `max` of the longest texts",
                stored + OWN_BYTES
            ),
        );
    }
}

/// The greatest size of an answer in a posted form, in bytes.
fn posted(field: &Field) -> usize {
    let pairs = match &field.kind {
        FieldKind::Choices(choices) => choices.len(),
        _ => 1,
    };
    pairs * (field.name.len() + 2) + ESCAPED * bytes(&field.kind)
}

/// The greatest size of an answer in the table, in bytes.
fn stored(field: &Field) -> usize {
    // DynamoDB charges 3 bytes for a list and 1 for each of its elements.
    field.name.len() + bytes(&field.kind) + field.choices().len() + 3
}

fn bytes(kind: &FieldKind) -> usize {
    match kind {
        FieldKind::Text { max, .. } | FieldKind::LongText { max, .. } => UTF8 * max,
        FieldKind::Choice(choices) => choices.iter().map(|choice| choice.value.len()).max().unwrap_or(0),
        FieldKind::Choices(choices) => choices.iter().map(|choice| choice.value.len()).sum(),
        FieldKind::Country => 2,
        FieldKind::YesNo | FieldKind::Agreement => 3,
        FieldKind::PrivacyNotice => 100,
        FieldKind::Number { .. } => 21,
        FieldKind::Date { .. } => 10,
        FieldKind::Email => UTF8 * EMAIL_CHARACTERS,
        FieldKind::Telephone => TELEPHONE_CHARACTERS,
        FieldKind::WebAddress => WEB_ADDRESS_BYTES,
    }
}
