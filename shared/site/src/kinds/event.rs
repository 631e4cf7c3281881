//! The `[event]` table.

use super::{Context, Mistake};
use crate::catalogue::Catalogue;
use crate::front_matter::{Written, is_web_url};
use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan};
use model::{Event, fill};
use serde::Deserialize;

/// The words of times.
#[cfg(test)]
pub(crate) const WORDS: [&str; 7] = [
    "event_time.am",
    "event_time.clock",
    "event_time.days",
    "event_time.minutes",
    "event_time.one_day",
    "event_time.pm",
    "event_time.several_days",
];

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventTable {
    start: Written,
    end: Written,
    #[serde(default)]
    time_zone: Option<String>,
    #[serde(default)]
    place: Option<String>,
    #[serde(default)]
    address: Option<String>,
    #[serde(default)]
    online: Option<String>,
    #[serde(default)]
    pub(super) registration: Option<String>,
}

/// A start or an end, in the time zone of the event.
enum Moment {
    Day(Date),
    Time { local: DateTime, at: Timestamp },
}

impl EventTable {
    pub(super) fn resolve(&self, context: &Context<'_>) -> Result<Event, Vec<Mistake>> {
        let mut mistakes = Vec::new();
        let zone_name = self.time_zone.as_deref().unwrap_or(context.time_zone);
        let zone = TimeZoneDatabase::bundled().get(zone_name).unwrap_or_else(|_| {
            // That of the site has been reported already.
            if self.time_zone.is_some() {
                mistakes.push(("time_zone", format!("must be like Europe/Stockholm, not {zone_name}")));
            }
            TimeZone::UTC
        });
        let mut moment = |key, written: &Written| match Moment::parse(written.text(), &zone) {
            Ok(moment) => Some(moment),
            Err(message) => {
                mistakes.push((key, message));
                None
            }
        };
        let (start, end) = (moment("start", &self.start), moment("end", &self.end));
        if self.online.as_deref().is_some_and(|url| !is_web_url(url)) {
            mistakes.push(("online", "must be an address such as https://www.example.org/webinar".to_owned()));
        }
        if self.place.is_none() && self.online.is_none() {
            mistakes.push(("start", "needs place or online beside it: where does the event take place?".to_owned()));
        } else if self.place.is_none() && self.address.is_some() {
            mistakes.push(("address", "needs place beside it: what is at this address?".to_owned()));
        }
        let times = start.zip(end).and_then(|(start, end)| {
            let times = Times::of(&start, &end, &zone, context.catalogue);
            times.map_err(|message| mistakes.push(("end", message.to_owned()))).ok()
        });
        match times.filter(|_| mistakes.is_empty()) {
            Some(Times { starts_at, ends_at, start, end, words }) => Ok(Event {
                starts_at,
                ends_at,
                start,
                end,
                time_words: words,
                place: self.place.clone(),
                address: self.address.clone(),
                online: self.online.clone(),
                registration: self.registration.clone(),
            }),
            None => Err(mistakes),
        }
    }
}

impl Moment {
    /// Parses a day or a local time.
    fn parse(text: &str, zone: &TimeZone) -> Result<Self, String> {
        let form = || format!("must be written as 2027-03-04T09:00, or as 2027-03-04 for whole days, not {text}");
        if text.len() == "2027-03-04".len() {
            return text.parse().map(Self::Day).map_err(|_| form());
        }
        let is_time = text.len() == "2027-03-04T09:00".len() || text.len() == "2027-03-04T09:00:00".len();
        let local: DateTime = text.parse().ok().filter(|_| is_time).ok_or_else(form)?;
        let instant = zone.to_ambiguous_timestamp(local);
        if let AmbiguousOffset::Gap { .. } = instant.offset() {
            return Err(format!("{text} does not exist there: clocks are set forward that night"));
        }
        // Of two such times, when clocks are set back, the earlier one is meant.
        instant.compatible().map(|at| Self::Time { local, at }).map_err(|_| form())
    }
}

/// Start and end for programs and for readers.
struct Times {
    starts_at: i64,
    ends_at: i64,
    start: String,
    end: String,
    words: String,
}

impl Times {
    fn of(start: &Moment, end: &Moment, zone: &TimeZone, catalogue: &Catalogue) -> Result<Self, &'static str> {
        match (start, end) {
            (Moment::Day(start), Moment::Day(end)) if start <= end => {
                let midnight = |date: Date| zone.to_timestamp(date.at(0, 0, 0, 0)).map(Timestamp::as_second);
                let after = end.saturating_add(1.day());
                let (starts_at, ends_at) =
                    midnight(*start).and_then(|at| Ok((at, midnight(after)?))).map_err(|_| LATER)?;
                let dates = [("start", &*date(*start, catalogue)), ("end", &*date(*end, catalogue))];
                let words = if start == end { dates[0].1.to_owned() } else { text("days", &dates, catalogue) };
                Ok(Self { starts_at, ends_at, start: start.to_string(), end: end.to_string(), words })
            }
            (Moment::Time { local: from, at: starts }, Moment::Time { local: to, at: ends }) if starts < ends => {
                let offset = zone.to_offset_info(*starts);
                let iso = |at: &Timestamp| at.display_with_offset(zone.to_offset(*at)).to_string();
                let (start_time, end_time) = (clock(*from, catalogue), clock(*to, catalogue));
                let times = [("start", start_time.as_str()), ("end", &end_time), ("zone", offset.abbreviation())];
                let (start_date, end_date) = (date(from.date(), catalogue), date(to.date(), catalogue));
                let words = if from.date() == to.date() {
                    text("one_day", &[&times[..], &[("date", &start_date)]].concat(), catalogue)
                } else {
                    let dates = [("start_date", start_date.as_str()), ("end_date", &end_date)];
                    text("several_days", &[&times[..], &dates].concat(), catalogue)
                };
                let (starts_at, ends_at) = (starts.as_second(), ends.as_second());
                Ok(Self { starts_at, ends_at, start: iso(starts), end: iso(ends), words })
            }
            (Moment::Day(_), Moment::Time { .. }) | (Moment::Time { .. }, Moment::Day(_)) => Err(ALIKE),
            _ => Err(LATER),
        }
    }
}

const ALIKE: &str = "must be written like start: both with a time, or both without";
const LATER: &str = "must be later than start";

fn text(key: &str, values: &[(&str, &str)], catalogue: &Catalogue) -> String {
    fill(&catalogue.text(&format!("event_time.{key}")), values)
}

fn date(date: Date, catalogue: &Catalogue) -> String {
    let part = |number: i8| u8::try_from(number).ok();
    catalogue.date(&date.year().to_string(), part(date.month()), part(date.day()))
}

/// Returns the time of day for readers, on a clock of 12 or 24 hours.
fn clock(time: DateTime, catalogue: &Catalogue) -> String {
    let minutes = format!("{:02}", time.minute());
    let written = |hour: String| text("minutes", &[("hour", &hour), ("minute", &minutes)], catalogue);
    if catalogue.text("event_time.clock") == "24" {
        return written(format!("{:02}", time.hour()));
    }
    let hour = if time.hour() % 12 == 0 { 12 } else { time.hour() % 12 };
    let half = if time.hour() < 12 { "am" } else { "pm" };
    text(half, &[("time", &written(hour.to_string()))], catalogue)
}
