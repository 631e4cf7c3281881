//! Texts to the terms that search knows them by: the same for what is indexed when building and for what is asked.
//! Like `model.rs`, this file is compiled both here and in the `site` crate.
//!
//! A term is a word in lower case, without accents, in the singular as far as Harman's S-stemmer, with a rule for
//! `processes` and the like, finds it
//! ([How effective is suffixing?](https://doi.org/10.1002/(SICI)1097-4571(199101)42:1<7::AID-ASI2>3.0.CO;2-P), 1991),
//! and in American spelling. What is written with a hyphen after a prefix, such as `e-mail`, is one word.

use super::spelling::american;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The longest term, in bytes. What is longer is cut: nobody searches for it.
const LONGEST: usize = 40;

/// Prefixes that are written with a hyphen or without it.
const PREFIXES: [&str; 9] = ["anti", "co", "e", "multi", "non", "on", "pre", "re", "sub"];
/// Where a word may be broken at the end of a line; it is no part of the word.
const SOFT_HYPHEN: char = '\u{ad}';

/// A word of a text, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// The byte that it starts at.
    pub start: usize,
    /// The word as it is written.
    pub text: &'a str,
}

impl Word<'_> {
    /// What the word is found by: its own term, and after a prefix with a hyphen also the rest's. So `co-signatory` is found
    /// by `cosignatory` and by `signatory`.
    pub fn terms(&self) -> impl Iterator<Item = String> {
        let rest = self.text.split_once(is_hyphen).map(|(_, rest)| term(rest));
        std::iter::once(term(self.text)).chain(rest)
    }
}

/// The words of a text, in order.
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

/// The byte at which the letters and digits end that a text begins with.
fn end_of_letters(text: &str) -> usize {
    text.find(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && c != SOFT_HYPHEN).unwrap_or(text.len())
}

/// A hyphen, one that breaks no line among them.
const fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// The term that a word stands for.
pub fn term(word: &str) -> String {
    // Most words; there is nothing to decompose in them.
    if word.is_ascii() {
        let mut folded = word.get(..LONGEST).unwrap_or(word).to_ascii_lowercase();
        folded.retain(|c| c != '-');
        return american(singular(&folded));
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
    american(singular(&folded))
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
    fn a_prefix_with_a_hyphen_and_without_it_is_one_word() {
        let terms = |text| words(text).map(|word| term(word.text)).collect::<Vec<_>>();
        for (hyphen, without) in [
            ("e-mail", "email"),
            ("E-mails", "emails"),
            ("e\u{2011}consent", "eConsent"),
            ("co-operation", "cooperation"),
            ("pre-clinical", "preclinical"),
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
    fn what_follows_a_prefix_is_found_by_itself_as_well() {
        let found = |text| words(text).flat_map(|word| word.terms().collect::<Vec<_>>()).collect::<Vec<_>>();
        assert_eq!(found("a co-signatory"), ["a", "cosignatory", "signatory"]);
        assert_eq!(found("cosignatory"), ["cosignatory"]);
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
