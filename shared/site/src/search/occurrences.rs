//! The terms of a document: how often, where, and in which passages.

use super::Source;
use model::terms::{Language, term, words};
use model::{Kind, PASSAGES};
use std::collections::BTreeMap;

/// What a word counts in comparison with one in the text, and how much it raises the score besides: a frequent word of
/// a long text must not outweigh the title.
const TITLE: (f64, f64) = (6.0, 1.0);
const SUMMARY: (f64, f64) = (3.0, 0.3);
const HEADING: (f64, f64) = (2.0, 0.3);
/// For a search such as “news of 2019”: what is from that year comes before what mentions it.
const YEAR: (f64, f64) = (4.0, 1.0);
/// For a search such as “letter on telescopes”: the text of a letter need not say that it's one.
const KIND: (f64, f64) = (0.5, 0.0);
/// What the words of a phrase count in comparison with the phrase, if a document has all of them in other places.
const APART: f64 = 0.25;

/// A term in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Occurrence {
    /// How often it occurs, weighted by place.
    pub(super) count: f64,
    /// By how much the place raises the score: 1 doubles it.
    pub(super) boost: f64,
    /// A bit for each passage.
    pub(super) passages: u64,
}

impl Occurrence {
    /// Returns an occurrence that counts less.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { count: self.count * factor, boost: self.boost * factor, ..self }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let (count, boost) = (self.count + other.count, self.boost.max(other.boost));
        Self { count, boost, passages: self.passages | other.passages }
    }
}

/// The occurrences in a document by term. A phrase is a term with spaces.
#[derive(Debug, Default)]
pub(super) struct Occurrences {
    pub(super) terms: BTreeMap<String, Occurrence>,
}

impl Occurrences {
    /// Finds the words of a document, and those of the phrases that it has.
    pub(super) fn of(document: &Source, phrases: &[&[String]], language: Language) -> Self {
        let mut found = Self::default();
        let mut add = |text: &str, (count, boost): (f64, f64), passages: u64| {
            found.add(text, Occurrence { count, boost, passages }, phrases, language);
        };
        let item = &document.item;
        add(&item.title, TITLE, 0);
        document.headings.iter().for_each(|heading| add(heading, HEADING, 0));
        for (number, passage) in document.passages.iter().enumerate() {
            add(passage, if number == 0 { SUMMARY } else { (1.0, 0.0) }, 1 << number.min(PASSAGES - 1));
        }
        add(&document.notes, (1.0, 0.0), 0);
        if document.year_of_item().is_some() {
            add(item.year(), YEAR, 0);
        }
        add(&document.kind_words, KIND, 0);
        for (text, weight) in item.kind.listed().map(Kind::indexed).unwrap_or_default() {
            add(text, (weight.into(), 0.0), 0);
        }
        found
    }

    fn add(&mut self, text: &str, each: Occurrence, phrases: &[&[String]], language: Language) {
        let mut insert = |term: String| {
            let sum = self.terms.entry(term).or_default();
            *sum = sum.plus(each);
        };
        words(text).flat_map(|word| word.terms(language).collect::<Vec<_>>()).for_each(&mut insert);
        let sequence: Vec<_> = words(text).map(|word| term(word.text, language)).collect();
        for phrase in phrases {
            sequence.windows(phrase.len()).filter(|part| part == phrase).for_each(|_| insert(phrase.join(" ")));
        }
    }

    /// Returns the length of the document in weighted words.
    pub(super) fn length(&self) -> f64 {
        self.terms.iter().filter(|(term, _)| !term.contains(' ')).map(|(_, occurrence)| occurrence.count).sum()
    }

    /// Returns a phrase whose words are all in the document, wherever: a part of the rarest.
    pub(super) fn apart(&self, words: &[String]) -> Option<Occurrence> {
        let each = words.iter().map(|word| self.terms.get(word).copied()).collect::<Option<Vec<_>>>()?;
        let count = each.iter().map(|occurrence| occurrence.count).reduce(f64::min)?;
        let passages = each.iter().map(|occurrence| occurrence.passages).reduce(|all, next| all & next)?;
        Some(Occurrence { count: count * APART, boost: 0.0, passages })
    }
}
