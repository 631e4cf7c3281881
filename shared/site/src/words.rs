//! Reads `site.toml`: identity, menus and the words of the form.

use crate::catalogue::Catalogue;
use crate::diagnostic::{Diagnostic, Diagnostics, line_at};
use crate::locale;
use model::fields::{CHOICES, Section};
use model::{FieldWords, Form, Link, Site};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The entries of the file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Words {
    name: String,
    short_name: String,
    description: String,
    #[serde(default)]
    base_url: Option<String>,
    language: String,
    location: String,
    contact_email: String,
    decision_time: String,
    privacy_notice: String,
    navigation: Vec<Link>,
    call: Link,
    footer: Vec<Link>,
    #[serde(default)]
    application_page: Option<String>,
    #[serde(default = "time_zone")]
    time_zone: String,
    form: Form,
    #[serde(skip)]
    file: PathBuf,
}

/// Reads and checks the file; `None` when it can't be parsed.
pub(crate) fn read(file: &Path, diagnostics: &mut Diagnostics) -> Option<Words> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            diagnostics.push(Diagnostic::in_file(file, error));
            return None;
        }
    };
    match toml::from_str::<Words>(&text) {
        Ok(words) => {
            if let Some(base_url) = words.base_url.as_deref().filter(|base_url| !is_https_origin(base_url)) {
                let line = text.lines().position(|line| line.starts_with("base_url")).unwrap_or(0) + 1;
                let message = format!("base_url must be like https://www.example.org, not {base_url}");
                diagnostics.push(Diagnostic::on_line(file, line, message));
            }
            if locale::time_zone(&words.time_zone).is_none() {
                let line = text.lines().position(|line| line.starts_with("time_zone")).unwrap_or(0) + 1;
                let message = format!("time_zone must be like Europe/Stockholm, not {}", words.time_zone);
                diagnostics.push(Diagnostic::on_line(file, line, message));
            }
            for message in form_mistakes(&words.form) {
                diagnostics.push(Diagnostic::in_file(file, message));
            }
            Some(Words { file: file.to_owned(), ..words })
        }
        Err(error) => {
            let line = line_at(&text, error.span().map_or(0, |span| span.start));
            diagnostics.push(Diagnostic::on_line(file, line, error.message()));
            None
        }
    }
}

impl Words {
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    /// Returns the address of the page that leads to the application: that of the call to action, by default.
    pub(crate) fn application_page(&self) -> &str {
        self.application_page.as_ref().unwrap_or(&self.call.path)
    }

    /// Returns the links in menus and next to questions.
    pub(crate) fn links(&self) -> impl Iterator<Item = &Link> {
        let menus = self.navigation.iter().chain(&self.footer).chain([&self.call]);
        menus.chain(self.form.fields.values().filter_map(|field| field.read.as_ref()))
    }

    /// Returns the words that content may use as `{{ key }}`.
    pub(crate) fn placeholders(&self) -> [(&'static str, &str); 6] {
        [
            ("name", &self.name),
            ("short_name", &self.short_name),
            ("location", &self.location),
            ("contact_email", &self.contact_email),
            ("decision_time", &self.decision_time),
            ("privacy_notice", &self.privacy_notice),
        ]
    }

    /// Separates the site, which every function needs, from the words of the application form.
    pub(crate) fn split(self, assets: BTreeMap<String, String>, catalogue: &Catalogue) -> (Site, Form) {
        let site = Site {
            application_page: self.application_page().to_owned(),
            name: self.name,
            short_name: self.short_name,
            description: self.description,
            base_url: self.base_url,
            language: self.language,
            location: self.location,
            contact_email: self.contact_email,
            decision_time: self.decision_time,
            privacy_notice: self.privacy_notice,
            navigation: self.navigation,
            call: self.call,
            footer: self.footer,
            locale: catalogue.locale(&self.time_zone),
            assets,
        };
        (site, self.form)
    }
}

fn time_zone() -> String {
    "UTC".to_owned()
}

/// Returns whether a text is an `https` origin, as browsers write it, without a trailing slash.
fn is_https_origin(text: &str) -> bool {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let (host, port) = host.split_once(':').map_or((host, None), |(host, port)| (host, Some(port)));
    host.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && host.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-".contains(&byte))
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|number| number != 443 && number.to_string() == port))
}

/// Compares the form's words with the application's fields.
fn form_mistakes(form: &Form) -> Vec<String> {
    let mut mistakes = Vec::new();
    let sections: BTreeSet<&str> = Section::ALL.iter().map(|section| section.name()).collect();
    compare("form.sections", &sections, form.sections.keys(), &mut mistakes);
    let fields = Section::ALL.iter().flat_map(|section| section.fields());
    let names: BTreeSet<&str> = fields.clone().map(|field| field.name).collect();
    compare("form.fields", &names, form.fields.keys(), &mut mistakes);
    compare("form.choices", &CHOICES.into_iter().collect(), form.choices.keys(), &mut mistakes);

    for field in fields.filter(|field| field.required) {
        if form.fields.get(field.name).is_some_and(|words| words.missing.is_empty()) {
            mistakes.push(format!("form.fields.{} needs `missing`, the error for a missing answer", field.name));
        }
    }
    for field in fields_to_validate() {
        let has_no_error = |words: &FieldWords| words.missing.is_empty() && words.invalid.is_empty();
        if form.fields.get(field).is_some_and(has_no_error) {
            mistakes.push(format!("form.fields.{field} needs `invalid`, the error for an invalid answer"));
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

/// Optional fields whose answers can be invalid.
fn fields_to_validate() -> [&'static str; 5] {
    ["contact_phone", "billing_email", "services", "regions", "committees"]
}

fn compare<'a>(
    table: &str,
    expected: &BTreeSet<&str>,
    actual: impl Iterator<Item = &'a String>,
    mistakes: &mut Vec<String>,
) {
    let actual: BTreeSet<&str> = actual.map(String::as_str).collect();
    mistakes.extend(expected.difference(&actual).map(|name| format!("{table}.{name} is missing")));
    mistakes.extend(actual.difference(expected).map(|name| format!("{table}.{name} is not known")));
}
