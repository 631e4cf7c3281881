//! The words of a query, as the index has them.

use shared::site::terms::{LONGEST_PHRASE, Language, Terms, Word, term, words};
use shared::site::{Content, IndexedTerm, Posting};
use std::collections::{BTreeSet, HashSet};

/// The maximum number of words of a query. The rest are ignored, so a long query costs no more than a short one.
pub(super) const MAX_TERMS: usize = 8;

/// A query.
#[derive(Debug)]
pub(crate) struct Query<'a> {
    /// The text as typed.
    pub(super) text: &'a str,
    /// The words and phrases that the index has, without stop words if there are others.
    pub(super) known: Vec<IndexedTerm<'a>>,
    /// The other words, with their terms.
    pub(super) unknown: Vec<(Word<'a>, String)>,
    /// The terms of words to mark in results.
    pub(super) marked: Terms,
}

impl<'a> Query<'a> {
    /// Looks up the words of a text. A phrase that has synonyms counts as one word.
    pub(super) fn parse(text: &'a str, content: &'a Content, language: Language) -> Self {
        let all: Vec<(Word<'_>, String)> =
            words(text).take(MAX_TERMS).map(|word| (word, term(word.text, language))).collect();
        let (mut known, mut unknown, mut names) = (Vec::new(), Vec::new(), BTreeSet::new());
        let mut rest = all.as_slice();
        while let [(word, name), after @ ..] = rest {
            let (name, found, length) = phrase(rest, content)
                .or_else(|| Some((name.clone(), content.term(name)?, 1)))
                .map_or((name.clone(), None, 1), |(name, found, length)| (name, Some(found), length));
            let is_new = names.insert(name.clone());
            match found.filter(|_| is_new) {
                Some(found) => known.push((name, found)),
                None if is_new => unknown.push((*word, name)),
                None => {}
            }
            rest = rest.get(length..).unwrap_or(after);
        }
        if !unknown.is_empty() || known.iter().any(|(_, term)| !term.is_stop_word) {
            known.retain(|(_, term)| !term.is_stop_word);
        }
        let synonyms = known.iter().flat_map(|(_, term)| term.synonyms.iter().map(|synonym| (*synonym).to_owned()));
        let own = known.iter().map(|(name, _)| name.clone());
        let marked = Terms::new(language, own.chain(synonyms));
        Self { text, known: known.into_iter().map(|(_, term)| term).collect(), unknown, marked }
    }

    /// Returns how many terms there are.
    pub(super) fn len(&self) -> usize {
        self.known.len() + self.unknown.len()
    }

    /// Returns, for each term in a document, the passages that have it.
    pub(super) fn passages(&self, document: u32) -> impl Iterator<Item = u64> + Clone {
        self.known.iter().filter_map(move |term| Some(posting(&term.postings, document)?.passages))
    }

    /// Returns the document that leads the results, if all terms agree on one.
    pub(super) fn best(&self) -> Option<u32> {
        let first = self.known.first()?.best?;
        (self.unknown.is_empty() && self.known.iter().all(|term| term.best == Some(first))).then_some(first)
    }

    /// Returns the documents that contain every known term.
    pub(super) fn with_every_term(&self) -> HashSet<u32> {
        let documents =
            |term: &IndexedTerm<'_>| term.postings.iter().map(|posting| posting.document).collect::<HashSet<_>>();
        self.known.iter().map(documents).reduce(|all, next| &all & &next).unwrap_or_default()
    }
}

/// Returns the longest phrase with which words begin, and how many words it has.
fn phrase<'a>(words: &[(Word<'_>, String)], content: &'a Content) -> Option<(String, IndexedTerm<'a>, usize)> {
    (2..=LONGEST_PHRASE.min(words.len())).rev().find_map(|length| {
        let name = words.iter().take(length).map(|(_, term)| term.as_str()).collect::<Vec<_>>().join(" ");
        content.term(&name).map(|found| (name, found, length))
    })
}

/// Returns a document's posting. They are in the order of documents.
fn posting(postings: &[Posting], document: u32) -> Option<&Posting> {
    let index = postings.binary_search_by_key(&document, |posting| posting.document).ok()?;
    postings.get(index)
}
