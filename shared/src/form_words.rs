//! The site's words for answers, and its way to write numbers and dates.

use crate::applicant::Country;
use crate::site::{Form, Locale, fill};

/// The words that go with a form.
#[derive(Debug, Clone, Copy)]
pub struct FormWords<'a> {
    /// The form.
    pub form: &'a Form,
    /// How the site writes numbers and dates.
    pub locale: &'a Locale,
}

impl<'a> FormWords<'a> {
    /// Returns the words for a key of the catalogue.
    pub fn text(self, key: &'a str) -> &'a str {
        self.form.word(key)
    }

    /// Returns the words for a key of the catalogue, with values in place of `{{ name }}`.
    pub fn fill(self, key: &str, values: &[(&str, &str)]) -> String {
        fill(self.form.word(key), values)
    }

    /// Writes a count.
    pub fn count(self, count: usize) -> String {
        self.locale.number(count)
    }

    /// Writes a number and its unit.
    pub fn number(self, number: i64, unit: &str) -> String {
        let sign = if number < 0 { "−" } else { "" };
        let digits = self.count(usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX));
        if unit.is_empty() { format!("{sign}{digits}") } else { format!("{sign}{digits}\u{a0}{unit}") }
    }

    /// Writes a date, such as `2026-11-27`.
    pub fn date(self, date: &str) -> String {
        self.locale.date(date)
    }

    /// Returns the codes and names of all countries, in the site's order.
    pub fn countries(self) -> Vec<(&'a str, &'a str)> {
        match self.form.countries.as_slice() {
            [] => Country::all().collect(),
            own => own.iter().map(|(code, name)| (code.as_str(), name.as_str())).collect(),
        }
    }

    /// Returns the name of a country.
    pub fn country(self, code: &str) -> String {
        let own = self.form.countries.iter().find(|(listed, _)| listed == code).map(|(_, name)| name.clone());
        own.unwrap_or_else(|| Country::from_stored(code.to_owned()).name().to_owned())
    }
}
