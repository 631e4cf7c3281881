use super::{Invalid, unicode};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A calendar date between the years 1 and 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
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

impl std::fmt::Display for Date {
    /// Writes RFC 3339's full-date, so that texts sort as dates do.
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
