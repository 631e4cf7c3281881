//! Answers as they are typed: texts by field name.

use std::collections::BTreeMap;

/// What was typed and ticked, by field name. A field can have several values, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Vec<String>>);

/// The value of a box that is ticked.
pub const TICKED: &str = "yes";

impl Answers {
    /// The first value of a field, or nothing.
    pub fn first(&self, field: &str) -> &str {
        self.all(field).first().map_or("", String::as_str)
    }

    /// Every value of a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, field: &str) -> bool {
        matches!(self.first(field), TICKED | "on" | "true" | "1")
    }

    /// Adds a value.
    pub fn add(&mut self, field: &str, value: impl Into<String>) {
        self.0.entry(field.to_owned()).or_default().push(value.into());
    }

    /// Takes every value of a field away.
    pub fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Adds a value that there may or may not be.
    pub fn add_some(&mut self, field: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(field, value);
        }
    }

    /// Ticks a box, or leaves it.
    pub fn tick(&mut self, field: &str, ticked: bool) {
        self.add_some(field, ticked.then_some(TICKED));
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Answers {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut answers = Self::default();
        for (field, value) in pairs {
            answers.add(&field.into(), value);
        }
        answers
    }
}
