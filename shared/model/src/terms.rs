//! Splits text into search terms, in the same way for the index and for queries.
//!
//! A term is a word in lower case and without accents. On an English site it is also in American spelling, and in the
//! singular by Harman's S-stemmer
//! ([How effective is suffixing?](https://doi.org/10.1002/(SICI)1097-4571(199101)42:1<7::AID-ASI2>3.0.CO;2-P), 1991)
//! with an extra rule for words like `processes`. A prefix and its word are one word with or without a hyphen, such as
//! `e-mail`.

use crate::spelling::american;
use std::collections::BTreeSet;
use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The maximum length of a term, in bytes. Longer ones are truncated.
const LONGEST: usize = 40;

/// The words of the longest phrase that is a term of its own.
pub const LONGEST_PHRASE: usize = 4;

/// Prefixes with an optional hyphen.
const PREFIXES: [&str; 9] = ["anti", "co", "e", "multi", "non", "on", "pre", "re", "sub"];
/// Marks a possible line break; not part of the word.
const SOFT_HYPHEN: char = '\u{ad}';

/// The language of a site, as far as search knows its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// The forms and spellings of an English word are one term.
    English,
    /// Each form of a word is a term of its own.
    Other,
}

impl Language {
    /// Returns the language with a BCP 47 tag.
    pub fn of(tag: &str) -> Self {
        let language = tag.split('-').next().unwrap_or_default();
        if language.eq_ignore_ascii_case("en") { Self::English } else { Self::Other }
    }

    fn stem(self, word: String) -> String {
        match self {
            Self::English => american(singular(&word)),
            Self::Other => word,
        }
    }
}

/// A word and its position in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The offset of the first byte.
    pub start: usize,
    /// The word as written.
    pub text: &'a str,
}

impl Word<'_> {
    /// Returns the terms that match the word: its own and, after a hyphenated prefix, that of the rest. So `cosignatory` and
    /// `signatory` both match `co-signatory`.
    pub fn terms(&self, language: Language) -> impl Iterator<Item = String> {
        let rest = self.text.split_once(is_hyphen).map(|(_, rest)| term(rest, language));
        std::iter::once(term(self.text, language)).chain(rest)
    }
}

/// The terms of a query.
#[derive(Debug)]
pub struct Terms {
    language: Language,
    terms: BTreeSet<String>,
    /// Those of several words, as words.
    phrases: Vec<Vec<String>>,
    /// The first characters of words with these terms.
    initials: Vec<char>,
}

impl Terms {
    /// Collects the terms of a query in a language.
    pub fn new(language: Language, terms: impl IntoIterator<Item = String>) -> Self {
        let terms: BTreeSet<String> = terms.into_iter().collect();
        let mut initials: Vec<char> = terms.iter().filter_map(|term| term.chars().next()).collect();
        if initials.contains(&'e') {
            // `aetiology` and `oedema` have American terms.
            initials.extend(['a', 'o']);
        }
        let phrases = terms.iter().filter(|term| term.contains(' '));
        let phrases = phrases.map(|phrase| phrase.split(' ').map(str::to_owned).collect()).collect();
        Self { language, terms, phrases, initials }
    }

    /// Returns the terms in order.
    pub fn iter(&self) -> impl Iterator<Item = &String> {
        self.terms.iter()
    }

    /// Returns how many terms there are.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Returns where a text has terms, as ranges of bytes.
    pub fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Range<usize>> + 'a {
        let words: Vec<_> = words(text).collect();
        let mut at = 0;
        std::iter::from_fn(move || {
            while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
                let found = rest.get(..self.length_of_match(rest)).unwrap_or_default();
                at += found.len().max(1);
                if let (Some(first), Some(last)) = (found.first(), found.last()) {
                    return Some(first.start..last.start + last.text.len());
                }
            }
            None
        })
    }

    /// Returns how many words the longest term has with which a text begins; 0 if it begins with none.
    fn length_of_match(&self, text: &[Word<'_>]) -> usize {
        let Some(first) = text.first().filter(|first| self.may_begin_with(first)) else { return 0 };
        let is_match = |(term, word): (&String, &Word<'_>)| word.terms(self.language).any(|own| own == *term);
        let begins = |phrase: &&Vec<String>| phrase.len() <= text.len() && phrase.iter().zip(text).all(is_match);
        let longest = self.phrases.iter().filter(begins).map(Vec::len).max();
        longest.unwrap_or_else(|| usize::from(first.terms(self.language).any(|term| self.terms.contains(&term))))
    }

    /// Returns whether a term may begin with a word. Most words differ in the first letter, and need no stemming.
    fn may_begin_with(&self, word: &Word<'_>) -> bool {
        let has_initial = |part: &str| {
            part.chars().next().is_some_and(|c| !c.is_ascii() || self.initials.contains(&c.to_ascii_lowercase()))
        };
        has_initial(word.text) || word.text.split_once(is_hyphen).is_some_and(|(_, rest)| has_initial(rest))
    }
}

/// Returns the words of a text in order.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let from = rest.get(start..)?;
        let mut end = end_of_letters(from);
        if let Some(more) = from.get(end..).and_then(|after| after.strip_prefix(is_hyphen))
            && more.starts_with(char::is_alphabetic)
            && from.get(..end).is_some_and(|before| PREFIXES.iter().any(|prefix| before.eq_ignore_ascii_case(prefix)))
        {
            end = from.len() - more.len() + end_of_letters(more);
        }
        let word = Word { start: text.len() - from.len(), text: from.get(..end)? };
        rest = from.get(end..)?;
        Some(word)
    })
}

/// Returns the length of the letters and digits at the start of a text, in bytes.
fn end_of_letters(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && c != SOFT_HYPHEN).unwrap_or(text.len())
}

/// Returns whether `c` is a hyphen, including a non-breaking one.
const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Returns the term of a word.
pub fn term(word: &str, language: Language) -> String {
    // Most words: ASCII needs no decomposition.
    if word.is_ascii() {
        let mut folded = word.get(..LONGEST).unwrap_or(word).to_ascii_lowercase();
        folded.retain(|c| c != '-');
        return language.stem(folded);
    }
    let mut folded = String::new();
    let dropped = |c: &char| is_combining_mark(*c) || is_hyphen(*c) || *c == SOFT_HYPHEN;
    for c in word.nfkd().filter(|c| !dropped(c)).flat_map(char::to_lowercase) {
        if folded.len() + c.len_utf8() > LONGEST {
            break;
        }
        match c {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ł' => folded.push('l'),
            _ => folded.push(c),
        }
    }
    language.stem(folded)
}

/// Nouns that look like plurals of other words: `due` and `new`.
const NO_PLURALS: [&str; 2] = ["dues", "news"];

/// Turns `studies` into `study`, `diseases` into `disease` and `members` into `member`, but leaves `status` and `class`.
fn singular(word: &str) -> String {
    if NO_PLURALS.contains(&word) {
        return word.to_owned();
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if word.len() > 3 && ends(&["ies"]) && !ends(&["eies", "aies"]) {
        return word.strip_suffix("ies").map_or_else(|| word.to_owned(), |stem| format!("{stem}y"));
    }
    if ends(&["sses", "shes", "ches", "xes", "zzes"]) {
        return word.strip_suffix("es").unwrap_or(word).to_owned();
    }
    if word.len() > 3 && ends(&["es"]) && !ends(&["aes", "ees", "oes"]) {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    if word.len() > 3 && ends(&["s"]) && !ends(&["us", "ss", "is", "ias"]) {
        return word.strip_suffix('s').unwrap_or(word).to_owned();
    }
    word.to_owned()
}

#[cfg(test)]
mod tests {
    use super::Language::{English, Other};
    use super::*;

    fn found<'a>(terms: &Terms, text: &'a str) -> Vec<&'a str> {
        terms.find(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn case_accents_and_plurals_make_no_difference() {
        for (one, other) in [
            ("Members", "member"),
            ("études", "ETUDE"),
            ("studies", "study"),
            ("Paediatrics", "paediatric"),
            ("Ångström", "angstrom"),
        ] {
            assert_eq!(term(one, English), term(other, English));
        }
    }

    #[test]
    fn the_rules_of_english_are_for_english_sites() {
        assert_eq!(["en", "en-GB", "EN"].map(Language::of), [English; 3]);
        assert_eq!(["sv", "de-CH", "enm", ""].map(Language::of), [Other; 4]);
        for word in ["kurs", "kollegies", "labour", "centre", "organisation"] {
            assert_eq!(term(word, Other), word);
            assert_ne!(term(word, English), word);
        }
        assert_eq!(term("ÅRSMÖTE", Other), "arsmote");
        let terms = Terms::new(Other, ["kurs".to_owned()]);
        assert_eq!(found(&terms, "Kurs, kur"), ["Kurs"]);
    }

    #[test]
    fn a_prefix_matches_with_and_without_a_hyphen() {
        let terms = |text| words(text).map(|word| term(word.text, English)).collect::<Vec<_>>();
        for (hyphen, without) in [
            ("e-mail", "email"),
            ("E-mails", "emails"),
            ("e\u{2011}consent", "eConsent"),
            ("co-operation", "cooperation"),
            ("pre-school", "preschool"),
            ("Multi-centre", "multicenter"),
            ("or\u{ad}gan\u{ad}isation", "organization"),
        ] {
            assert_eq!(terms(hyphen), terms(without), "{hyphen}");
        }
        for (text, apart) in [
            ("risk-based", vec!["risk", "based"]),
            ("COVID-19", vec!["covid", "19"]),
            ("E-6", vec!["e", "6"]),
            ("e-", vec!["e"]),
            ("re - use", vec!["re", "use"]),
            ("e-mail-based", vec!["email", "based"]),
        ] {
            assert_eq!(terms(text), apart);
        }
    }

    #[test]
    fn the_word_after_a_hyphenated_prefix_is_a_term_too() {
        let found = |text| words(text).flat_map(|word| word.terms(English).collect::<Vec<_>>()).collect::<Vec<_>>();
        assert_eq!(found("a co-signatory"), ["a", "cosignatory", "signatory"]);
        assert_eq!(found("cosignatory"), ["cosignatory"]);
    }

    #[test]
    fn words_that_only_look_like_plurals_stay() {
        for word in ["status", "class", "analysis", "bias", "dues", "news", "ich", "e6", "gdpr", "s"] {
            assert_eq!(term(word, English), word);
        }
    }

    #[test]
    fn terms_match_every_word_that_has_one() {
        let text = "Oedema, oestrogen, aetiology, œsophagus, Études, e-mail, pre-school, co-signatory, Analyses, x";
        for word in words(text) {
            for term in word.terms(English) {
                assert_eq!(found(&Terms::new(English, [term.clone()]), word.text), [word.text], "{term}");
            }
            assert!(found(&Terms::new(English, ["zebra".to_owned()]), word.text).is_empty());
        }
    }

    #[test]
    fn a_phrase_matches_as_a_whole() {
        let phrases = ["data protection", "data protection officer", "trial"].map(str::to_owned);
        let terms = Terms::new(English, phrases);
        let text = "Protection of data: data-protection officers of trials, data protection, and data";
        assert_eq!(found(&terms, text), ["data-protection officers", "trials", "data protection"]);
    }

    #[test]
    fn words_have_their_positions() {
        let text = "ICH E6(R3): «bonne pratique»";
        let found: Vec<_> = words(text).map(|word| &text[word.start..word.start + word.text.len()]).collect();
        assert_eq!(found, ["ICH", "E6", "R3", "bonne", "pratique"]);
    }
}
