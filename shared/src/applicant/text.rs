//! Names and other words, in any script and with any punctuation.

use super::{Invalid, unicode};
use serde::{Deserialize, Serialize};

/// Declares a kind of text: its name, what it is, and how many characters it may have.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $characters:expr, $clean:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// How many characters it may have.
            pub const CHARACTERS: std::ops::RangeInclusive<usize> = $characters;

            /// Parses what was typed.
            ///
            /// # Errors
            /// When it is too short or too long, in characters, holds characters that can't be printed, or none that can
            /// be seen.
            pub fn parse(typed: &str) -> Result<Self, Invalid> {
                bounded($clean(typed)?, Self::CHARACTERS).map(Self)
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    };
}

text!(
    /// The name of an organization: at most 200 characters on one line.
    OrganizationName, 1..=200, one_line
);
text!(
    /// A person's full name: at most 200 characters on one line.
    PersonName, 1..=200, one_line
);
text!(
    /// What a person does in an organization: at most 200 characters on one line.
    JobTitle, 1..=200, one_line
);
text!(
    /// Anything else that fits on a line: at most 300 characters.
    Line, 1..=300, one_line
);
text!(
    /// Why an organization would like to join: 20 to 2,000 characters, on as many lines as it takes.
    Reasons, 20..=2000, many_lines
);

/// Runs of space become one. Space and invisible characters at both ends are dropped; within the text they stay, for
/// some scripts need them.
pub(super) fn one_line(typed: &str) -> Result<String, Invalid> {
    let text = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    printable(unicode::trim(&text))
}

/// The same, but line breaks are kept, as `\n`. Space at the ends of lines is dropped.
fn many_lines(typed: &str) -> Result<String, Invalid> {
    let text = typed.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let lines = text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    printable(unicode::trim(&lines))
}

/// Refuses control characters, and text in which nothing can be seen.
fn printable(text: &str) -> Result<String, Invalid> {
    if text.contains(|c: char| c.is_control() && c != '\n') {
        Err(Invalid::Unprintable)
    } else if unicode::has_visible(text) {
        Ok(text.to_owned())
    } else {
        Err(Invalid::Invisible)
    }
}

/// Counts characters as people do who count letters: Unicode scalar values, not bytes.
fn bounded(text: String, characters: std::ops::RangeInclusive<usize>) -> Result<String, Invalid> {
    let count = text.chars().count();
    if count < *characters.start() {
        Err(Invalid::TooShort(*characters.start()))
    } else if count > *characters.end() {
        Err(Invalid::TooLong(*characters.end()))
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests;
