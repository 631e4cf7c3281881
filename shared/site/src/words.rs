//! `site.toml`: identity, menus and the words of the form.

use crate::content::Addresses;
use crate::fields::{CHOICES, Section};
use crate::model::{FieldWords, Form, Link, Site, Window};
use crate::problem::{Problem, Problems, line_at};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    name: String,
    short_name: String,
    description: String,
    language: String,
    location: String,
    contact_email: String,
    decision_time: String,
    privacy_notice: String,
    navigation: Vec<Link>,
    call: Link,
    footer: Vec<Link>,
    form: Form,
    #[serde(skip)]
    file: PathBuf,
}

/// Reads and checks the file; `None` when it can't be read at all.
pub(crate) fn read(file: &Path, problems: &mut Problems) -> Option<Words> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            problems.push(Problem::whole(file, error));
            return None;
        }
    };
    match toml::from_str::<Words>(&text) {
        Ok(words) => {
            for message in mistakes(&words.form) {
                problems.push(Problem::whole(file, message));
            }
            Some(Words { file: file.to_owned(), ..words })
        }
        Err(error) => {
            let line = line_at(&text, error.span().map_or(0, |span| span.start));
            problems.push(Problem::at(file, line, error.message()));
            None
        }
    }
}

/// Every link in a menu or beside a question must lead somewhere, always.
pub(crate) fn check_links(words: &Words, addresses: &Addresses, problems: &mut Problems) {
    let menus = words.navigation.iter().chain(&words.footer).chain([&words.call]);
    let links = menus.chain(words.form.fields.values().filter_map(|field| field.read.as_ref()));
    for link in links {
        if let Some(trouble) = addresses.trouble(&link.path, "", Window::default()) {
            problems.push(Problem::whole(&words.file, format!("“{}” {trouble}", link.label)));
        }
    }
}

/// The words that content may use as `{{ key }}`.
pub(crate) fn placeholders(words: &Words) -> [(&'static str, &str); 6] {
    [
        ("name", &words.name),
        ("short_name", &words.short_name),
        ("location", &words.location),
        ("contact_email", &words.contact_email),
        ("decision_time", &words.decision_time),
        ("privacy_notice", &words.privacy_notice),
    ]
}

/// Parts what every function needs from what only the application form does.
pub(crate) fn split(words: Words, assets: BTreeMap<String, String>) -> (Site, Form) {
    let site = Site {
        name: words.name,
        short_name: words.short_name,
        description: words.description,
        language: words.language,
        location: words.location,
        contact_email: words.contact_email,
        decision_time: words.decision_time,
        privacy_notice: words.privacy_notice,
        navigation: words.navigation,
        call: words.call,
        footer: words.footer,
        assets,
    };
    (site, words.form)
}

/// Holds the form's words against the fields that the application has.
fn mistakes(form: &Form) -> Vec<String> {
    let mut mistakes = Vec::new();
    let sections: BTreeSet<&str> = Section::ALL.iter().map(|section| section.name()).collect();
    compare("form.sections", &sections, form.sections.keys(), &mut mistakes);
    let fields = Section::ALL.iter().flat_map(|section| section.fields());
    let names: BTreeSet<&str> = fields.clone().map(|field| field.name).collect();
    compare("form.fields", &names, form.fields.keys(), &mut mistakes);
    compare("form.choices", &CHOICES.into_iter().collect(), form.choices.keys(), &mut mistakes);

    for field in fields.filter(|field| field.required) {
        if form.fields.get(field.name).is_some_and(|words| words.missing.is_empty()) {
            mistakes.push(format!("form.fields.{} needs `missing`: what is said when it is not answered", field.name));
        }
    }
    for field in fields_with_a_form() {
        let lacks = |words: &FieldWords| words.missing.is_empty() && words.invalid.is_empty();
        if form.fields.get(field).is_some_and(lacks) {
            mistakes.push(format!("form.fields.{field} needs `invalid`: what is said when the answer cannot be right"));
        }
    }
    for (name, choices) in &form.choices {
        let values: BTreeSet<&str> = choices.iter().map(|choice| choice.value.as_str()).collect();
        if values.len() != choices.len() {
            mistakes.push(format!("form.choices.{name} has a value twice"));
        }
        let fixed: Option<&[&str]> = match name.as_str() {
            "kind" => Some(&["cro", "technology", "both", "other"]),
            "employees" => Some(&["1-49", "50-249", "250-999", "1000-4999", "5000+"]),
            _ => None,
        };
        if fixed.is_some_and(|fixed| values != fixed.iter().copied().collect()) {
            mistakes.push(format!("form.choices.{name} must have the values {}", fixed.unwrap_or_default().join(", ")));
        }
    }
    mistakes
}

/// Optional fields whose answers have a form that they can lack.
fn fields_with_a_form() -> [&'static str; 5] {
    ["contact_phone", "billing_email", "services", "regions", "committees"]
}

fn compare<'a>(
    table: &str,
    wanted: &BTreeSet<&str>,
    found: impl Iterator<Item = &'a String>,
    mistakes: &mut Vec<String>,
) {
    let found: BTreeSet<&str> = found.map(String::as_str).collect();
    mistakes.extend(wanted.difference(&found).map(|name| format!("{table}.{name} is missing")));
    mistakes.extend(found.difference(wanted).map(|name| format!("{table}.{name} is not known")));
}
