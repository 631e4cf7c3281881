//! Ids of applications, links and forms, the confirmation code, and the reference.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Crockford's base 32 in lower case: no i, l, o or u.
const ID_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const ID_LENGTH: usize = 26;

/// Characters of a [`LinkId`].
pub const LINK_LENGTH: usize = 28;

/// Declares a secret id of random characters with five bits each. Its `Debug` output hides it.
macro_rules! secret_id {
    ($(#[$doc:meta])* $name:ident, $length:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(String);

        impl $name {
            /// Creates an id from random bytes.
            pub fn from_random(bytes: [u8; $length]) -> Self {
                let characters = bytes.iter().filter_map(|byte| ID_ALPHABET.get(usize::from(byte % 32)));
                Self(characters.map(|c| char::from(*c)).collect())
            }

            /// The id, for paths, forms and the table.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = ParseIdError;

            /// Parses an id in any case, because some programs capitalize links.
            fn from_str(text: &str) -> Result<Self, ParseIdError> {
                let text = text.to_ascii_lowercase();
                let valid = text.len() == $length && text.bytes().all(|byte| ID_ALPHABET.contains(&byte));
                if valid { Ok(Self(text)) } else { Err(ParseIdError) }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

secret_id!(
    /// The id of an application, and the key in its original private link: 26 characters, 130 random bits. Only the
    /// table stores it.
    ApplicationId, ID_LENGTH
);
secret_id!(
    /// The key in an issued link, one that replaced another or was sent by email: 28 characters, 140 random bits. The
    /// length tells it from an [`ApplicationId`].
    LinkId, LINK_LENGTH
);
secret_id!(
    /// The id of one rendering of a form, to recognize a repeated post.
    FormId, ID_LENGTH
);

/// The error for a text that is not an id or a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseIdError;

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for ParseIdError {}

/// The code with which the holder of an application confirms the main contact's address: 8 characters in two halves. It
/// is derived from the application's id with the stack's secret, and stored nowhere.
#[derive(Clone)]
pub struct ConfirmationCode(String);

impl ConfirmationCode {
    /// The number of letters and digits.
    pub const LENGTH: usize = REFERENCE_LENGTH;

    /// Creates a code from these bytes.
    pub fn from_bytes(bytes: [u8; 2 * REFERENCE_LENGTH]) -> Self {
        Self(Reference::from_random(bytes).0)
    }

    /// Returns whether `typed` is this code, in any case and with any punctuation.
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

/// The public name of an application: 8 characters that can be read out, without 0, O, 1, I and L.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

const REFERENCE_ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const REFERENCE_LENGTH: usize = 8;

impl Reference {
    /// Creates a reference from random bytes, one of over 850 billion. A claim in the table makes it unique.
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

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

impl TryFrom<String> for Reference {
    type Error = ParseIdError;

    fn try_from(text: String) -> Result<Self, ParseIdError> {
        text.parse()
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
    fn an_id_parses_back() {
        let id = ApplicationId::from_random(*b"26 bytes of any kind at al");
        assert_eq!(id.as_str().parse(), Ok(id));
    }

    #[test]
    fn other_texts_are_not_ids() {
        for text in ["", "abc", "0123456789abcdefghjkmnpqri", "../../../../../../../../etc"] {
            assert_eq!(text.parse::<ApplicationId>(), Err(ParseIdError));
        }
    }

    #[test]
    fn debug_output_hides_ids() {
        assert_eq!(format!("{:?}", ApplicationId::from_random([7; ID_LENGTH])), "ApplicationId(…)");
        assert_eq!(format!("{:?}", LinkId::from_random([7; LINK_LENGTH])), "LinkId(…)");
    }

    #[test]
    fn a_code_is_accepted_in_any_spelling() {
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
    fn a_reference_has_no_ambiguous_characters_and_parses_back() {
        for seed in 0..=255 {
            let reference = Reference::from_random([seed; 16]);
            assert_eq!(reference.as_str().len(), 8);
            assert!(!reference.as_str().contains(['0', 'O', '1', 'I', 'L']));
            assert_eq!(reference.as_str().parse(), Ok(reference));
        }
    }
}
