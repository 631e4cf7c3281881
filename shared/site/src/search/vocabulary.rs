//! The words that search suggests in place of misspelled ones.

use super::Source;
use crate::compiled::BoxError;
use model::terms::{Language, term, words};
use model::{KnownWord, Records, Visibility, numbered};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The length of the shortest word, in characters. Shorter ones are like too many others.
const SHORTEST: usize = 3;
/// The number of words at most, so that a search for one that is unknown has bounds. Frequent ones go first.
const MOST: usize = 20_000;

/// Terms with their most frequent word, the number of documents that contain them, and whether titles have them.
#[derive(Debug, Default)]
pub(super) struct Vocabulary(Vec<(String, String, u32, bool)>);

/// How a term is written, and in how many documents it is.
#[derive(Default)]
struct Use<'a> {
    spellings: BTreeMap<&'a str, u32>,
    documents: u32,
    is_in_title: bool,
}

impl Vocabulary {
    /// Collects the words of documents that are always public. Others may have words that nobody should see yet.
    pub(super) fn of(documents: &[Source], language: Language) -> Self {
        let mut uses: BTreeMap<String, Use<'_>> = BTreeMap::new();
        for document in documents.iter().filter(|document| document.item.visibility == Visibility::default()) {
            let mut seen = BTreeSet::new();
            let titles = [&document.item.title].into_iter().chain(&document.headings).map(|text| (text, true));
            let texts = titles.chain(document.passages.iter().chain([&document.notes]).map(|text| (text, false)));
            let found = texts.flat_map(|(text, is_title)| words(text).map(move |word| (word, is_title)));
            for (word, is_title) in found.filter(|(word, _)| word.text.starts_with(char::is_alphabetic)) {
                let term = term(word.text, language);
                if term.chars().count() < SHORTEST {
                    continue;
                }
                let found = uses.entry(term.clone()).or_default();
                *found.spellings.entry(word.text).or_default() += 1;
                found.documents += u32::from(seen.insert(term));
                found.is_in_title |= is_title;
            }
        }
        let known = |(term, found): (String, Use<'_>)| (term, found.word(), found.documents, found.is_in_title);
        let mut all: Vec<_> = uses.into_iter().map(known).collect();
        all.sort_by_key(|(_, _, documents, _)| Reverse(*documents));
        all.truncate(MOST);
        Self(all)
    }

    /// Encodes the words by the length of their terms.
    pub(super) fn encode(&self) -> Result<Records, BoxError> {
        let mut by_length: BTreeMap<u32, Vec<KnownWord<'_>>> = BTreeMap::new();
        for (term, word, documents, is_in_title) in &self.0 {
            let word = if word == term { "" } else { word };
            let word = KnownWord { term, word, documents: *documents, is_in_title: *is_in_title };
            by_length.entry(u32::try_from(term.chars().count())?).or_default().push(word);
        }
        by_length.into_iter().map(|(length, words)| Ok((numbered(length), postcard::to_allocvec(&words)?))).collect()
    }
}

impl Use<'_> {
    /// Returns the most frequent spelling, in lower case if there is a choice.
    fn word(&self) -> String {
        let best = self.spellings.iter().max_by_key(|(word, count)| (**count, word.chars().all(char::is_lowercase)));
        best.map(|(word, _)| (*word).to_owned()).unwrap_or_default()
    }
}
