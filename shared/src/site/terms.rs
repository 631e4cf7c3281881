//! Texts to the terms that search knows them by: the same for what is indexed when building and for what is asked.
//! Like `model.rs`, this file is compiled both here and in the `site` crate.
//!
//! A term is a word in lower case, without accents, and in the singular as far as Harman's S-stemmer, with a rule for
//! `processes` and the like, finds it
//! ([How effective is suffixing?](https://doi.org/10.1002/(SICI)1097-4571(199101)42:1<7::AID-ASI2>3.0.CO;2-P), 1991).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest term, in bytes. What is longer is cut: nobody searches for it.
const LONGEST: usize = 40;

/// A word of a text, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The byte that it starts at.
    pub start: usize,
    /// The word as it is written.
    pub text: &'a str,
}

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let start = rest.find(char::is_alphanumeric)?;
        let from = rest.get(start..)?;
        let end = from.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c)).unwrap_or(from.len());
        let word = Word { start: text.len() - from.len(), text: from.get(..end)? };
        rest = from.get(end..)?;
        Some(word)
    })
}

/// The term that a word stands for.
pub fn term(word: &str) -> String {
    // Most words; there is nothing to decompose in them.
    if word.is_ascii() {
        return singular(&word.get(..LONGEST).unwrap_or(word).to_ascii_lowercase());
    }
    let mut folded = String::new();
    for c in word.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        if folded.len() + c.len_utf8() > LONGEST {
            break;
        }
        match c {
            'ß' => folded.push_str("ss"),
            'ø' => folded.push('o'),
            'æ' => folded.push_str("ae"),
            'ł' => folded.push('l'),
            _ => folded.push(c),
        }
    }
    singular(&folded)
}

/// `studies` is `study`, `diseases` is `disease`, `trials` is `trial`; `status` and `class` are themselves.
fn singular(word: &str) -> String {
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
    use super::*;

    #[test]
    fn case_accents_and_plurals_do_not_matter() {
        for (one, other) in [
            ("Trials", "trial"),
            ("études", "ETUDE"),
            ("studies", "study"),
            ("Paediatrics", "paediatric"),
            ("Ångström", "angstrom"),
        ] {
            assert_eq!(term(one), term(other));
        }
    }

    #[test]
    fn words_that_only_end_like_plurals_are_left_alone() {
        for word in ["status", "class", "analysis", "bias", "ich", "e6", "gdpr", "s"] {
            assert_eq!(term(word), word);
        }
    }

    #[test]
    fn words_are_found_where_they_stand() {
        let text = "ICH E6(R3): «bonne pratique»";
        let found: Vec<_> = words(text).map(|word| &text[word.start..word.start + word.text.len()]).collect();
        assert_eq!(found, ["ICH", "E6", "R3", "bonne", "pratique"]);
    }
}
