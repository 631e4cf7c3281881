//! Reads `form.toml`: the sections of the application form and their questions.

mod check;
mod size;

use crate::catalogue::Catalogue;
use crate::compiled::BoxError;
use crate::diagnostic::{Diagnostic, Diagnostics, line_at};
use crate::files::read_text;
use crate::links::LinkTargets;
use crate::openapi;
use model::form::core::{CORE, CoreQuestion, Presence};
use model::form::{Choice, Condition, Field, FieldKind, Section};
use model::{Form, FormDocuments, Link, Visibility};
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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormFile {
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

/// A question as it is written. [`Question::parse`] refuses what its type does not have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuestionEntry {
    name: Spanned<String>,
    r#type: Option<TypeName>,
    required: Option<bool>,
    when: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    heading: String,
    label: String,
    #[serde(default)]
    hint: String,
    read: Option<Link>,
    #[serde(default)]
    missing: String,
    #[serde(default)]
    invalid: String,
    choices: Option<Vec<Choice>>,
    min: Option<toml::Value>,
    max: Option<toml::Value>,
    unit: Option<String>,
}

/// The types that a site may declare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TypeName {
    Text,
    LongText,
    Choice,
    Choices,
    Country,
    YesNo,
    Agreement,
    Number,
    Date,
    Email,
    Telephone,
    WebAddress,
}

/// The greatest number that a browser's script can represent exactly, less a digit.
const GREATEST_NUMBER: i64 = 999_999_999_999_999;

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
    let entries = match toml::from_str::<FormFile>(text) {
        Ok(entries) => entries.section,
        Err(error) => {
            let line = line_at(text, error.span().map_or(0, |span| span.start));
            diagnostics.push(Diagnostic::on_line(file, line, error.message()));
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
    Some(ParsedForm { sections, lines })
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

impl QuestionEntry {
    fn parse(self, reader: &mut Reader<'_>) -> Option<Field> {
        let at = self.name.span().start;
        let name = self.name.get_ref().clone();
        let core = CORE.iter().find(|core| core.name == name);
        let kind = match core {
            Some(core) => self.core_kind(core, at, reader)?,
            None => self.declared_kind(at, reader)?,
        };
        let when = match self.when {
            Some(_) if core.is_some() => {
                reader.mistake(at, format!("{name} is a core question, which has no `when`"));
                None
            }
            when => condition(when, &name, at, reader),
        };
        let required = required(core, &kind, self.required, &name, at, reader);
        let field = Field {
            name,
            kind,
            required,
            when,
            heading: self.heading,
            label: self.label,
            hint: self.hint,
            read: self.read,
            missing: self.missing,
            invalid: self.invalid,
        };
        check::words(&field, at, reader);
        Some(field)
    }

    /// Returns the fixed type of a core question.
    fn core_kind(&self, core: &CoreQuestion, at: usize, reader: &mut Reader<'_>) -> Option<FieldKind> {
        let declares_a_type = self.r#type.is_some()
            || self.choices.is_some()
            || self.min.is_some()
            || self.max.is_some()
            || self.unit.is_some();
        if declares_a_type {
            reader.mistake(
                at,
                format!(
                    "{} is a core question: its type, choices and bounds are fixed, only its words are yours",
                    core.name
                ),
            );
            return None;
        }
        Some(core.kind())
    }

    fn declared_kind(&self, at: usize, reader: &mut Reader<'_>) -> Option<FieldKind> {
        let name = self.name.get_ref();
        let Some(r#type) = self.r#type else {
            let core: Vec<_> = CORE.iter().map(|core| core.name).collect();
            reader.mistake(
                at,
                format!("{name} needs a `type`; only these core questions have one already: {}", core.join(", ")),
            );
            return None;
        };
        let mut unused = Vec::new();
        let has_choices = matches!(r#type, TypeName::Choice | TypeName::Choices);
        let has_bounds = matches!(r#type, TypeName::Text | TypeName::LongText | TypeName::Number | TypeName::Date);
        unused.extend((self.choices.is_some() && !has_choices).then_some("choices"));
        unused.extend((self.min.is_some() && !has_bounds).then_some("min"));
        unused.extend((self.max.is_some() && !has_bounds).then_some("max"));
        unused.extend((self.unit.is_some() && r#type != TypeName::Number).then_some("unit"));
        for key in unused {
            reader.mistake(at, format!("{name} can't have `{key}`, which its type does not use"));
        }
        let choices = || self.choices.clone().unwrap_or_default();
        Some(match r#type {
            TypeName::Text => {
                let (min, max) = self.characters(300, 1000, at, reader);
                FieldKind::Text { min, max }
            }
            TypeName::LongText => {
                let (min, max) = self.characters(2000, 10_000, at, reader);
                FieldKind::LongText { min, max }
            }
            TypeName::Choice => FieldKind::Choice(choices()),
            TypeName::Choices => FieldKind::Choices(choices()),
            TypeName::Country => FieldKind::Country,
            TypeName::YesNo => FieldKind::YesNo,
            TypeName::Agreement => FieldKind::Agreement,
            TypeName::Number => {
                let min = self.integer(self.min.as_ref(), "min", 0, at, reader);
                let max = self.integer(self.max.as_ref(), "max", GREATEST_NUMBER, at, reader);
                if min > max || max > GREATEST_NUMBER || min < -GREATEST_NUMBER {
                    reader.mistake(at, format!("the bounds of {name} must be in order and have at most 15 digits"));
                }
                FieldKind::Number { min, max, unit: self.unit.clone().unwrap_or_default() }
            }
            TypeName::Date => {
                let min = self.date(self.min.as_ref(), "min", at, reader);
                let max = self.date(self.max.as_ref(), "max", at, reader);
                if !min.is_empty() && !max.is_empty() && min > max {
                    reader.mistake(at, format!("the first date of {name} is after its last one"));
                }
                FieldKind::Date { min, max }
            }
            TypeName::Email => FieldKind::Email,
            TypeName::Telephone => FieldKind::Telephone,
            TypeName::WebAddress => FieldKind::WebAddress,
        })
    }

    /// Returns the bounds of a text in characters.
    fn characters(&self, default: usize, most: usize, at: usize, reader: &mut Reader<'_>) -> (usize, usize) {
        let mut bound = |value, key, default: usize| {
            let default = i64::try_from(default).unwrap_or(i64::MAX);
            usize::try_from(self.integer(value, key, default, at, reader)).unwrap_or(0)
        };
        let (min, max) = (bound(self.min.as_ref(), "min", 1), bound(self.max.as_ref(), "max", default));
        if !(1..=most).contains(&max) || !(1..=max).contains(&min) {
            let name = self.name.get_ref();
            reader.mistake(at, format!("the bounds of {name} must be in order, from 1 to {most} characters"));
        }
        (min, max)
    }

    fn integer(&self, value: Option<&toml::Value>, key: &str, default: i64, at: usize, reader: &mut Reader<'_>) -> i64 {
        match value {
            None => default,
            Some(toml::Value::Integer(number)) => *number,
            Some(_) => {
                reader.mistake(at, format!("`{key}` of {} must be a whole number", self.name.get_ref()));
                default
            }
        }
    }

    fn date(&self, value: Option<&toml::Value>, key: &str, at: usize, reader: &mut Reader<'_>) -> String {
        let text = match value {
            None => return String::new(),
            Some(toml::Value::String(text)) => text.clone(),
            Some(toml::Value::Datetime(date)) => date.to_string(),
            Some(_) => String::new(),
        };
        let is_day = text.len() == 10 && crate::dates::Date::try_from(text.clone()).is_ok();
        if !is_day {
            reader.mistake(at, format!("`{key}` of {} must be a date such as 2026-11-27", self.name.get_ref()));
        }
        text
    }
}

/// Reads `when`, which names one question.
fn condition(
    when: Option<BTreeMap<String, Vec<String>>>,
    name: &str,
    at: usize,
    reader: &mut Reader<'_>,
) -> Option<Condition> {
    let mut entries = when?.into_iter();
    match (entries.next(), entries.next()) {
        (Some((field, values)), None) if !values.is_empty() => Some(Condition { field, values }),
        _ => {
            reader.mistake(
                at,
                format!(
                    "`when` of {name} must name one question and at least one answer, such as {{ kind = [\"other\"] }}"
                ),
            );
            None
        }
    }
}

/// Returns whether an answer is required.
fn required(
    core: Option<&CoreQuestion>,
    kind: &FieldKind,
    declared: Option<bool>,
    name: &str,
    at: usize,
    reader: &mut Reader<'_>,
) -> bool {
    let is_fixed = match core.map(|core| core.presence) {
        Some(Presence::Always | Presence::Required) => Some(true),
        Some(Presence::Optional) => Some(false),
        Some(Presence::Free) => None,
        None => (*kind == FieldKind::Agreement).then_some(true),
    };
    if let (Some(fixed), Some(declared)) = (is_fixed, declared)
        && fixed != declared
    {
        let always = if fixed { "always required" } else { "never required" };
        reader.mistake(at, format!("an answer to {name} is {always}: leave out `required`"));
    }
    is_fixed.or(declared).unwrap_or(false)
}

/// The words of the catalogue that go with every form: for answers, and for mistakes in them.
pub(crate) const WORDS: [&str; 25] = [
    "answer.no",
    "answer.yes",
    "character.apostrophe",
    "character.at",
    "character.dot",
    "character.hyphen",
    "character.plus",
    "character.underscore",
    "error.character",
    "error.invisible",
    "error.no_field",
    "error.not_boolean",
    "error.not_deliverable",
    "error.not_integer",
    "error.not_string",
    "error.not_strings",
    "error.too_early",
    "error.too_high",
    "error.too_late",
    "error.too_long",
    "error.too_low",
    "error.too_short",
    "error.unprintable",
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
        let version = Sha256::digest(&definition).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        let words = WORDS.map(|key| (key.to_owned(), catalogue.text(key))).into();
        let form = Form { version, sections: self.sections, words, countries: catalogue.countries() };
        let openapi = openapi::document(association, &form)?;
        Ok((form, FormDocuments { definition: definition.into(), openapi: openapi.into() }))
    }
}

#[cfg(test)]
mod tests;
