//! Reads `form.toml`: the sections of the application form and their questions.

mod check;
mod question;
mod size;

use crate::catalogue::Catalogue;
use crate::compiled::BoxError;
use crate::diagnostic::{Diagnostic, Diagnostics, line_at};
use crate::files::read_text;
use crate::identity::Identity;
use crate::links::LinkTargets;
use crate::openapi;
use model::form::core::CoreQuestion;
use model::form::{Condition, Field, Section};
use model::{Form, FormDocuments, Visibility};
use question::QuestionEntry;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Display;
use std::path::Path;
use toml::Spanned;

/// The sections of the form, with their places in the file.
#[derive(Debug)]
pub(crate) struct ParsedForm {
    pub(crate) sections: Vec<Section>,
    /// The line of each question, by name.
    pub(crate) lines: BTreeMap<String, usize>,
    /// Codes of the countries that are offered first.
    pub(crate) likely_countries: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormFile {
    #[serde(default)]
    likely_countries: Vec<Spanned<String>>,
    section: Vec<SectionEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionEntry {
    address: Spanned<String>,
    title: String,
    #[serde(default)]
    introduction: String,
    #[serde(default)]
    question: Vec<QuestionEntry>,
}

/// Collects the mistakes of one file.
struct Reader<'a> {
    file: &'a Path,
    text: &'a str,
    diagnostics: &'a mut Diagnostics,
}

impl Reader<'_> {
    fn mistake(&mut self, at: usize, message: impl Display) {
        self.diagnostics.push(Diagnostic::on_line(self.file, line_at(self.text, at), message));
    }
}

/// Reads and checks the file; `None` when it can't be parsed.
pub(crate) fn read(file: &Path, diagnostics: &mut Diagnostics) -> Option<ParsedForm> {
    match read_text(file) {
        Ok(text) => parse(file, &text, diagnostics),
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            None
        }
    }
}

fn parse(file: &Path, text: &str, diagnostics: &mut Diagnostics) -> Option<ParsedForm> {
    let FormFile { likely_countries, section: entries } = match toml::from_str(text) {
        Ok(entries) => entries,
        Err(error) => {
            diagnostics.push(Diagnostic::of_toml(file, text, &error));
            return None;
        }
    };
    let mut reader = Reader { file, text, diagnostics };
    let mut lines = BTreeMap::new();
    let mut sections = Vec::new();
    for entry in entries {
        let at = entry.address.span().start;
        let mut fields: Vec<Field> = Vec::new();
        for question in entry.question {
            let at = question.name.span().start;
            if let Some(field) = question.parse(&mut reader) {
                if lines.insert(field.name.clone(), line_at(reader.text, at)).is_some() {
                    reader.mistake(at, format!("the question {} is there twice", field.name));
                }
                fields.push(field);
            }
        }
        let section =
            Section { name: entry.address.into_inner(), title: entry.title, introduction: entry.introduction, fields };
        check::section(&section, &sections, at, &mut reader);
        sections.push(section);
    }
    link_core_conditions(&mut sections);
    check::form(&sections, &lines, &mut reader);
    size::check(&sections, &mut reader);
    let likely_countries = check::likely_countries(likely_countries, &mut reader);
    Some(ParsedForm { sections, lines, likely_countries })
}

impl ParsedForm {
    /// Checks that visitors can find members by the answers to these questions.
    pub(crate) fn check_filters(&self, identity: &Identity, diagnostics: &mut Diagnostics) {
        for name in identity.filters() {
            let field = self.sections.iter().flat_map(|section| &section.fields).find(|field| field.name == name);
            if field.is_none_or(|field| field.choices().is_empty()) {
                let message = format!("filters has {name}, which is no question with choices");
                diagnostics.push(Diagnostic::on_line(identity.file(), identity.line_of("filters"), message));
            }
        }
    }
}

/// Gives core questions their conditions, where the form has the question that they depend on.
fn link_core_conditions(sections: &mut [Section]) {
    let names: Vec<String> =
        sections.iter().flat_map(|section| &section.fields).map(|field| field.name.clone()).collect();
    for field in sections.iter_mut().flat_map(|section| &mut section.fields) {
        let condition = CoreQuestion::named(&field.name).and_then(|core| core.when);
        if let Some((other, value)) = condition.filter(|(other, _)| names.iter().any(|name| name == other)) {
            field.when = Some(Condition { field: other.to_owned(), values: vec![value.to_owned()] });
        }
    }
}

/// The limit of a definition, which the table keeps in one item. DynamoDB's own limit is 400 KB.
const DEFINITION_BYTES: usize = 200_000;

/// The words of the catalogue that go with every form: for answers, and for mistakes in them.
pub(crate) const WORDS: [&str; 41] = [
    "answer.no",
    "answer.yes",
    "character.apostrophe",
    "character.at",
    "character.dot",
    "character.hyphen",
    "character.plus",
    "character.underscore",
    "error.character",
    "error.either_country",
    "error.email_has_brackets",
    "error.email_has_comma",
    "error.email_has_no_at",
    "error.email_has_no_domain",
    "error.email_has_no_ending",
    "error.email_has_no_name",
    "error.email_has_several_ats",
    "error.email_has_space",
    "error.invisible",
    "error.left_out",
    "error.near_country",
    "error.no_field",
    "error.not_boolean",
    "error.not_deliverable",
    "error.not_integer",
    "error.not_string",
    "error.not_strings",
    "error.several_addresses",
    "error.too_early",
    "error.too_high",
    "error.too_late",
    "error.too_long",
    "error.too_low",
    "error.too_short",
    "error.unprintable",
    "error.website_has_no_dot",
    "error.website_has_no_ending",
    "error.website_has_space",
    "error.website_is_email",
    "link.label",
    "link.malformed",
];

impl ParsedForm {
    /// Checks the links next to questions.
    pub(crate) fn check_links(&self, file: &Path, targets: &LinkTargets, diagnostics: &mut Diagnostics) {
        for field in self.sections.iter().flat_map(|section| &section.fields) {
            let Some(link) = &field.read else { continue };
            if let Some(mistake) = targets.mistake(&link.path, "", Visibility::default()) {
                let line = self.lines.get(&field.name).copied().unwrap_or(1);
                diagnostics.push(Diagnostic::on_line(file, line, format!("“{}” {mistake}", link.label)));
            }
        }
    }

    /// Makes the form, and the documents that follow from it.
    ///
    /// # Errors
    /// When the documents can't be written.
    pub(crate) fn compile(self, association: &str, catalogue: &Catalogue) -> Result<(Form, FormDocuments), BoxError> {
        let definition = serde_json::to_string(&self.sections)?;
        if definition.len() > DEFINITION_BYTES {
            let size = definition.len();
            return Err(
                format!("takes {size} bytes, and the limit is {DEFINITION_BYTES}: shorten hints and lists").into()
            );
        }
        let version = Sha256::digest(&definition).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let words = WORDS.map(|key| (key.to_owned(), catalogue.text(key))).into();
        let (sections, likely_countries) = (self.sections, self.likely_countries);
        let form = Form { version, sections, words, countries: catalogue.countries(), likely_countries };
        let openapi = openapi::document(association, &form)?;
        Ok((form, FormDocuments { definition: definition.into(), openapi: openapi.into() }))
    }
}

#[cfg(test)]
mod tests;
