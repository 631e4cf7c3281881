//! How a site writes dates, times and counts.
//!
//! The site compiler computes this from the site's language and time zone, so that the functions need no library for
//! either.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The plural categories of the Unicode CLDR.
pub const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// The words and rules for dates, times and counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Locale {
    /// A date, with the placeholders `{{ day }}`, `{{ month }}` and `{{ year }}`.
    pub date: String,
    /// A date and time, with the placeholders `{{ date }}`, `{{ time }}` and `{{ zone }}`.
    pub time: String,
    /// The names of the months, as in a date with a day.
    pub months: Vec<String>,
    /// Searched words among other texts, with the placeholder `{{ words }}`.
    pub quoted: String,
    /// What separates the items of a list.
    pub separator: String,
    /// What separates the last item from the one before.
    pub last_separator: String,
    /// What separates thousands in a number.
    pub thousands: String,
    /// A digit for each count below 200: the index of its plural category in [`CATEGORIES`].
    pub plurals: String,
    /// The time zone of displayed dates and times.
    pub time_zone: TimeZone,
}

/// A time zone: UTC by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeZone {
    /// The Unix seconds at which another of the offsets begins to apply, in order, with its index.
    pub transitions: Vec<(i64, u8)>,
    /// Offsets from UTC in seconds, with their abbreviations.
    pub offsets: Vec<(i32, String)>,
}

impl TimeZone {
    /// Returns the offset from UTC in seconds at a Unix second, and its abbreviation.
    fn offset(&self, unix: i64) -> (i32, &str) {
        let next = self.transitions.partition_point(|(start, _)| *start <= unix);
        let current = next.checked_sub(1).and_then(|index| self.transitions.get(index));
        let offset = current.and_then(|(_, index)| self.offsets.get(usize::from(*index)));
        offset.map_or((0, "UTC"), |(seconds, name)| (*seconds, name))
    }
}

impl Locale {
    /// Returns the day of a Unix second for readers, such as `November 23, 2026`.
    pub fn day(&self, unix: i64) -> String {
        let (time, _) = self.local(unix);
        let month = self.months.get(usize::from(u8::from(time.month())) - 1).map_or("", String::as_str);
        fill(&self.date, &[("day", &time.day().to_string()), ("month", month), ("year", &time.year().to_string())])
    }

    /// Returns a calendar date, such as `2026-11-23`, for readers; any other text as it is.
    pub fn date(&self, date: &str) -> String {
        let mut parts = date.splitn(3, '-');
        let (year, month, day) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|text| text.parse::<usize>().ok());
        let month = number(month).and_then(|month| self.months.get(month.checked_sub(1)?));
        match (year, month, number(day)) {
            (Some(year), Some(month), Some(day)) => {
                fill(&self.date, &[("day", &day.to_string()), ("month", month), ("year", year)])
            }
            _ => date.to_owned(),
        }
    }

    /// Returns the minute of a Unix second for readers, such as `2026-11-23 09:30 UTC`.
    pub fn minute(&self, unix: i64) -> String {
        let (local, zone) = self.local(unix);
        let time = format!("{:02}:{:02}", local.hour(), local.minute());
        fill(&self.time, &[("date", &local.date().to_string()), ("time", &time), ("zone", zone)])
    }

    /// Returns the plural category of a count, one of [`CATEGORIES`].
    pub fn category(&self, count: u64) -> &'static str {
        // The rules look at the last two digits, and at small counts as a whole.
        let known = if count < 200 { count } else { 100 + count % 100 };
        let digit = usize::try_from(known).ok().and_then(|index| self.plurals.as_bytes().get(index));
        let category = digit.and_then(|digit| CATEGORIES.get(usize::from(digit.wrapping_sub(b'0'))));
        category.copied().unwrap_or("other")
    }

    /// Returns a number for readers, such as `2,000`.
    pub fn number(&self, number: usize) -> String {
        let (thousands, rest) = (number / 1000, number % 1000);
        if thousands == 0 { rest.to_string() } else { format!("{}{}{rest:03}", self.number(thousands), self.thousands) }
    }

    /// Returns searched words in the site's quotation marks.
    pub fn quote(&self, words: &str) -> String {
        fill(&self.quoted, &[("words", words)])
    }

    /// Returns texts as a list in a sentence, such as `EU, FDA and 2020`.
    pub fn join(&self, texts: &[String]) -> String {
        match texts.split_last() {
            Some((last, [first, others @ ..])) => {
                let others = others.iter().fold(first.clone(), |list, text| list + &self.separator + text);
                others + &self.last_separator + last
            }
            _ => texts.concat(),
        }
    }

    /// Returns the local time at a Unix second, as if it were UTC, and the abbreviation of its offset.
    fn local(&self, unix: i64) -> (OffsetDateTime, &str) {
        let (offset, zone) = self.time_zone.offset(unix);
        let local = OffsetDateTime::from_unix_timestamp(unix.saturating_add(offset.into()));
        (local.unwrap_or(OffsetDateTime::UNIX_EPOCH), zone)
    }
}

/// Replaces `{{ name }}` in a text of the site with the value of that name.
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("{{ ") {
        let (name, after) = after.split_once(" }}").unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value));
        rest = after;
    }
    filled + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Winter time, then an hour more from 2026-03-29T01:00:00Z to 2026-10-25T01:00:00Z.
    fn swedish() -> Locale {
        let months = ["januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september"];
        Locale {
            date: "{{ day }} {{ month }} {{ year }}".to_owned(),
            time: "{{ date }} kl. {{ time }} {{ zone }}".to_owned(),
            months: months.map(str::to_owned).to_vec(),
            quoted: "”{{ words }}”".to_owned(),
            separator: ", ".to_owned(),
            last_separator: " and ".to_owned(),
            thousands: "\u{a0}".to_owned(),
            plurals: "51".to_owned() + &"5".repeat(198),
            time_zone: TimeZone {
                transitions: vec![(i64::MIN, 0), (1_774_746_000, 1), (1_792_890_000, 0)],
                offsets: vec![(3600, "CET".to_owned()), (7200, "CEST".to_owned())],
            },
        }
    }

    #[test]
    fn times_are_local_on_both_sides_of_a_transition() {
        let locale = swedish();
        assert_eq!(locale.minute(1_774_745_999), "2026-03-29 kl. 01:59 CET");
        assert_eq!(locale.minute(1_774_746_000), "2026-03-29 kl. 03:00 CEST");
        assert_eq!(locale.minute(1_792_890_000), "2026-10-25 kl. 02:00 CET");
        assert_eq!(locale.day(1_774_735_200), "28 mars 2026", "23:00 in Stockholm");
        assert_eq!(locale.day(1_774_738_800), "29 mars 2026", "midnight in Stockholm");
        assert_eq!(locale.day(0), "1 januari 1970");
    }

    #[test]
    fn the_default_time_zone_is_utc() {
        let locale = Locale { time_zone: TimeZone::default(), ..swedish() };
        assert_eq!(locale.minute(1_774_746_000), "2026-03-29 kl. 01:00 UTC");
    }

    #[test]
    fn large_counts_have_the_category_of_their_last_two_digits() {
        let mut plurals = "5".repeat(200);
        plurals.replace_range(101..102, "1");
        let locale = Locale { plurals, ..Locale::default() };
        assert_eq!(
            [1, 101, 201, 3301, 3300].map(|count| locale.category(count)),
            ["other", "one", "one", "one", "other"]
        );
        assert_eq!(Locale::default().category(7), "other");
    }

    #[test]
    fn numbers_have_separators() {
        let numbers = [0, 999, 2000, 1_002_003].map(|number| swedish().number(number));
        assert_eq!(numbers, ["0", "999", "2\u{a0}000", "1\u{a0}002\u{a0}003"]);
    }

    #[test]
    fn words_are_quoted_as_they_are() {
        assert_eq!(swedish().quote("{{ words }} $1"), "”{{ words }} $1”");
    }
}
