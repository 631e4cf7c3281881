//! Countries and territories.

use super::Invalid;
use serde::{Deserialize, Serialize};

/// Lines of a code, a tab and a name, sorted by name. The README next to the file says how to update it.
const LIST: &str = include_str!("../../countries/countries.txt");

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
