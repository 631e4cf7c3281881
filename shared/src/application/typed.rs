//! Answers as the applicant typed them.

use std::collections::BTreeMap;

/// The values of each field, as typed. A field may have several values, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedAnswers(BTreeMap<String, Vec<String>>);

/// The value of a ticked box, and of the button for yes.
pub const YES: &str = "yes";
/// The value of the button for no.
pub const NO: &str = "no";

impl TypedAnswers {
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
        matches!(self.first(field), YES | "on" | "true" | "1")
    }

    /// Adds a value to a field.
    pub fn add(&mut self, field: &str, value: impl Into<String>) {
        self.0.entry(field.to_owned()).or_default().push(value.into());
    }

    /// Removes every value of a field.
    pub fn remove(&mut self, field: &str) {
        self.0.remove(field);
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for TypedAnswers {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        let mut answers = Self::default();
        for (field, value) in pairs {
            answers.add(&field.into(), value);
        }
        answers
    }
}
