//! Pages by the beginnings of their words, for a list that visitors narrow down.

use super::query::MAX_TERMS;
use shared::site::Content;
use shared::site::terms::{Language, term, words};
use std::collections::HashSet;

/// The length of the shortest beginning, in characters. Shorter ones are whole words.
const SHORTEST: usize = 3;
/// The length of the longest word to look for.
const LONGEST: usize = 30;

/// Returns the numbers of the pages that have, for each word of a text, one that begins with it.
pub(super) fn pages_with(content: &Content, text: &str, language: Language) -> HashSet<u32> {
    let typed: Vec<_> = words(text).take(MAX_TERMS).map(|word| term(word.text, language)).collect();
    let is_stop_word = |name: &String| content.term(name).is_some_and(|term| term.is_stop_word);
    let telling = typed.iter().filter(|name| !is_stop_word(name));
    telling.map(|name| with_beginning(content, name)).reduce(|all, next| &all & &next).unwrap_or_default()
}

fn with_beginning(content: &Content, beginning: &str) -> HashSet<u32> {
    let length = beginning.chars().count();
    let longest = if length < SHORTEST { length } else { LONGEST };
    let known =
        (length..=longest).filter_map(|length| u32::try_from(length).ok()).flat_map(|length| content.words(length));
    let known = known.filter(|known| known.term.starts_with(beginning));
    let postings = known.filter_map(|known| content.term(known.term)).flat_map(|term| term.postings);
    postings.map(|posting| posting.document).collect()
}
