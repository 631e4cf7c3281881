//! When pages appear and expire.

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// When a page is public, in Unix seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visibility {
    /// The first second; `None` for always.
    pub publish_at: Option<i64>,
    /// The second after the last; `None` for never.
    pub expire_at: Option<i64>,
}

impl Visibility {
    /// Returns whether the page is public at `now`.
    pub fn contains(self, now: i64) -> bool {
        self.publish_at.is_none_or(|at| at <= now) && self.expire_at.is_none_or(|at| now < at)
    }

    /// Returns whether the page is public whenever `other` is.
    pub fn covers(self, other: Self) -> bool {
        let starts = self.publish_at.is_none_or(|own| other.publish_at.is_some_and(|at| own <= at));
        let ends = self.expire_at.is_none_or(|own| other.expire_at.is_some_and(|at| at <= own));
        starts && ends
    }

    /// Returns when the page appears and when it expires.
    pub fn changes(self) -> impl Iterator<Item = i64> {
        [self.publish_at, self.expire_at].into_iter().flatten()
    }
}

/// Times at which pages appear or expire, in Unix seconds and in order. Stored as eight bytes each, so that a lookup decodes
/// only the times it compares.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicationSchedule<'a>(#[serde(borrow)] Cow<'a, [u8]>);

impl PublicationSchedule<'_> {
    /// Returns how many of the times are not after `now`.
    pub fn past(&self, now: i64) -> usize {
        self.seconds().partition_point(|second| i64::from_le_bytes(*second) <= now)
    }

    /// Returns the first time after `now`.
    pub fn next(&self, now: i64) -> Option<i64> {
        self.seconds().get(self.past(now)).map(|second| i64::from_le_bytes(*second))
    }

    fn seconds(&self) -> &[[u8; size_of::<i64>()]] {
        self.0.as_chunks().0
    }
}

impl FromIterator<i64> for PublicationSchedule<'_> {
    fn from_iter<I: IntoIterator<Item = i64>>(seconds: I) -> Self {
        let mut seconds: Vec<_> = seconds.into_iter().collect();
        seconds.sort_unstable();
        seconds.dedup();
        Self(Cow::Owned(seconds.into_iter().flat_map(i64::to_le_bytes).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_past_from_its_second_on() {
        let schedule: PublicationSchedule = [7, i64::MIN, -3, 7].into_iter().collect();
        let at = |now| (schedule.past(now), schedule.next(now));
        assert_eq!(at(i64::MIN), (1, Some(-3)));
        assert_eq!(at(-4), (1, Some(-3)));
        assert_eq!(at(-3), (2, Some(7)));
        assert_eq!(at(7), (3, None));
        assert_eq!((PublicationSchedule::default().past(0), PublicationSchedule::default().next(0)), (0, None));
    }

    #[test]
    fn decoding_borrows_the_times() {
        let bytes = postcard::to_allocvec(&PublicationSchedule::from_iter([3, 5])).unwrap();
        let read: PublicationSchedule = postcard::from_bytes(&bytes).unwrap();
        assert!(matches!(read.0, Cow::Borrowed(_)));
        assert_eq!((read.past(3), read.next(3)), (1, Some(5)));
    }
}
