//! Answers as the applicant typed them.

use std::collections::BTreeMap;

/// The values of each field, as typed. A field may have several values, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Vec<String>>);

/// The value of a ticked box.
pub const TICKED: &str = "yes";

impl Answers {
    /// Returns the first value of a field, or the empty string.
    pub fn first(&self, field: &str) -> &str {
        self.all(field).first().map_or("", String::as_str)
    }

    /// Returns every value of a field.
    pub fn all(&self, field: &str) -> &[String] {
        self.0.get(field).map_or(&[], Vec::as_slice)
    }

    /// Returns whether a box is ticked.
    pub fn ticked(&self, field: &str) -> bool {
        matches!(self.first(field), TICKED | "on" | "true" | "1")
    }

    /// Adds a value to a field.
    pub fn add(&mut self, field: &str, value: impl Into<String>) {
        self.0.entry(field.to_owned()).or_default().push(value.into());
    }

    /// Removes every value of a field.
    pub fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }

    /// Adds a value, if there is one.
    pub fn add_some(&mut self, field: &str, value: Option<impl Into<String>>) {
        if let Some(value) = value {
            self.add(field, value);
        }
    }

    /// Ticks a box if `ticked` is set.
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
