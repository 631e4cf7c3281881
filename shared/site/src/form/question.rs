//! A question as `form.toml` has it, and its checks.

use super::{Reader, check};
use model::Link;
use model::form::core::{CORE, CoreQuestion, Presence};
use model::form::{Choice, Condition, Field, FieldKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;

/// A question as it is written. [`QuestionEntry::parse`] refuses what its type does not have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct QuestionEntry {
    pub(super) name: Spanned<String>,
    r#type: Option<TypeName>,
    required: Option<bool>,
    when: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    heading: String,
    label: String,
    #[serde(default)]
    short_label: String,
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

impl QuestionEntry {
    /// Returns the question, or `None` if its type can't be told.
    pub(super) fn parse(self, reader: &mut Reader<'_>) -> Option<Field> {
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
            short_label: self.short_label,
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
                let (min, max) = self.characters(2000, 5000, at, reader);
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
