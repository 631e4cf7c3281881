//! Takes the HTML of pages apart, and compresses what does not depend on where the site is.

use super::ORIGIN;
use crate::compiled::Failure;
use crate::prepared::{Part, Piece};
use flate2::{Compress, Compression, Crc, FlushCompress, Status};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Where a page's own words end or begin. What is between them looks much the same on every page.
const MARKS: [&str; 3] = ["</head>", "<main", "</main>"];

/// Text between two mentions of where the site is, in bytes, from which on compressing it pays.
const SHORT: usize = 256;

/// The pieces of all pages: how often each is there, and the numbers of those that are there more than once.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    counts: BTreeMap<String, usize>,
    numbers: BTreeMap<String, u32>,
    shared: Vec<Piece<'static>>,
}

/// A stretch of a page.
enum Stretch<'a> {
    Piece(&'a str),
    Text(&'a str),
    Origin,
}

impl Pieces {
    /// Looks at a page, to know which pieces pages share.
    pub(super) fn count(&mut self, html: &str) {
        for stretch in stretches(html) {
            if let Stretch::Piece(text) = stretch {
                *self.counts.entry(text.to_owned()).or_default() += 1;
            }
        }
    }

    /// A page in its parts. Every page must have been counted before.
    pub(super) fn parts(&mut self, html: &str) -> Result<Vec<Part<'static>>, Failure> {
        let part = |stretch| match stretch {
            Stretch::Origin => Ok(Part::Origin),
            Stretch::Text(text) => Ok(Part::Text(Cow::Owned(text.to_owned()))),
            Stretch::Piece(text) if self.counts.get(text).is_some_and(|count| *count > 1) => self.share(text),
            Stretch::Piece(text) => Ok(Part::Own(deflate(text)?)),
        };
        stretches(html).into_iter().map(part).collect()
    }

    fn share(&mut self, text: &str) -> Result<Part<'static>, Failure> {
        if let Some(number) = self.numbers.get(text) {
            return Ok(Part::Shared(*number));
        }
        let number = u32::try_from(self.shared.len())?;
        self.shared.push(deflate(text)?);
        self.numbers.insert(text.to_owned(), number);
        Ok(Part::Shared(number))
    }

    /// What several pages have, by number.
    pub(super) fn shared(self) -> impl Iterator<Item = (u32, Piece<'static>)> {
        (0..).zip(self.shared)
    }
}

fn stretches(html: &str) -> Vec<Stretch<'_>> {
    let mut stretches = Vec::new();
    let mentions = html.split(ORIGIN).count() - 1;
    for (number, text) in html.split(ORIGIN).enumerate() {
        if number > 0 {
            stretches.push(Stretch::Origin);
        }
        if (1..mentions).contains(&number) && text.len() < SHORT {
            stretches.push(Stretch::Text(text));
        } else {
            let mut rest = text;
            for mark in MARKS {
                let (before, after) = rest.split_at(rest.find(mark).unwrap_or(0));
                stretches.push(Stretch::Piece(before));
                rest = after;
            }
            stretches.push(Stretch::Piece(rest));
        }
    }
    stretches.retain(|stretch| !matches!(stretch, Stretch::Piece("")));
    stretches
}

fn deflate(text: &str) -> Result<Piece<'static>, Failure> {
    // As large as it can get: text that can't be compressed is stored.
    let mut deflated = Vec::with_capacity(text.len() + text.len() / 1000 + 64);
    let mut compress = Compress::new(Compression::best(), false);
    let status = compress.compress_vec(text.as_bytes(), &mut deflated, FlushCompress::Full)?;
    // A flush ends with an empty block.
    let whole = deflated.ends_with(&[0, 0, 0xff, 0xff]) && deflated.len() < deflated.capacity();
    if !matches!(status, Status::Ok) || compress.total_in() != u64::try_from(text.len())? || !whole {
        return Err("a piece of a page can't be compressed".into());
    }
    let mut crc = Crc::new();
    crc.update(text.as_bytes());
    Ok(Piece { deflated: Cow::Owned(deflated), length: u32::try_from(text.len())?, checksum: crc.sum() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read;

    const PAGE: &str = "<head>https://the-origin-of-this-site.invalid/a and https://the-origin-of-this-site.invalid/b\
        </head><nav>menu</nav><main>words</main><footer>";

    fn inflated(pieces: &[Piece<'_>]) -> String {
        // The empty block that ends the stream.
        let bytes = [pieces.iter().flat_map(|piece| piece.deflated.to_vec()).collect(), vec![3, 0]].concat();
        let mut text = String::new();
        DeflateDecoder::new(bytes.as_slice()).read_to_string(&mut text).unwrap();
        text
    }

    #[test]
    fn pieces_can_follow_each_other_in_any_order() {
        let [one, other] = ["words, words and words", "other words"].map(|text| deflate(text).unwrap());
        assert_eq!(inflated(&[one.clone(), other.clone()]), "words, words and wordsother words");
        assert_eq!(inflated(&[other.clone(), one, other]), "other wordswords, words and wordsother words");
    }

    #[test]
    fn a_page_is_cut_where_the_site_is_mentioned_and_around_its_own_words() {
        let shown: Vec<_> = stretches(PAGE)
            .into_iter()
            .map(|stretch| match stretch {
                Stretch::Piece(text) => format!("piece {text}"),
                Stretch::Text(text) => format!("text {text}"),
                Stretch::Origin => "origin".to_owned(),
            })
            .collect();
        assert_eq!(
            shown,
            [
                "piece <head>",
                "origin",
                "text /a and ",
                "origin",
                "piece /b",
                "piece </head><nav>menu</nav>",
                "piece <main>words",
                "piece </main><footer>",
            ]
        );
    }

    #[test]
    fn what_two_pages_have_is_kept_once() {
        let mut pieces = Pieces::default();
        let other = PAGE.replace("words", "other words");
        pieces.count(PAGE);
        pieces.count(&other);
        let parts = [pieces.parts(PAGE).unwrap(), pieces.parts(&other).unwrap()];
        let own = |parts: &[Part<'_>]| parts.iter().filter(|part| matches!(part, Part::Own(_))).count();
        assert_eq!(parts.each_ref().map(|parts| own(parts)), [1, 1]);
        assert_eq!(pieces.shared().count(), 4);
    }
}
