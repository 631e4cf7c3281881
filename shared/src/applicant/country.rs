//! Countries and territories.

use super::{Invalid, unicode};
use crate::edit_distance::distance;
use serde::{Deserialize, Serialize};

/// Lines of a code, a tab and a name, sorted by name. The README next to the file says how to update it.
const LIST: &str = include_str!("../../countries/countries.txt");

/// Lines of a code, a tab and other names that people use for that country, separated by commas.
const SYNONYMS: &str = include_str!("../../countries/synonyms.txt");

/// The most bytes of a typed name that are compared.
const LONGEST_NAME: usize = 300;

/// The ISO 3166-1 alpha-2 code of a country or territory, in capitals. Kosovo has the user-assigned code `XK`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Country(String);

impl Country {
    /// Parses an alpha-2 code in any case.
    ///
    /// # Errors
    /// When no country has the code.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let code = typed.trim().to_ascii_uppercase();
        if name(&code).is_some() { Ok(Self(code)) } else { Err(Invalid::Malformed) }
    }

    /// Finds the country that a visitor means: by its code, its name in `own_names` (codes and names in the site's
    /// language), its English name, or another name that people use for it, such as `UK` or `Holland`. Case, accents,
    /// punctuation and an article make no difference.
    pub fn find(typed: &str, own_names: &[(String, String)]) -> Option<Self> {
        if let Ok(country) = Self::parse(typed) {
            return Some(country);
        }
        if typed.len() > LONGEST_NAME {
            return None;
        }
        let typed = comparable(typed);
        let is_typed = |name: &str| !typed.is_empty() && comparable(name) == typed;
        let own = own_names.iter().find(|(_, name)| is_typed(name)).map(|(code, _)| code.as_str());
        let english = || Self::all().chain(Self::synonyms()).find(|(_, name)| is_typed(name)).map(|(code, _)| code);
        own.or_else(english).map(|code| Self(code.to_owned()))
    }

    /// Returns the country whose name is most like what was typed, if at most one letter in four is wrong: in its name in
    /// `own_names` or, without any, its English name or another name that people use for it.
    pub fn nearest(typed: &str, own_names: &[(String, String)]) -> Option<Self> {
        if typed.len() > LONGEST_NAME {
            return None;
        }
        let typed: Vec<char> = comparable(typed).chars().collect();
        let own = own_names.iter().map(|(code, name)| (code.as_str(), name.as_str()));
        let names: Vec<(&str, &str)> =
            if own_names.is_empty() { Self::all().chain(Self::synonyms()).collect() } else { own.collect() };
        let near = names.into_iter().filter_map(|(code, name)| {
            let name: Vec<char> = comparable(name).chars().collect();
            let most = (name.len() / 4).min(2);
            if name.len().abs_diff(typed.len()) > most {
                return None;
            }
            distance(&typed, &name).filter(|mistakes| *mistakes <= most).map(|mistakes| (mistakes, code))
        });
        near.min_by_key(|(mistakes, _)| *mistakes).map(|(_, code)| Self(code.to_owned()))
    }

    /// Returns the code and the other names of every country that has any. A country has an entry for each name.
    pub fn synonyms() -> impl Iterator<Item = (&'static str, &'static str)> {
        let lines = SYNONYMS.lines().filter_map(|line| line.split_once('\t'));
        lines.flat_map(|(code, names)| names.split(", ").map(move |name| (code, name)))
    }

    /// Wraps a code that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The alpha-2 code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// Returns the common English name from the Unicode CLDR, or the code if it was removed from the list.
    pub fn name(&self) -> &str {
        name(&self.0).unwrap_or(&self.0)
    }

    /// Returns the code and the name of every country, sorted by name.
    pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
        LIST.lines().filter_map(|line| line.split_once('\t'))
    }
}

/// Returns a name for comparison: letters and digits in lower case and without accents, in words separated by one space,
/// without an article at the beginning.
fn comparable(name: &str) -> String {
    let name = unicode::folded(name.trim()).replace('&', " and ");
    let letters = name.chars().filter_map(|c| match c {
        'á' | 'ã' | 'å' => Some('a'),
        'ç' => Some('c'),
        'é' => Some('e'),
        'í' => Some('i'),
        'ñ' => Some('n'),
        'ô' | 'ó' => Some('o'),
        'ü' => Some('u'),
        '-' | '‐' | '–' => Some(' '),
        c => (c.is_alphanumeric() || c.is_whitespace()).then_some(c),
    });
    let letters: String = letters.collect();
    let words = letters.split_whitespace().map(|word| if word == "st" { "saint" } else { word });
    let words: Vec<_> = words.collect();
    words.strip_prefix(&["the"]).unwrap_or(&words).join(" ")
}

/// Returns the name for a code. Compares bytes, because a page of the directory asks for many.
fn name(code: &str) -> Option<&'static str> {
    let mut lines = LIST.as_bytes().split(|byte| *byte == b'\n');
    let name = lines.find_map(|line| line.strip_prefix(code.as_bytes())?.strip_prefix(b"\t"))?;
    std::str::from_utf8(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    #[test]
    fn codes_parse_in_any_case() {
        assert_eq!(Country::parse(" ch ").unwrap().name(), "Switzerland");
        for typed in ["XX", "", "C", "CHE", "ch\tSwitzerland", "\t", "EU", "UK"] {
            assert_eq!(Country::parse(typed), Err(Invalid::Malformed), "{typed:?}");
        }
    }

    #[test]
    fn a_country_is_found_by_any_of_its_names() {
        let found = |typed: &str| Country::find(typed, &[]).map(|country| country.code().to_owned());
        for (code, names) in [
            ("GB", &["UK", "u.k.", "Great Britain", "England", "scotland", "gb", "The United Kingdom"][..]),
            ("US", &["USA", "U.S.A.", "us", "United States of America", "the USA"]),
            ("KR", &["South Korea", "Republic of Korea"]),
            ("NL", &["Holland", "the netherlands", " NETHERLANDS "]),
            ("CI", &["Ivory Coast", "Cote d'Ivoire", "Côte d’Ivoire"]),
            ("KN", &["Saint Kitts and Nevis", "St. Kitts & Nevis", "st kitts and nevis"]),
            ("TR", &["Turkey", "Turkiye"]),
            ("GW", &["Guinea-Bissau", "guinea bissau"]),
        ] {
            for name in names {
                assert_eq!(found(name).as_deref(), Some(code), "{name}");
            }
        }
        for unknown in ["", " ", "-", "Atlantis", "Great", "Congo Republic of Nowhere", "EU"] {
            assert_eq!(found(unknown), None, "{unknown}");
        }
        let polish = [("GB".to_owned(), "Wielka Brytania".to_owned()), ("PL".to_owned(), "Polska".to_owned())];
        assert_eq!(Country::find("polska", &polish).unwrap().code(), "PL");
        assert_eq!(Country::find("Anglia", &polish), None);
    }

    #[test]
    fn a_misspelled_country_is_guessed() {
        let nearest = |typed: &str| Country::nearest(typed, &[]).map(|country| country.name().to_owned());
        for (typed, name) in [
            ("Germny", "Germany"),
            ("Untied Kingdom", "United Kingdom"),
            ("Phillipines", "Philippines"),
            ("Columbia", "Colombia"),
            ("Irland", "Ireland"),
            ("Hollland", "Netherlands"),
            ("Farnce", "France"),
        ] {
            assert_eq!(nearest(typed).as_deref(), Some(name), "{typed}");
        }
        for unknown in ["", "X", "Narnia", "Atlantis", "12345", &"a".repeat(301)] {
            assert_eq!(nearest(unknown), None, "{unknown}");
        }
        let polish = [("DE".to_owned(), "Niemcy".to_owned())];
        assert_eq!(Country::nearest("Nimcy", &polish).unwrap().code(), "DE");
        assert_eq!(Country::nearest("Germny", &polish), None, "the site has no such name");
    }

    #[test]
    fn every_name_belongs_to_one_country() {
        let mut known = std::collections::BTreeMap::new();
        for (code, name) in Country::all().chain(Country::synonyms()) {
            assert!(Country::parse(code).is_ok(), "{code}");
            let other = known.insert(comparable(name), code).unwrap_or(code);
            assert_eq!(other, code, "{name}");
            assert_eq!(Country::find(name, &[]).unwrap().code(), code, "{name}");
        }
    }

    #[test]
    fn the_list_has_every_country_of_iso_3166_and_kosovo() {
        let iso = rust_iso3166::ALL.iter().map(|country| country.alpha2);
        let expected: BTreeSet<_> = iso.chain(["XK"]).collect();
        let listed: Vec<_> = Country::all().map(|(code, _)| code).collect();
        assert_eq!(listed.iter().copied().collect::<BTreeSet<_>>(), expected);
        assert_eq!((listed.len(), Country::all().count()), (250, 250), "each once");
        assert_eq!(LIST.lines().count(), 250, "every line is read");
        for (code, name) in Country::all() {
            assert_eq!(Country::parse(code).unwrap().name(), name);
            assert_eq!(Country::parse(&code.to_lowercase()).unwrap().code(), code);
        }
    }

    #[test]
    fn countries_have_their_common_names() {
        for (code, name) in [
            ("XK", "Kosovo"),
            ("GB", "United Kingdom"),
            ("TW", "Taiwan"),
            ("KR", "South Korea"),
            ("KP", "North Korea"),
            ("IR", "Iran"),
            ("BO", "Bolivia"),
            ("VE", "Venezuela"),
            ("TZ", "Tanzania"),
            ("MD", "Moldova"),
            ("NL", "Netherlands"),
            ("RU", "Russia"),
            ("TR", "Türkiye"),
            ("US", "United States"),
            ("VN", "Vietnam"),
            ("HK", "Hong Kong"),
            ("MO", "Macao"),
        ] {
            assert_eq!(Country::parse(code).unwrap().name(), name);
        }
        // ISO's formal names have commas and brackets.
        for (_, name) in Country::all() {
            assert!(!name.contains(',') && !name.contains(" of)") && name.trim() == name, "{name}");
        }
    }

    /// Returns the name without accents, in lower case.
    fn sort_key(name: &str) -> String {
        name.nfd().filter(|c| !is_combining_mark(*c)).collect::<String>().to_lowercase()
    }

    #[test]
    fn the_list_is_sorted_by_name_ignoring_accents() {
        let keys: Vec<_> = Country::all().map(|(_, name)| sort_key(name)).collect();
        assert!(keys.is_sorted(), "{keys:?}");
        let codes: Vec<_> = Country::all().map(|(code, _)| code).collect();
        for neighbors in [["AF", "AX", "AL"], ["CR", "CI", "HR"], ["PR", "QA", "RE"], ["KI", "XK", "KW"]] {
            assert!(codes.windows(3).any(|codes| codes == neighbors), "{neighbors:?}");
        }
    }
}
