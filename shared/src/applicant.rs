//! Parsed answers. A value is checked once, when it is parsed.
//!
//! Parsers accept surrounding space, any case and invisible characters from pasted text, and refuse only values that can't
//! be right, with an [`Invalid`]. The wording of errors is the site's. Values from the table are not checked again, so that
//! a stricter rule never makes an application unreadable.

mod country;
mod date;
mod domain;
mod email;
mod free_mail;
mod number;
mod phone;
pub mod text;
mod unicode;
mod website;

pub use country::Country;
pub use date::Date;
pub use email::EmailAddress;
pub use number::parse_number;
pub use phone::PhoneNumber;
pub use unicode::is_blank;
pub use website::Website;

/// A length outside its limit, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The greatest or the least length.
    pub limit: usize,
    /// The length of the value.
    pub found: usize,
}

/// The reason why a value is invalid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// Too many characters.
    TooLong(Length),
    /// Too few characters.
    TooShort(Length),
    /// A number or a date before the first one allowed.
    TooLow,
    /// A number or a date after the last one allowed.
    TooHigh,
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
