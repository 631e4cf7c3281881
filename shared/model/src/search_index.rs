//! The search index.

use serde::{Deserialize, Serialize};

/// The number of passages of a document that postings tell apart. The last stands for all that follow.
pub const PASSAGES: usize = u64::BITS as usize;

/// An indexed page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document<'a> {
    /// The page's path.
    pub path: &'a str,
    /// Its title.
    pub title: &'a str,
    /// The name of its kind; `plain` for other pages.
    pub kind: &'a str,
    /// The date for people; empty for a page that isn't known by its date.
    pub date: &'a str,
    /// The summary, then the text without markup, in passages as long as an excerpt.
    #[serde(borrow)]
    pub passages: Vec<&'a str>,
}

/// A word of the index, or a phrase that the site's synonyms have: its words separated by spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedTerm<'a> {
    /// Whether the word is too common to search for, unless a query has no other words.
    pub is_stop_word: bool,
    /// The document that leads the results of a query if all of its words have this one.
    pub best: Option<u32>,
    /// The terms of words that mean the same, for marking them in results.
    #[serde(borrow)]
    pub synonyms: Vec<&'a str>,
    /// The documents that contain the term or a synonym.
    pub postings: Vec<Posting>,
}

/// A term's occurrence in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// The document's number.
    pub document: u32,
    /// The score, in thousandths.
    pub score: u32,
    /// A bit for each of the document's passages, from the lowest up: whether it contains the term.
    pub passages: u64,
}

/// A word of the vocabulary, for suggesting it in place of a misspelled one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownWord<'a> {
    /// The term.
    pub term: &'a str,
    /// The term's most frequent word, as written; empty if that is the term.
    pub word: &'a str,
    /// How many documents contain the term.
    pub documents: u32,
    /// Whether a title or a heading has the term.
    pub is_in_title: bool,
}
