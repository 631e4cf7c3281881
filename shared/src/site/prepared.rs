//! Pages that were rendered and compressed when the site was compiled.
//!
//! This file is compiled twice, as `model.rs` is.

use super::model::Window;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// A page that was rendered and compressed when the site was compiled. What is left to be put in is where the site is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared<'a> {
    /// When it can be seen.
    pub window: Window,
    /// When its look changes, because a page that it mentions appears or goes. The first is the beginning of time.
    #[serde(borrow)]
    pub from: Moments<'a>,
    /// The number of its first rendering; the others follow.
    pub first: u32,
}

impl Prepared<'_> {
    /// The number of the rendering that it has at `now`, in Unix seconds.
    #[allow(dead_code, reason = "only read in shared")]
    pub fn at(&self, now: i64) -> Option<u32> {
        self.first.checked_add(u32::try_from(self.from.past(now).checked_sub(1)?).ok()?)
    }
}

/// Unix seconds, in order. They stay bytes, eight for each: one is found without reading the others.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moments<'a>(#[serde(borrow)] Cow<'a, [u8]>);

#[allow(dead_code, reason = "only read in shared")]
impl Moments<'_> {
    /// How many are not after `now`.
    pub fn past(&self, now: i64) -> usize {
        self.seconds().partition_point(|second| i64::from_le_bytes(*second) <= now)
    }

    /// The first one after `now`.
    pub fn next(&self, now: i64) -> Option<i64> {
        self.seconds().get(self.past(now)).map(|second| i64::from_le_bytes(*second))
    }

    fn seconds(&self) -> &[[u8; size_of::<i64>()]] {
        self.0.as_chunks().0
    }
}

impl FromIterator<i64> for Moments<'_> {
    fn from_iter<I: IntoIterator<Item = i64>>(seconds: I) -> Self {
        let mut seconds: Vec<_> = seconds.into_iter().collect();
        seconds.sort_unstable();
        seconds.dedup();
        Self(Cow::Owned(seconds.into_iter().flat_map(i64::to_le_bytes).collect()))
    }
}

/// How a page looks from some moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rendering<'a> {
    /// Names what it holds.
    pub tag: u64,
    /// The HTML, in order.
    #[serde(borrow)]
    pub parts: Vec<Part<'a>>,
}

/// A part of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Part<'a> {
    /// What no other page has.
    #[serde(borrow)]
    Own(Piece<'a>),
    /// What other pages have as well, by its number.
    Shared(u32),
    /// A few words between two mentions of where the site is.
    #[serde(borrow)]
    Text(Cow<'a, str>),
    /// Scheme and host of the site.
    Origin,
}

/// Text, compressed: blocks of [DEFLATE](https://www.rfc-editor.org/rfc/rfc1951) that end with a whole byte and refer
/// to nothing before them, so that pieces can follow each other in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece<'a> {
    /// The blocks.
    #[serde(borrow)]
    pub deflated: Cow<'a, [u8]>,
    /// The length of the text, in bytes.
    pub length: u32,
    /// Its CRC-32, as gzip has it (RFC 1952, section 8).
    pub checksum: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_past_from_its_second_on() {
        let moments: Moments = [7, i64::MIN, -3, 7].into_iter().collect();
        let of = |now| (moments.past(now), moments.next(now));
        assert_eq!(of(i64::MIN), (1, Some(-3)));
        assert_eq!(of(-4), (1, Some(-3)));
        assert_eq!(of(-3), (2, Some(7)));
        assert_eq!(of(7), (3, None));
        assert_eq!((Moments::default().past(0), Moments::default().next(0)), (0, None));
    }

    #[test]
    fn moments_are_read_where_they_are() {
        let bytes = postcard::to_allocvec(&Moments::from_iter([3, 5])).unwrap();
        let read: Moments = postcard::from_bytes(&bytes).unwrap();
        assert!(matches!(read.0, Cow::Borrowed(_)));
        assert_eq!((read.past(3), read.next(3)), (1, Some(5)));
    }

    #[test]
    fn a_page_has_the_rendering_that_began_last() {
        let page = Prepared { window: Window::default(), from: [i64::MIN, 10, 20].into_iter().collect(), first: 5 };
        assert_eq!([i64::MIN, 9, 10, 19, 20, i64::MAX].map(|now| page.at(now)), [5, 5, 6, 6, 7, 7].map(Some));
        let never = Prepared { from: Moments::default(), ..page };
        assert_eq!(never.at(0), None);
    }
}
