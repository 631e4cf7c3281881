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
        let malformed = if words.invalid.is_empty() { &words.missing } else { &words.invalid };
        self.problems.push(Problem { field, message: message(invalid, &words.label, malformed) });
    }
}

/// Says what is wrong with the answer to the question `label`, and what to do. `malformed` is the site's own sentence.
pub(crate) fn message(invalid: Invalid, label: &str, malformed: &str) -> String {
    match invalid {
        Invalid::TooLong(limit) => format!("“{label}” must be {} characters or fewer", thousands(limit)),
        Invalid::TooShort(limit) => format!("“{label}” must be {limit} characters or more"),
        Invalid::Unprintable => format!("“{label}” has characters that cannot be printed: remove them"),
        Invalid::Invisible => format!("“{label}” must have a letter, digit or sign that can be seen"),
        Invalid::Character { found, instead } => {
            format!("Replace “{found}” with {} in “{label}”", ordinary(instead))
        }
        Invalid::NotDeliverable(found) => {
            format!("“{label}” has “{found}” before the @. We cannot send email to such addresses: enter another one")
        }
        Invalid::Malformed => malformed.to_owned(),
    }
}

/// The name of a character. Without it, an ordinary character and its look-alike may be hard to tell apart.
fn ordinary(character: char) -> String {
    let name = match character {
        '@' => "an ordinary at sign",
        '.' => "an ordinary dot",
        '\'' => "a straight apostrophe",
        '-' => "an ordinary hyphen",
        '+' => "an ordinary plus sign",
        '_' => "an ordinary underscore",
        _ => "an ordinary",
    };
    format!("{name} “{character}”")
}

/// `2000` as `2,000`.
fn thousands(number: usize) -> String {
    if number < 1000 { number.to_string() } else { format!("{},{:03}", number / 1000, number % 1000) }
}
