//! Words that the visitor may have meant.

use super::query::Query;
use shared::edit_distance::distance;
use shared::site::Content;
use std::cmp::Reverse;

/// The maximum number of words of a query to look for, because each is compared with a part of the vocabulary.
const MAX_WORDS: usize = 2;
/// The length from which a word may have two mistakes, in characters; a shorter one may have one.
const LONG: usize = 7;
/// The length from which two mistakes may be other ones than two letters that are missing.
const LONGER: usize = 9;
/// The length of the longest word that is like too many others, so that it is meant only if a title has it.
const COMMON: usize = 4;
/// The length of the shortest word that may have a mistake.
const SHORT: usize = 3;
/// The longest word to look for. Longer ones are hardly words.
const LONGEST: usize = 30;
/// The length of the longest word in capitals that counts as an abbreviation, and not as shouting.
const MAX_ABBREVIATION: usize = 5;

/// Returns the query with similar words of the site in place of those that it does not have; `None` if there are none.
pub(super) fn suggest(content: &Content, query: &Query<'_>) -> Option<String> {
    let (mut suggestion, mut at) = (String::new(), 0);
    for (word, term) in query.unknown.iter().take(MAX_WORDS) {
        if let Some(known) = nearest(content, word.text, term) {
            suggestion.push_str(query.text.get(at..word.start)?);
            suggestion.push_str(&in_case_of(word.text, known));
            at = word.start + word.text.len();
        }
    }
    suggestion.push_str(query.text.get(at..)?);
    (at > 0).then_some(suggestion)
}

/// Returns the word whose term is most similar. Of equals, those of titles come first, then those most like what was typed,
/// then the most frequent one.
fn nearest(content: &Content, typed: &str, term: &str) -> Option<String> {
    let typed_lower: Vec<char> = typed.to_lowercase().chars().collect();
    let term: Vec<char> = term.chars().collect();
    let length = term.len();
    if !(SHORT..=LONGEST).contains(&length) {
        return None;
    }
    let most = if length < LONG { 1 } else { 2 };
    let letters = letters(term.iter().copied());
    let mut best = None;
    for length in length - most..=length + most {
        for known in content.words(u32::try_from(length).ok()?) {
            // A mistake changes at most two letters of those that occur.
            if (letters ^ self::letters(known.term.chars())).count_ones() as usize > 2 * most {
                continue;
            }
            let other: Vec<char> = known.term.chars().collect();
            if let Some(mistakes) = distance(&term, &other).filter(|mistakes| *mistakes <= most) {
                let word = if known.word.is_empty() { known.term } else { known.word };
                let is_mistyped = is_mistyped(&term, &other, mistakes, known.is_in_title);
                if !is_mistyped || is_other_abbreviation(typed, word) {
                    continue;
                }
                let lower: Vec<char> = word.to_lowercase().chars().collect();
                let (unlike, documents) = (distance(&typed_lower, &lower), Reverse(known.documents));
                let rank = (mistakes, !known.is_in_title, unlike, documents, known.term);
                if best.as_ref().is_none_or(|(least, _)| rank < *least) {
                    best = Some((rank, word));
                }
            }
        }
    }
    best.map(|(_, word)| word.to_owned())
}

/// Returns whether a word may be a known one with mistakes: with its letters in another order, or else with the same first
/// letter. A word with more at its end is another word: a feed is no fee. Most short ones with another letter are, too, as
/// space is no spare, and those that differ at the end or in two letters: they are meant only if a title has them.
fn is_mistyped(typed: &[char], known: &[char], mistakes: usize, is_in_title: bool) -> bool {
    if sorted(typed) == sorted(known) {
        return true;
    }
    let alike = typed.iter().zip(known).take_while(|(one, other)| one == other).count();
    let is_short = typed.len() < LONG;
    let is_common = known.len().min(typed.len()) <= COMMON;
    let differs_at_end = alike + 1 >= typed.len().max(known.len());
    let has_other_letter = known.len() == typed.len() && (is_short || differs_at_end);
    let has_two = mistakes > 1 && known.len() < typed.len() + mistakes;

    let has_more = alike == known.len();
    let lacks_end = alike == typed.len() && mistakes > 1;
    if alike == 0 || has_more || lacks_end || (is_common && has_other_letter) || (has_two && typed.len() < LONGER) {
        return false;
    }
    is_in_title || !(is_common || has_other_letter || has_two || (is_short && differs_at_end))
}

/// Returns the letters of a word in the order of the alphabet.
fn sorted(word: &[char]) -> Vec<char> {
    let mut letters = word.to_vec();
    letters.sort_unstable();
    letters
}

/// Returns whether one of two words is an abbreviation, and not the other with its letters in another order. Another letter
/// makes another abbreviation: CFR is not CTR, and GPDR is GDPR.
fn is_other_abbreviation(typed: &str, known: &str) -> bool {
    let is_abbreviation = |word: &str| {
        word.chars().count() <= MAX_ABBREVIATION
            && word.chars().any(char::is_uppercase)
            && !word.chars().any(char::is_lowercase)
    };
    let letters = |word: &str| sorted(&word.to_lowercase().chars().collect::<Vec<_>>());
    (is_abbreviation(typed) || is_abbreviation(known)) && letters(typed) != letters(known)
}

/// Returns a word in lower case if it only has a capital at its start, and the word in whose place it stands has none.
fn in_case_of(typed: &str, word: String) -> String {
    let is_lower = |text: &str| !text.chars().any(char::is_uppercase);
    let mut rest = word.chars();
    let starts = rest.next().is_some_and(char::is_uppercase) && is_lower(rest.as_str()) && is_lower(typed);
    if starts { word.to_lowercase() } else { word }
}

/// Returns a bit for each letter that occurs, or for those that share a bit.
fn letters(word: impl Iterator<Item = char>) -> u32 {
    word.fold(0, |letters, c| letters | 1 << (u32::from(c) % u32::BITS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_is_only_mistaken_in_the_order_of_its_letters() {
        for (typed, known) in [("CFR", "CTR"), ("cfr", "CTR"), ("CFR", "care"), ("IRB", "RBM")] {
            assert!(is_other_abbreviation(typed, known), "{typed} {known}");
        }
        for (typed, known) in [("gpdr", "GDPR"), ("GPDR", "GDPR"), ("RANDOMZIED", "randomized"), ("trail", "trial")] {
            assert!(!is_other_abbreviation(typed, known), "{typed} {known}");
        }
    }

    #[test]
    fn another_word_is_no_mistake() {
        let is_mistyped = |typed: &str, known: &str, is_in_title| {
            let [typed, known] = [typed, known].map(|word| word.chars().collect::<Vec<_>>());
            is_mistyped(&typed, &known, distance(&typed, &known).unwrap(), is_in_title)
        };
        for (typed, known) in [
            ("event", "even"),
            ("logo", "log"),
            ("feed", "fee"),
            ("lamp", "damp"),
            ("currently", "current"),
            ("careful", "carefully"),
            ("past", "part"),
            ("process", "press"),
        ] {
            assert!(!is_mistyped(typed, known, true), "{typed} {known}");
        }
        for (typed, known) in [
            ("president", "present"),
            ("award", "aware"),
            ("plam", "plan"),
            ("polic", "policy"),
            ("space", "spare"),
            ("sort", "short"),
            ("provides", "provided"),
        ] {
            assert!(!is_mistyped(typed, known, false), "{typed} {known}");
        }
        for (typed, known) in [("polic", "policy"), ("monitrong", "monitoring")] {
            assert!(is_mistyped(typed, known, true), "{typed} {known}");
        }
        for (typed, known) in [
            ("teh", "the"),
            ("trail", "trial"),
            ("leter", "letter"),
            ("regulaton", "regulation"),
            ("regulatio", "regulation"),
            ("comitee", "committee"),
        ] {
            assert!(is_mistyped(typed, known, false), "{typed} {known}");
        }
    }

    #[test]
    fn a_capital_at_the_start_follows_what_was_typed() {
        for (typed, word, expected) in [
            ("randomzied", "Randomized", "randomized"),
            ("Randomzied", "Randomized", "Randomized"),
            ("gpdr", "GDPR", "GDPR"),
            ("econsnet", "eConsent", "eConsent"),
        ] {
            assert_eq!(in_case_of(typed, word.to_owned()), expected);
        }
    }
}
