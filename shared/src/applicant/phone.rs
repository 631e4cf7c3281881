//! Telephone numbers.

use super::{Invalid, text, unicode};
use crate::form::core;
use serde::{Deserialize, Serialize};

/// A telephone number: 6 to 15 digits (the maximum of ITU-T E.164) and the usual separators, in ASCII. Numbering plans are
/// not checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// The maximum length in characters, including separators and an extension.
    pub const LIMIT: usize = core::TELEPHONE_CHARACTERS;

    /// Parses a typed or pasted number. Drops invisible characters, and converts digits, brackets and dashes of other scripts
    /// to ASCII.
    ///
    /// # Errors
    /// When there are too few or too many digits, or other characters.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let number = text::one_line(&in_ascii(typed)).map_err(|_| Invalid::Malformed)?;
        let (main, extension) = split_extension(&number);
        let digits = main.chars().filter(char::is_ascii_digit).count();
        let allowed = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '.' | '(' | ')' | '/');
        if (6..=15).contains(&digits)
            && number.chars().count() <= Self::LIMIT
            && main.chars().all(allowed)
            && is_extension(extension)
        {
            Ok(Self(number))
        } else {
            Err(Invalid::Malformed)
        }
    }

    /// Wraps a number that was stored.
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Converts a number to ASCII as far as possible.
fn in_ascii(typed: &str) -> String {
    let visible = typed.chars().filter(|c| !unicode::is_invisible(*c));
    let mut written = String::with_capacity(typed.len());
    for c in visible {
        if c.is_ascii() || c.is_whitespace() {
            written.push(c);
        } else {
            written.extend(unicode::folded_char(c).chars().map(ascii));
        }
    }
    written
}

/// Converts a character to the ASCII one with the same meaning in a number, if there is one.
fn ascii(c: char) -> char {
    match c {
        _ if unicode::is_dash(c) => '-',
        // The prolonged sound mark is on the hyphen's key of Japanese keyboards.
        '\u{30fc}' => '-',
        _ => unicode::digit(c).unwrap_or(c),
    }
}

/// Splits `+1 202 555 0142 ext. 12` into `+1 202 555 0142` and `12`.
fn split_extension(number: &str) -> (&str, Option<&str>) {
    let marks = ["extension", "ext.", "ext", "x", "#"];
    let lower = number.to_ascii_lowercase();
    let mark = marks.iter().find_map(|text| Some((lower.find(text)?, text.len())));
    let parts = mark.and_then(|(at, length)| Some((number.get(..at)?, number.get(at + length..)?)));
    parts.map_or((number, None), |(main, extension)| (main.trim_end(), Some(extension.trim())))
}

fn is_extension(extension: Option<&str>) -> bool {
    extension.is_none_or(|digits| (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests;
