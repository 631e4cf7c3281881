//! Valid answers.
//!
//! They are checked once, when they are parsed, and stored under their fields' names. Answers from the table are not
//! checked again, so that a stricter rule never makes an application unreadable.

use super::typed::{NO, TypedAnswers, YES};
use crate::applicant::Website;
use crate::form::{Condition, Field, FieldKind, Form, Section};
use serde::Serialize;
use std::collections::BTreeMap;

/// A valid answer, as the table stores it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Answer {
    /// A text, an address, a date, the code of a country or the value of a choice.
    Text(String),
    /// The values of at least one choice.
    Chosen(Vec<String>),
    /// Yes or no. An agreement is always yes.
    Flag(bool),
    /// A whole number.
    Number(i64),
}

/// Valid answers by attribute in the table, which is the field's name. The privacy notice has three.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Answers(BTreeMap<String, Answer>);

impl Answer {
    /// Returns whether the answer is of a question's type, and of its choices. The definition may have changed since it
    /// was given.
    pub fn fits(&self, kind: &FieldKind) -> bool {
        match (kind, self) {
            (FieldKind::Choice(offered), Self::Text(value)) => offered.iter().any(|choice| choice.value == *value),
            (FieldKind::Choices(offered), Self::Chosen(values)) => {
                values.iter().all(|value| offered.iter().any(|choice| choice.value == *value))
            }
            (FieldKind::Number { .. }, Self::Number(_))
            | (FieldKind::YesNo, Self::Flag(_))
            | (FieldKind::Agreement | FieldKind::PrivacyNotice, Self::Flag(true)) => true,
            (
                FieldKind::Text { .. }
                | FieldKind::LongText { .. }
                | FieldKind::Country
                | FieldKind::Date { .. }
                | FieldKind::Email
                | FieldKind::Telephone
                | FieldKind::WebAddress,
                Self::Text(_),
            ) => true,
            _ => false,
        }
    }

    /// Returns the values that an applicant would type.
    fn typed(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::Chosen(values) => values.clone(),
            Self::Flag(flag) => vec![if *flag { YES } else { NO }.to_owned()],
            Self::Number(number) => vec![number.to_string()],
        }
    }

    fn is(&self, value: &str) -> bool {
        match self {
            Self::Text(text) => text == value,
            Self::Chosen(values) => values.iter().any(|chosen| chosen == value),
            Self::Flag(flag) => value == if *flag { YES } else { NO },
            Self::Number(_) => false,
        }
    }
}

impl Answers {
    /// Returns an answer.
    pub fn get(&self, name: &str) -> Option<&Answer> {
        self.0.get(name)
    }

    /// Returns the answer to a question whose answer is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Answer::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns whether the answer to a question is yes.
    pub fn is_yes(&self, name: &str) -> bool {
        self.get(name) == Some(&Answer::Flag(true))
    }

    /// Sets an answer.
    pub fn set(&mut self, name: impl Into<String>, answer: Answer) {
        self.0.insert(name.into(), answer);
    }

    /// Adds other answers.
    pub fn extend(&mut self, other: Self) {
        self.0.extend(other.0);
    }

    /// Returns the answers by name, in alphabetical order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(name, answer)| (name.as_str(), answer))
    }

    /// Returns the answers to some questions.
    pub fn to(&self, fields: &[Field]) -> Self {
        let names = fields.iter().flat_map(Field::attributes);
        Self(
            names
                .filter_map(|name| Some((self.get(&name)?.clone(), name)))
                .map(|(answer, name)| (name, answer))
                .collect(),
        )
    }

    /// Returns the answers without those to some questions.
    #[must_use]
    pub fn without(&self, fields: &[Field]) -> Self {
        let removed: Vec<String> = fields.iter().flat_map(Field::attributes).collect();
        let mut answers = self.clone();
        answers.0.retain(|name, _| !removed.contains(name));
        answers
    }

    /// Returns the answers to some questions, as an applicant would type them.
    pub fn typed(&self, fields: &[Field]) -> TypedAnswers {
        let answered = fields.iter().filter_map(|field| Some((field, self.get(&field.name)?)));
        answered
            .flat_map(|(field, answer)| {
                answer.typed().into_iter().map(|value| (field.name.as_str(), as_typed(field, value)))
            })
            .collect()
    }

    /// Returns the sections of a form in which a question is asked.
    pub fn asked_sections<'a>(&self, form: &'a Form) -> impl Iterator<Item = &'a Section> {
        form.sections.iter().filter(|section| section.fields.iter().any(|field| self.asks(field)))
    }

    /// Returns whether a question is asked.
    pub fn asks(&self, field: &Field) -> bool {
        field.when.as_ref().is_none_or(|condition| self.meet(condition))
    }

    fn meet(&self, condition: &Condition) -> bool {
        let answer = self.get(&condition.field);
        answer.is_some_and(|answer| condition.values.iter().any(|value| answer.is(value)))
    }

    /// Returns whether every question that is asked and needs an answer has one, and each answer is still valid.
    pub fn complete(&self, fields: &[Field]) -> bool {
        fields.iter().filter(|field| self.asks(field)).all(|field| match self.get(&field.name) {
            Some(answer) => answer.fits(&field.kind),
            None => !field.required,
        })
    }
}

/// Returns a stored value as people type it.
fn as_typed(field: &Field, value: String) -> String {
    if field.kind == FieldKind::WebAddress { Website::from_stored(value).readable() } else { value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Choice;

    fn field(name: &str, kind: FieldKind, when: Option<Condition>) -> Field {
        Field { required: true, when, ..Field::new(name, kind) }
    }

    fn choices(values: &[&str]) -> Vec<Choice> {
        values.iter().map(|value| Choice { value: (*value).to_owned(), label: String::new() }).collect()
    }

    fn answers(pairs: &[(&str, Answer)]) -> Answers {
        Answers(pairs.iter().map(|(name, answer)| ((*name).to_owned(), answer.clone())).collect())
    }

    #[test]
    fn a_question_is_asked_when_its_condition_is_met() {
        let when = |field: &str, values: &[&str]| Condition {
            field: field.to_owned(),
            values: values.iter().map(|value| (*value).to_owned()).collect(),
        };
        let kind = answers(&[("kind", Answer::Text("b".to_owned()))]);
        assert!(kind.meet(&when("kind", &["a", "b"])) && !kind.meet(&when("kind", &["a"])));
        let areas = answers(&[("areas", Answer::Chosen(vec!["x".to_owned(), "y".to_owned()]))]);
        assert!(areas.meet(&when("areas", &["y"])) && !areas.meet(&when("areas", &["z"])));
        let flag = |yes| answers(&[("flag", Answer::Flag(yes))]);
        assert!(flag(true).meet(&when("flag", &["yes"])) && !flag(true).meet(&when("flag", &["no"])));
        assert!(flag(false).meet(&when("flag", &["no"])));
        assert!(!answers(&[]).meet(&when("kind", &["a", "no"])), "an unanswered question");
    }

    #[test]
    fn answers_are_complete_unless_one_is_missing_or_no_longer_valid() {
        let when = Condition { field: "kind".to_owned(), values: vec!["a".to_owned()] };
        let fields = [
            field("kind", FieldKind::Choice(choices(&["a", "b"])), None),
            field("size", FieldKind::Number { min: 0, max: 9, unit: String::new() }, Some(when)),
        ];
        let kind = |value: &str| ("kind", Answer::Text(value.to_owned()));
        assert!(answers(&[kind("b")]).complete(&fields));
        assert!(!answers(&[kind("a")]).complete(&fields), "the size is missing");
        assert!(answers(&[kind("a"), ("size", Answer::Number(3))]).complete(&fields));
        assert!(!answers(&[kind("a"), ("size", Answer::Text("3".to_owned()))]).complete(&fields));
        assert!(!answers(&[kind("c")]).complete(&fields), "no longer offered");
        assert!(!answers(&[]).complete(&fields));
    }
}
