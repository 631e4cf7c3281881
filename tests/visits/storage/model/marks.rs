//! Marks: every attempt to save a section has its own mark, in two fields where possible, so that mixed attempts show.

use super::table::text;
use crate::support::{Item, answers, api};
use serde_json::{Value, json};

/// The two fields of a section that hold its mark.
fn marked(section: &str) -> [&'static str; 2] {
    match section {
        "organization" => ["legal_name", "registration_number"],
        "profile" => ["why_join", "why_join"],
        "people" => ["contact_name", "representative_title"],
        _ => ["heard_from", "heard_from"],
    }
}

/// The prefix of a section's marks.
fn kind(section: &str) -> char {
    match section {
        "organization" => 'o',
        "profile" => 'p',
        "people" => 'e',
        _ => 'd',
    }
}

/// Returns a unique mark.
pub fn mark(section: &str, actor: u32, number: u32) -> String {
    format!("q{}{actor}x{number}z", kind(section))
}

/// Returns valid answers with a mark, and with rare domains.
pub fn typed(section: &str, mark: &str) -> answers::Answers {
    let domain = if mark.ends_with("7z") { "same.example".to_owned() } else { format!("{mark}.example") };
    let mut typed = answers::good(section);
    typed = marked(section)
        .into_iter()
        .fold(typed, |typed, field| answers::with(typed, field, &format!("We call it {field} {mark}")));
    match section {
        "organization" => answers::with(answers::without(typed, "public_name"), "website", &domain),
        "people" => answers::with(typed, "contact_email", &format!("ada@{domain}")),
        _ => typed,
    }
}

/// Returns a complete application for the API.
pub fn application(mark: &str) -> Value {
    let mut application = api::application();
    for section in answers::SECTIONS {
        for (field, value) in typed(section, mark) {
            if application[field].is_string() {
                application[field] = json!(value);
            }
        }
    }
    application
}

/// Returns the marks on a page, in the order of the sections; none for a section that it does not show.
pub fn shown(page: &str) -> [Option<String>; 4] {
    answers::SECTIONS.map(|section| find(page, kind(section)))
}

fn find(text: &str, kind: char) -> Option<String> {
    let begin = [' ', 'q', kind].iter().collect::<String>();
    let mut rests = text.split(begin.as_str()).skip(1).filter_map(|rest| rest.split_once('z')).map(|(mark, _)| mark);
    let mark = rests.find(|mark| mark.chars().all(|c| c.is_ascii_digit() || c == 'x'))?;
    Some(format!("q{kind}{mark}z"))
}

/// Returns the stored mark of a section; none if it was never saved.
///
/// # Errors
/// The marks in the section, if they differ.
pub fn stored(item: &Item, section: &str) -> Result<Option<String>, String> {
    let [one, other] = marked(section).map(|field| text(item, field).rsplit(' ').next().unwrap_or_default().to_owned());
    let saved = item.contains_key(&format!("{section}_version"));
    match (saved, one == other, one.is_empty()) {
        (true, true, false) => Ok(Some(one)),
        (false, true, true) => Ok(None),
        _ => Err(format!("{section} is half of {one:?} and half of {other:?}")),
    }
}
