//! Names and other texts, in any script and with any punctuation.

use super::{Invalid, unicode};
use serde::{Deserialize, Serialize};

/// Declares a type of text with its length in characters and its normalization.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $characters:expr, $clean:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// The allowed length in characters.
            pub const CHARACTERS: std::ops::RangeInclusive<usize> = $characters;

            /// Parses a typed text.
            ///
            /// # Errors
            /// When the text is too short or too long, has control characters, or has no visible character.
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
    /// A job title: at most 200 characters on one line.
    JobTitle, 1..=200, one_line
);
text!(
    /// Any other text on one line: at most 300 characters.
    ShortText, 1..=300, one_line
);
text!(
    /// The reasons for joining: 20 to 2,000 characters on any number of lines.
    JoinReasons, 20..=2000, many_lines
);

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
