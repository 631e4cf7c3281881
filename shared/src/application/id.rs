//! What names an application: a secret address, and a reference that people can read out.

use std::fmt;
use std::str::FromStr;

/// The key to an application, and part of its private address: 26 characters with five random bits each, 130 in all.
/// It is written nowhere but in the address and the table; [`fmt::Debug`] keeps it to itself.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ApplicationId(String);

/// Lower-case Crockford base 32: no i, l, o or u.
pub(super) const ID_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH: usize = 26;

impl ApplicationId {
    /// A new id, of random bytes.
    pub fn from_random(bytes: [u8; ID_LENGTH]) -> Self {
        Self(characters(&bytes))
    }

    /// The id, for the address and the table.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Random bytes in the alphabet of ids.
pub(super) fn characters(bytes: &[u8]) -> String {
    bytes.iter().filter_map(|byte| ID_ALPHABET.get(usize::from(byte % 32))).map(|c| char::from(*c)).collect()
}

/// It is not of the form that ids have, so no application is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIdError;

impl FromStr for ApplicationId {
    type Err = ParseIdError;

    /// Parses an id in any case: some programs put links in capitals.
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let text = text.to_ascii_lowercase();
        let valid = text.len() == ID_LENGTH && text.bytes().all(|byte| ID_ALPHABET.contains(&byte));
        if valid { Ok(Self(text)) } else { Err(ParseIdError) }
    }
}

impl fmt::Debug for ApplicationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApplicationId(…)")
    }
}

/// Tells one showing of a form from another, so that a form that is posted twice does one thing. It is formed as an
/// [`ApplicationId`] is, and as secret.
#[derive(Clone, PartialEq, Eq)]
pub struct FormId(ApplicationId);

impl FormId {
    /// A new id, of random bytes.
    pub fn from_random(bytes: [u8; ID_LENGTH]) -> Self {
        Self(ApplicationId::from_random(bytes))
    }

    /// The id, for the form.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl FromStr for FormId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        text.parse().map(Self)
    }
}

impl fmt::Debug for FormId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FormId(…)")
    }
}

/// What confirms that the holder of an application reads the main contact's email: 8 characters in the alphabet of
/// [`Reference`], shown in two halves. It is derived from the application's id with the stack's secret, so that it is
/// stored nowhere.
#[derive(Clone)]
pub struct ConfirmationCode(String);

impl ConfirmationCode {
    /// The code that is made of these bytes.
    pub fn from_bytes(bytes: [u8; 2 * REFERENCE_LENGTH]) -> Self {
        Self(Reference::from_random(bytes).0)
    }

    /// Whether somebody typed it, in any case and with or without the mark between its halves.
    pub fn is(&self, typed: &str) -> bool {
        let typed = typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase());
        typed.eq(self.0.chars())
    }
}

impl fmt::Display for ConfirmationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, other) = self.0.split_at_checked(REFERENCE_LENGTH / 2).unwrap_or((&self.0, ""));
        write!(f, "{one}-{other}")
    }
}

impl fmt::Debug for ConfirmationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ConfirmationCode(…)")
    }
}

/// What people call an application by: 8 characters that can be read out, without 0, O, 1, I and L.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference(String);

const REFERENCE_ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const REFERENCE_LENGTH: usize = 8;

impl Reference {
    /// A new reference, of random bytes: over 850 billion are possible. Whether it is taken, the table tells.
    pub fn from_random(bytes: [u8; 2 * REFERENCE_LENGTH]) -> Self {
        let (pairs, _) = bytes.as_chunks::<2>();
        let characters = pairs.iter().map(|pair| usize::from(u16::from_le_bytes(*pair)) % REFERENCE_ALPHABET.len());
        Self(characters.filter_map(|index| REFERENCE_ALPHABET.get(index)).map(|c| char::from(*c)).collect())
    }

    /// The reference.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Reference {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let valid = text.len() == REFERENCE_LENGTH && text.bytes().all(|byte| REFERENCE_ALPHABET.contains(&byte));
        if valid { Ok(Self(text.to_owned())) } else { Err(ParseIdError) }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_the_same() {
        let id = ApplicationId::from_random(*b"26 bytes of any kind at al");
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in ["", "abc", "0123456789abcdefghjkmnpqri", "../../../../../../../../etc"] {
            assert_eq!(text.parse::<ApplicationId>(), Err(ParseIdError));
        }
    }

    #[test]
    fn capitals_are_the_same_id() {
        let id = "0123456789ABCDEFGHJKMNPQRS".parse::<ApplicationId>().unwrap();
        assert_eq!(id.as_str(), "0123456789abcdefghjkmnpqrs");
    }

    #[test]
    fn a_code_is_recognized_however_it_is_typed() {
        let code = ConfirmationCode::from_bytes(*b"any sixteen byte");
        let shown = code.to_string();
        assert_eq!((shown.len(), shown.find('-')), (9, Some(4)));
        for typed in
            [shown.clone(), shown.to_lowercase(), shown.replace('-', ""), format!(" {} ", shown.replace('-', " – "))]
        {
            assert!(code.is(&typed), "{typed}");
        }
        assert!(!code.is("") && !code.is(&shown[..8]) && !code.is(&format!("{shown}2")));
    }

    #[test]
    fn an_id_is_not_written_to_logs_by_accident() {
        assert_eq!(format!("{:?}", ApplicationId::from_random([7; 26])), "ApplicationId(…)");
    }

    #[test]
    fn a_reference_can_be_read_out() {
        for seed in 0..=255 {
            let reference = Reference::from_random([seed; 16]);
            assert_eq!(reference.as_str().len(), 8);
            assert!(!reference.as_str().contains(['0', 'O', '1', 'I', 'L']));
            assert_eq!(reference.as_str().parse(), Ok(reference));
        }
    }
}
