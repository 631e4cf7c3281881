//! Reads the answers of a section one by one, and remembers every problem rather than the first.

use shared::applicant::{Chosen, Invalid, is_blank};
use shared::application::Answers;
use shared::site::Form;

/// Something about an answer that its applicant must change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The field.
    pub(crate) field: &'static str,
    /// What is wrong, or what to do, in the site's words.
    pub(crate) message: String,
}

/// Answers being read. A method that answers `None` has noted a problem.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    form: &'a Form,
    answers: &'a Answers,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(form: &'a Form, answers: &'a Answers) -> Self {
        Self { form, answers, problems: Vec::new() }
    }

    /// An answer that there must be.
    pub(crate) fn required<T>(&mut self, field: &'static str, parse: impl Fn(&str) -> Result<T, Invalid>) -> Option<T> {
        let found = self.optional(field, parse)?;
        if found.is_none() {
            self.missing(field);
        }
        found
    }

    /// An answer that may be left out.
    pub(crate) fn optional<T>(
        &mut self,
        field: &'static str,
        parse: impl Fn(&str) -> Result<T, Invalid>,
    ) -> Option<Option<T>> {
        let typed = self.answers.first(field);
        if is_blank(typed) {
            return Some(None);
        }
        match parse(typed) {
            Ok(value) => Some(Some(value)),
            Err(invalid) => {
                self.invalid(field, invalid);
                None
            }
        }
    }

    /// Any number of the choices that the site offers.
    pub(crate) fn several(&mut self, field: &'static str) -> Option<Chosen> {
        let offered: Vec<&str> = self.form.choices(field).iter().map(|choice| choice.value.as_str()).collect();
        match Chosen::parse(self.answers.all(field), &offered) {
            Ok(chosen) => Some(chosen),
            Err(invalid) => {
                self.invalid(field, invalid);
                None
            }
        }
    }

    /// A box that must be ticked.
    pub(crate) fn agreed(&mut self, field: &'static str) -> Option<()> {
        if self.answers.ticked(field) {
            Some(())
        } else {
            self.missing(field);
            None
        }
    }

    /// A box that may be ticked.
    pub(crate) fn ticked(&self, field: &str) -> bool {
        self.answers.ticked(field)
    }

    /// The value made of what was read, or every problem.
    pub(crate) fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        value.filter(|_| self.problems.is_empty()).ok_or(self.problems)
    }

    fn missing(&mut self, field: &'static str) {
        let message = self.form.fields.get(field).map(|words| words.missing.clone()).unwrap_or_default();
        self.problems.push(Problem { field, message });
    }

    fn invalid(&mut self, field: &'static str, invalid: Invalid) {
        let Some(words) = self.form.fields.get(field) else { return };
        let message = match invalid {
            Invalid::TooLong(limit) => format!("“{}” must be {} characters or fewer", words.label, thousands(limit)),
            Invalid::TooShort(limit) => format!("“{}” must be {limit} characters or more", words.label),
            Invalid::Unprintable => format!("“{}” has characters that cannot be printed: remove them", words.label),
            Invalid::Invisible => format!("“{}” must have a letter, digit or sign that can be seen", words.label),
            Invalid::Malformed if words.invalid.is_empty() => words.missing.clone(),
            Invalid::Malformed => words.invalid.clone(),
        };
        self.problems.push(Problem { field, message });
    }
}

/// `2000` as `2,000`.
fn thousands(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
