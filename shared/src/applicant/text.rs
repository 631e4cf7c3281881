//! Names and other texts, in any script and with any punctuation.

use super::{Invalid, Length, unicode};
use std::ops::RangeInclusive;

/// Parses text on one line. `characters` is the allowed length in Unicode scalar values.
///
/// # Errors
/// When the text is too short or too long, has control characters, or has no visible character.
pub fn parse_line(typed: &str, characters: RangeInclusive<usize>) -> Result<String, Invalid> {
    bounded(one_line(typed)?, characters)
}

/// Parses text on any number of lines, and normalizes line breaks to `\n`.
///
/// # Errors
/// As [`parse_line`].
pub fn parse_lines(typed: &str, characters: RangeInclusive<usize>) -> Result<String, Invalid> {
    bounded(many_lines(typed)?, characters)
}

/// Joins runs of space, and drops space and invisible characters at both ends. Invisible characters within the text stay,
/// because some scripts need them.
pub(super) fn one_line(typed: &str) -> Result<String, Invalid> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    printable(unicode::trim(&text))
}

/// Normalizes line breaks to `\n`, and drops space at the ends of lines and of the text.
fn many_lines(typed: &str) -> Result<String, Invalid> {
    let text = typed.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    printable(unicode::trim(&lines))
}

/// Refuses control characters, and text without a visible character.
fn printable(text: &str) -> Result<String, Invalid> {
    if text.contains(|c: char| c.is_control() && c != '\n') {
        Err(Invalid::Unprintable)
    } else if unicode::has_visible(text) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::Invisible)
    }
}

/// Checks the length in Unicode scalar values, not bytes.
fn bounded(text: String, characters: RangeInclusive<usize>) -> Result<String, Invalid> {
    let found = text.chars().count();
    if found < *characters.start() {
        Err(Invalid::TooShort(Length { limit: *characters.start(), found }))
    } else if found > *characters.end() {
        Err(Invalid::TooLong(Length { limit: *characters.end(), found }))
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
