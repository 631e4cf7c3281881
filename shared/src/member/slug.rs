//! The ends of members' public addresses.

use crate::application::Reference;
use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// The end of a member's public address: words in lower case, joined by hyphens, such as `acme-trials`. Letters of any
/// script are kept; Latin ones lose their accents.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The error for a text that is not a slug.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SlugError;

/// The most characters.
const LONGEST: usize = 60;
/// Addresses below `/members` that are not a member's.
const RESERVED: [&str; 4] = ["feed", "found", "logos", "strip"];

impl Slug {
    /// Returns the slug that a name suggests. A name without letters and digits suggests the reference.
    pub fn of(name: &str, reference: &Reference) -> Self {
        let words = words(name);
        if words.is_empty() || RESERVED.contains(&words.as_str()) {
            Self(reference.as_str().to_lowercase())
        } else {
            Self(words)
        }
    }

    /// Returns a slug that no other member's name suggests.
    #[must_use]
    pub fn with(&self, reference: &Reference) -> Self {
        Self(format!("{}-{}", self.0, reference.as_str().to_lowercase()))
    }

    /// The slug.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Returns the words of a name in lower case, without accents, joined by hyphens.
fn words(name: &str) -> String {
    let plain = plain(name);
    let words = plain.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let joined: String = words.collect::<Vec<_>>().join("-").chars().take(LONGEST).collect();
    joined.trim_end_matches('-').to_owned()
}

/// Returns a text in lower case, without accents and apostrophes.
pub(super) fn plain(text: &str) -> String {
    let decomposed = DecomposingNormalizerBorrowed::new_nfkd().normalize(text).to_lowercase();
    let plain: String = decomposed.chars().filter(|c| !matches!(c, '\u{300}'..='\u{36f}' | '\'' | '’')).collect();
    ComposingNormalizerBorrowed::new_nfc().normalize(&plain).into_owned()
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for SlugError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the end of a member's address")
    }
}

impl std::error::Error for SlugError {}

impl FromStr for Slug {
    type Err = SlugError;

    fn from_str(text: &str) -> Result<Self, SlugError> {
        let is_part = |c: char| c == '-' || c.is_alphanumeric() && !c.is_uppercase();
        let is_short = text.chars().count() <= LONGEST + 9;
        if !text.is_empty() && is_short && text.chars().all(is_part) {
            Ok(Self(text.to_owned()))
        } else {
            Err(SlugError)
        }
    }
}

impl TryFrom<String> for Slug {
    type Error = SlugError;

    fn try_from(text: String) -> Result<Self, SlugError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_suggests_an_address() {
        let reference = "ABCDEFGH".parse().unwrap();
        let long = "word ".repeat(30);
        for (name, slug) in [
            ("Acme Trials, Inc.", "acme-trials-inc"),
            ("Ångström & Söhne", "angstrom-sohne"),
            ("O’Neill", "oneill"),
            ("岡田 治験", "岡田-治験"),
            ("ＡＢＣ", "abc"),
            ("Пример", "пример"),
            ("…", "abcdefgh"),
            ("Feed", "abcdefgh"),
            (&long, "word-word-word-word-word-word-word-word-word-word-word-word"),
        ] {
            let suggested = Slug::of(name, &reference);
            assert_eq!(suggested.as_str(), slug);
            assert_eq!(slug.parse(), Ok(suggested.clone()));
            assert_eq!(suggested.with(&reference).as_str().parse(), Ok(suggested.with(&reference)));
        }
    }

    #[test]
    fn nothing_else_is_one() {
        for text in ["", "Acme", "a b", "a/b", "a.b", "<b>", &"a".repeat(70)] {
            assert_eq!(text.parse::<Slug>(), Err(SlugError), "{text}");
        }
    }
}
