//! Answers that can be told apart: every attempt to save a section bears a mark of its own, where it can in two fields,
//! so that an answer of another attempt among them would show.

use super::table::text;
use crate::support::{Item, answers, api};
use serde_json::{Value, json};
use shared::fields::Section;

/// The two fields of a section that bear its mark.
const fn marked(section: Section) -> [&'static str; 2] {
    match section {
        Section::Organization => ["legal_name", "registration_number"],
        Section::Profile => ["why_join", "why_join"],
        Section::People => ["contact_name", "representative_title"],
        Section::Declarations => ["heard_from", "heard_from"],
    }
}

/// How a section's marks begin.
const fn kind(section: Section) -> char {
    match section {
        Section::Organization => 'o',
        Section::Profile => 'p',
        Section::People => 'e',
        Section::Declarations => 'd',
    }
}

/// A mark that nobody else has.
pub fn mark(section: Section, who: u32, number: u32) -> String {
    format!("q{}{who}x{number}z", kind(section))
}

/// The good answers, with a mark and with domains that few others have.
pub fn typed(section: Section, mark: &str) -> answers::Answers {
    let domain = if mark.ends_with("7z") { "same.example".to_owned() } else { format!("{mark}.example") };
    let mut typed = answers::good(section);
    typed = marked(section)
        .into_iter()
        .fold(typed, |typed, field| answers::with(typed, field, &format!("We call it {field} {mark}")));
    match section {
        Section::Organization => answers::with(answers::without(typed, "public_name"), "website", &domain),
        Section::People => answers::with(typed, "contact_email", &format!("ada@{domain}")),
        Section::Profile | Section::Declarations => typed,
    }
}

/// A whole application, as a program sends it.
pub fn application(mark: &str) -> Value {
    let mut application = api::application();
    for section in Section::ALL {
        for (field, value) in typed(section, mark) {
            if application[field].is_string() {
                application[field] = json!(value);
            }
        }
    }
    application
}

/// The marks that a page shows, in the order of the sections; nothing for a section that it does not show.
pub fn shown(page: &str) -> [Option<String>; 4] {
    Section::ALL.map(|section| find(page, kind(section)))
}

fn find(text: &str, kind: char) -> Option<String> {
    let begin = [' ', 'q', kind].iter().collect::<String>();
    let mut rests = text.split(begin.as_str()).skip(1).filter_map(|rest| rest.split_once('z')).map(|(mark, _)| mark);
    let mark = rests.find(|mark| mark.chars().all(|c| c.is_ascii_digit() || c == 'x'))?;
    Some(format!("q{kind}{mark}z"))
}

/// The mark of a section as it is stored; nothing if it was never saved.
///
/// # Errors
/// The marks that stand there, if they are not one.
pub fn stored(item: &Item, section: Section) -> Result<Option<String>, String> {
    let [one, other] = marked(section).map(|field| text(item, field).rsplit(' ').next().unwrap_or_default().to_owned());
    let saved = item.contains_key(&format!("{}_version", section.name()));
    match (saved, one == other, one.is_empty()) {
        (true, true, false) => Ok(Some(one)),
        (false, true, true) => Ok(None),
        _ => Err(format!("{} is half of {one:?} and half of {other:?}", section.name())),
    }
}
