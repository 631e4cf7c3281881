//! Dates with the precision of a day, a month or a year.

use crate::catalogue::Catalogue;
use serde::Deserialize;
use time::Month;

/// An RFC 3339 full date, a year and month, or a year.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Date {
    text: String,
    month: Option<u8>,
    day: Option<u8>,
}

/// How to write a date.
pub(crate) const FORM: &str = "date must be written as \"2026-11-23\", \"2026-11\" or \"2026\"";

impl Date {
    /// Returns the date as written: `2025-06-10`, `2025-06` or `2025`.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the date for people: `June 10, 2025`, `June 2025` or `2025`.
    pub(crate) fn words(&self, catalogue: &Catalogue) -> String {
        let year = self.text.split('-').next().unwrap_or_default();
        catalogue.date(year, self.month, self.day)
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        parts(&text).map(|(month, day)| Self { month, day, text }).ok_or(FORM)
    }
}

/// Returns the month and the day of a date.
fn parts(text: &str) -> Option<(Option<u8>, Option<u8>)> {
    let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    let mut parts = text.split('-');
    let year = parts.next().filter(|year| digits(year, 4))?;
    let Some(month) = parts.next() else { return Some((None, None)) };
    let month = Month::try_from(month.parse::<u8>().ok().filter(|_| digits(month, 2))?).ok()?;
    let Some(day) = parts.next() else { return Some((Some(month.into()), None)) };
    let day = day.parse::<u8>().ok().filter(|_| digits(day, 2) && parts.next().is_none())?;
    time::Date::from_calendar_date(year.parse().ok()?, month, day).ok()?;
    Some((Some(month.into()), Some(day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_may_lack_day_or_month() {
        for (text, expected) in
            [("2025-06-10", (Some(6), Some(10))), ("2024-12", (Some(12), None)), ("2026", (None, None))]
        {
            assert_eq!(parts(text), Some(expected));
        }
    }

    #[test]
    fn anything_else_is_invalid() {
        for text in ["", "26", "2026-13", "2025-02-29", "2025-6-1", "2025-06-10-1", "June 2025", "2025-06-10T00:00:00Z"]
        {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
