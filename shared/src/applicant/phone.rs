//! Telephone numbers.

use super::{Invalid, text};
use serde::{Deserialize, Serialize};

/// A telephone number as people write it: 6 to 15 digits (the most that ITU-T E.164 allows) and the usual separators.
/// It is kept as typed; no numbering plan is consulted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// The most characters that it may have, the separators and an extension included.
    pub const LIMIT: usize = 40;

    /// Parses what was typed.
    ///
    /// # Errors
    /// When there are too few or too many digits, or something that belongs in no number.
    pub fn parse(typed: &str) -> Result<Self, Invalid> {
        let number = text::one_line(typed).map_err(|_| Invalid::Malformed)?;
        let (main, extension) = split_extension(&number);
        let digits = main.chars().filter(char::is_ascii_digit).count();
        let usual = |c: char| {
            c.is_ascii_digit() || matches!(c, ' ' | '+' | '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2013}')
        };
        if (6..=15).contains(&digits)
            && number.chars().count() <= Self::LIMIT
            && main.chars().all(usual)
            && is_extension(extension)
        {
            Ok(Self(number))
        } else {
            Err(Invalid::Malformed)
        }
    }

    /// The number.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `+1 202 555 0142 ext. 12` is `+1 202 555 0142` and `12`.
fn split_extension(number: &str) -> (&str, Option<&str>) {
    let marks = ["extension", "ext.", "ext", "x", "#"];
    let lower = number.to_ascii_lowercase();
    let found = marks.iter().find_map(|mark| Some((lower.find(mark)?, mark.len())));
    let parts = found.and_then(|(at, length)| Some((number.get(..at)?, number.get(at + length..)?)));
    parts.map_or((number, None), |(main, extension)| (main.trim_end(), Some(extension.trim())))
}

fn is_extension(extension: Option<&str>) -> bool {
    extension.is_none_or(|digits| (1..=6).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_kept_as_people_write_them() {
        for typed in [
            "+44 20 7946 0000",
            "(202) 555-0142",
            "030/123456",
            "00 49 30.123.456",
            "123456",
            "+1 202 555 0142 ext. 12",
            "2025550142x7",
        ] {
            assert_eq!(PhoneNumber::parse(typed).unwrap().as_str(), typed);
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for typed in [
            "",
            "12345",
            "1234567890123456",
            "call me",
            "123456<script>",
            "+1-555-CALL-NOW",
            "+1 202 555 0142 ext",
            "123456 x1234567",
        ] {
            assert_eq!(PhoneNumber::parse(typed), Err(Invalid::Malformed), "{typed}");
        }
    }
}
