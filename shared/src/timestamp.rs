//! Times in UTC, to the second.

use serde::{Deserialize, Serialize};
use std::fmt;
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime, UtcOffset};

/// A time in UTC, to the second. Written as in RFC 3339, such as `2026-11-23T09:30:00Z`, so that texts sort as times do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Timestamp(OffsetDateTime);

impl Timestamp {
    /// Returns the time of a Unix second. Years outside 0 to 9999 count as 1970-01-01T00:00:00Z.
    pub fn from_unix(seconds: i64) -> Self {
        let time = OffsetDateTime::from_unix_timestamp(seconds).ok().filter(|time| (0..10_000).contains(&time.year()));
        Self(time.unwrap_or(OffsetDateTime::UNIX_EPOCH))
    }

    /// The Unix second, as DynamoDB's TTL requires.
    pub fn unix(self) -> i64 {
        self.0.unix_timestamp()
    }

    /// Returns the time `days` later.
    #[must_use]
    pub fn plus_days(self, days: u16) -> Self {
        Self(self.0.saturating_add(Duration::days(days.into())))
    }

    /// The date, RFC 3339's full-date, such as `2026-11-23`.
    pub fn date(self) -> String {
        self.to_string().split('T').next().unwrap_or_default().to_owned()
    }

    /// The month, the beginning of RFC 3339, such as `2026-11`.
    pub fn month(self) -> String {
        self.to_string().chars().take(7).collect()
    }

    /// The hour, the beginning of RFC 3339, such as `2026-11-23T09`.
    pub fn hour(self) -> String {
        self.to_string().split(':').next().unwrap_or_default().to_owned()
    }

    /// The Unix second at which the next day begins.
    pub fn end_of_day(self) -> i64 {
        self.end_of(24 * 60 * 60)
    }

    /// The Unix second at which the next hour begins.
    pub fn end_of_hour(self) -> i64 {
        self.end_of(60 * 60)
    }

    fn end_of(self, seconds: i64) -> i64 {
        (self.unix().div_euclid(seconds) + 1) * seconds
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let t = self.0;
        let (date, time) = (t.date(), t.time());
        let (year, month, day) = (date.year(), u8::from(date.month()), date.day());
        write!(f, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", time.hour(), time.minute(), time.second())
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}

impl TryFrom<String> for Timestamp {
    type Error = time::error::Parse;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let time = OffsetDateTime::parse(&text, &Rfc3339)?.to_offset(UtcOffset::UTC);
        Ok(Self::from_unix(time.unix_timestamp()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timestamp_parses_back() {
        for seconds in [0, 1, 951_782_399, 1_795_426_200, 4_102_444_800] {
            let time = Timestamp::from_unix(seconds);
            assert_eq!(Timestamp::try_from(time.to_string()).unwrap(), time);
        }
    }

    #[test]
    fn an_hour_or_day_ends_when_the_next_begins() {
        let end = |text: &str| {
            let time = Timestamp::try_from(text.to_owned()).unwrap();
            [time.end_of_hour(), time.end_of_day()].map(|end| Timestamp::from_unix(end).to_string())
        };
        assert_eq!(end("2026-11-23T09:59:59Z"), ["2026-11-23T10:00:00Z", "2026-11-24T00:00:00Z"]);
        assert_eq!(end("2026-11-23T10:00:00Z"), ["2026-11-23T11:00:00Z", "2026-11-24T00:00:00Z"]);
        assert_eq!(Timestamp::from_unix(1_795_426_200).date(), "2026-11-23");
    }
}
