use super::{Invalid, unicode};
use crate::timestamp::Timestamp;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A calendar date between the years 1 and 9999. Written as RFC 3339's full-date, so that texts sort as dates do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date(time::Date);

impl Date {
    /// Parses a date as browsers send it, such as `2026-11-27`. Digits may be in any script.
    ///
    /// # Errors
    /// When the text is no such date.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let ascii: String = unicode::visible(typed).chars().map(|c| unicode::digit(c).unwrap_or(c)).collect();
        let midnight =
            OffsetDateTime::parse(&format!("{ascii}T00:00:00Z"), &Rfc3339).map_err(|_| Invalid::Malformed)?;
        if midnight.year() > 0 { Ok(Self(midnight.date())) } else { Err(Invalid::Malformed) }
    }
}

impl Date {
    /// Returns the date of a time, in UTC.
    pub fn of(time: Timestamp) -> Self {
        Self(OffsetDateTime::from_unix_timestamp(time.unix()).unwrap_or(OffsetDateTime::UNIX_EPOCH).date())
    }

    /// Returns the date so many days later, or earlier if they are negative.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(time::Duration::days(days)))
    }

    /// Returns the same day a year later; 28 February after a leap day.
    #[must_use]
    pub fn next_year(self) -> Self {
        let year = self.0.year().saturating_add(1);
        Self(self.0.replace_year(year).unwrap_or_else(|_| self.0.saturating_add(time::Duration::days(365))))
    }

    /// Returns the days until another date; negative if it is before this one.
    pub fn days_until(self, other: Self) -> i64 {
        (other.0 - self.0).whole_days()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).map_err(|_| "not a date")
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_parse_and_print_as_browsers_send_them() {
        for (typed, date) in
            [("2026-11-27", "2026-11-27"), (" 0999-02-28\u{200b}", "0999-02-28"), ("٢٠٢٤-٠٢-٢٩", "2024-02-29")]
        {
            assert_eq!(Date::parse(typed).map(|date| date.to_string()), Ok(date.to_owned()));
        }
    }

    #[test]
    fn a_year_later_is_the_same_day_if_there_is_one() {
        for (day, later) in [("2026-11-28", "2027-11-28"), ("2028-02-29", "2029-02-28"), ("2027-02-28", "2028-02-28")] {
            assert_eq!(Date::parse(day).unwrap().next_year().to_string(), later);
        }
        let date = Date::parse("2026-12-31").unwrap();
        assert_eq!(date.plus_days(1).to_string(), "2027-01-01");
        assert_eq!((date.days_until(date.plus_days(60)), date.plus_days(7).days_until(date)), (60, -7));
        assert_eq!(Date::of(Timestamp::from_unix(1_795_426_200)).to_string(), "2026-11-23");
    }

    #[test]
    fn anything_else_is_malformed() {
        for typed in [
            "",
            "27.11.2026",
            "2025-02-29",
            "2026-13-01",
            "2026-1-1",
            "0000-01-01",
            "-001-01-01",
            "2026-11-27T00:00:00Z",
            "12026-01-01",
        ] {
            assert_eq!(Date::parse(typed), Err(Invalid::Malformed), "{typed}");
        }
    }
}
