//! Names and other words, in any script and with any punctuation.

use super::Invalid;
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
            /// When it is too short or too long, in characters, or holds characters that can't be printed.
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

/// Runs of space become one; what else can't be printed is refused.
pub(super) fn one_line(typed: &str) -> Result<String, Invalid> {
    printable(typed.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Line breaks are kept, as `\n`; space at the ends of lines and of the whole is not.
fn many_lines(typed: &str) -> Result<String, Invalid> {
    let text = typed.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    printable(text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim().to_owned())
}

/// Control characters are refused, and text that nobody would see.
fn printable(text: String) -> Result<String, Invalid> {
    let unprintable = |c: char| c.is_control() && c != '\n';
    let invisible = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let unseen = !text.is_empty() && text.chars().all(|c| c.is_whitespace() || invisible(c));
    if unseen || text.chars().any(unprintable) { Err(Invalid::Unprintable) } else { Ok(text) }
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
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_and_with_any_punctuation_are_kept() {
        for name in ["O’Neill & Söhne <GmbH>", "日本臨床研究", "شركة البحوث", "X", "Smith; DROP TABLE--"]
        {
            assert_eq!(OrganizationName::parse(name).unwrap().as_str(), name);
        }
    }

    #[test]
    fn space_is_forgiven() {
        assert_eq!(PersonName::parse("  Ada \t  Lovelace\u{a0}").unwrap().as_str(), "Ada Lovelace");
        assert_eq!(
            Reasons::parse(" one  \r\n\r\ntwo, and so on and on \n ").unwrap().as_str(),
            "one\n\ntwo, and so on and on"
        );
    }

    #[test]
    fn what_cannot_be_printed_is_refused() {
        assert_eq!(PersonName::parse("\u{200b}\u{202e}"), Err(Invalid::Unprintable));
        assert_eq!(PersonName::parse("Ada\0"), Err(Invalid::Unprintable));
        assert_eq!(Reasons::parse("long enough to be a reason \u{1b}[2J"), Err(Invalid::Unprintable));
    }

    #[test]
    fn limits_are_in_characters() {
        assert!(OrganizationName::parse(&"語".repeat(200)).is_ok());
        assert_eq!(OrganizationName::parse(&"語".repeat(201)), Err(Invalid::TooLong(200)));
        assert_eq!(Reasons::parse("too short"), Err(Invalid::TooShort(20)));
    }
}
