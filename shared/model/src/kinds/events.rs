//! Events.

use super::{Kind, PageKind};
use crate::page::Item;
use serde::{Deserialize, Serialize};
use std::borrow::Borrow;

/// An event. The site compiler makes it from the `[event]` table of a page's front matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// When it starts, in Unix seconds. An event of whole days starts at local midnight.
    pub starts_at: i64,
    /// When it is over, in Unix seconds: the second after its last.
    pub ends_at: i64,
    /// The start in ISO 8601, with its offset from UTC: `2027-03-04T09:00:00-05:00`. A date if it takes whole days.
    pub start: String,
    /// The end, in the same form. If it takes whole days, the last of them.
    pub end: String,
    /// Start and end for readers, such as `March 4, 2027, 9:00 a.m. to 10:30 a.m. EST`.
    pub time_words: String,
    /// The name of the place; none if it is online only.
    pub place: Option<String>,
    /// The postal address of the place.
    pub address: Option<String>,
    /// The URL at which to take part online.
    pub online: Option<String>,
    /// Where to register: a URL, or a path on this site.
    pub registration: Option<String>,
}

impl Event {
    /// Returns whether it takes whole days.
    pub fn is_all_day(&self) -> bool {
        !self.start.contains('T')
    }
}

/// Moves upcoming events, soonest first, before past ones. `items` are latest first. Pages of other kinds count as past.
pub fn upcoming_first<T: Borrow<Item>>(items: &mut [T], now: i64) {
    // An event that is not over may have started before one that is.
    items.sort_by_key(|item| !is_upcoming(item.borrow(), now));
    let upcoming = items.partition_point(|item| is_upcoming(item.borrow(), now));
    items.get_mut(..upcoming).unwrap_or_default().reverse();
}

/// Returns whether a page is that of an event that is not over at `now`, in Unix seconds.
pub fn is_upcoming(item: &Item, now: i64) -> bool {
    matches!(&item.kind, PageKind::Event(event) if now < event.ends_at)
}

impl Kind for Event {
    fn filters() -> &'static [&'static str] {
        &[]
    }

    fn table() -> Option<&'static str> {
        Some("event")
    }

    fn name(&self) -> &'static str {
        "event"
    }

    fn caption(&self) -> Option<&str> {
        Some(&self.time_words)
    }

    fn changes_at(&self) -> Option<i64> {
        Some(self.ends_at)
    }

    fn indexed(&self) -> Vec<(&str, u32)> {
        let texts = [Some(&self.time_words), self.place.as_ref(), self.address.as_ref()];
        texts.into_iter().flatten().map(|text| (text.as_str(), 1)).collect()
    }
}
