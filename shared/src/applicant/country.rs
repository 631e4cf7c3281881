//! Countries and territories.

use super::Invalid;
use rust_iso3166::CountryCode;
use serde::{Deserialize, Serialize};

/// A country or territory of ISO 3166-1, by its alpha-2 code in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Country(String);

impl Country {
    /// Parses an alpha-2 code in any case.
    ///
    /// # Errors
    /// When no country has it.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let code = typed.trim().to_ascii_uppercase();
        rust_iso3166::from_alpha2(&code).map(|country| Self(country.alpha2.to_owned())).ok_or(Invalid::Malformed)
    }

    /// The alpha-2 code.
    pub fn code(&self) -> &str {
        &self.0
    }

    /// The name in English, as ISO has it.
    pub fn name(&self) -> &str {
        rust_iso3166::from_alpha2(&self.0).map_or(&self.0, |country| country.name)
    }

    /// Code and name of each, in the order of the names.
    pub fn all() -> Vec<(&'static str, &'static str)> {
        let mut all: Vec<_> =
            rust_iso3166::ALL.iter().map(|country: &CountryCode| (country.alpha2, country.name)).collect();
        all.sort_by_key(|(_, name)| unaccented(name));
        all
    }
}

/// The name without the accents that ISO's English names have, for the order of the alphabet.
fn unaccented(name: &str) -> String {
    let plain = |c| match c {
        'Å' => 'A',
        'ç' => 'c',
        'é' => 'e',
        'ô' => 'o',
        'ü' => 'u',
        _ => c,
    };
    name.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_in_any_case() {
        assert_eq!(Country::parse(" ch ").unwrap().name(), "Switzerland");
        assert_eq!(Country::parse("XX"), Err(Invalid::Malformed));
        assert_eq!(Country::parse(""), Err(Invalid::Malformed));
    }

    #[test]
    fn every_country_is_listed_once_and_in_order() {
        let all = Country::all();
        assert_eq!(all.len(), 249);
        assert!(all.iter().all(|(code, _)| Country::parse(code).is_ok()));
        assert!(all.iter().all(|(_, name)| unaccented(name).is_ascii()));
        let codes: Vec<_> = all.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes[..2], ["AF", "AX"]);
        assert!(codes.windows(3).any(|codes| codes == ["CR", "CI", "HR"]));
    }
}
