//! Dates with the precision of a day, a month or a year.

use serde::Deserialize;
use time::Month;

/// An RFC 3339 full date, a year and month, or a year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Date {
    text: String,
    words: String,
}

/// How to write a date.
pub(crate) const FORM: &str = "date must be written as \"2026-11-23\", \"2026-11\" or \"2026\"";

impl Date {
    /// Returns the date as written: `2025-06-10`, `2025-06` or `2025`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the date for people: `10 June 2025`, `June 2025` or `2025`.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        words(&text).map(|words| Self { words, text }).ok_or(FORM)
    }
}

fn words(text: &str) -> Option<String> {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| digits(year, 4))?;
    let Some(month) = parts.next() else { return Some(year.to_owned()) };
    let month = Month::try_from(month.parse::<u8>().ok().filter(|_| digits(month, 2))?).ok()?;
    let Some(day) = parts.next() else { return Some(format!("{month} {year}")) };
    let day = day.parse::<u8>().ok().filter(|_| digits(day, 2) && parts.next().is_none())?;
    time::Date::from_calendar_date(year.parse().ok()?, month, day).ok()?;
    Some(format!("{day} {month} {year}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_lack_day_or_month() {
        for (text, expected) in [("2025-06-10", "10 June 2025"), ("2024-12", "December 2024"), ("2026", "2026")] {
            assert_eq!(words(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn anything_else_is_invalid() {
        for text in ["", "26", "2026-13", "2025-02-29", "2025-6-1", "2025-06-10-1", "June 2025", "2025-06-10T00:00:00Z"]
        {
            assert_eq!(words(text), None, "{text}");
        }
    }
}
