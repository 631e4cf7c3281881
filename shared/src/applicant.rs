//! Parsed answers. A value is checked once, when it is parsed.
//!
//! Parsers accept surrounding space, any case and invisible characters from pasted text, and refuse only values that can't
//! be right, with an [`Invalid`]. The wording of errors is the site's. Values from the table are not checked again, so that
//! a stricter rule never makes an application unreadable.

mod choice;
mod country;
mod domain;
mod email;
mod free_mail;
mod phone;
mod text;
mod unicode;
mod website;

pub use choice::{Employees, OrganizationKind, Selection};
pub use country::Country;
pub use email::EmailAddress;
pub use phone::PhoneNumber;
pub use text::{JobTitle, JoinReasons, OrganizationName, PersonName, ShortText};
pub use unicode::is_blank;
pub use website::Website;

/// The reason why a value is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// More than this many characters.
    TooLong(usize),
    /// Fewer than this many characters.
    TooShort(usize),
    /// Control characters, such as a null byte.
    Unprintable,
    /// No visible character.
    Invisible,
    /// A character that looks like the right one.
    Character {
        /// The typed character.
        found: char,
        /// The character to type.
        instead: char,
    },
    /// An email address that mail can't be sent to, because of this character before the `@`.
    NotDeliverable(char),
    /// Anything else that the format does not allow.
    Malformed,
}
