//! What applicants tell us, parsed. Once a value exists, it can be what it claims to be; nothing checks it again.
//!
//! Parsers forgive spaces, case and what comes along with text that is pasted, and refuse only what cannot be right. They
//! say what is wrong as an [`Invalid`]; the words for it are the site's. Values read from the table are trusted: a rule that is tightened later must not make
//! an application unreadable.

mod choice;
mod country;
mod domain;
mod email;
mod free_mail;
mod phone;
mod text;
mod unicode;
mod website;

pub use choice::{Chosen, Employees, Kind};
pub use country::Country;
pub use email::EmailAddress;
pub use phone::PhoneNumber;
pub use text::{JobTitle, Line, OrganizationName, PersonName, Reasons};
pub use unicode::is_blank;
pub use website::Website;

/// Why a value cannot be right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invalid {
    /// More than this many characters.
    TooLong(usize),
    /// Fewer than this many characters.
    TooShort(usize),
    /// Characters that can't be printed, such as a null byte.
    Unprintable,
    /// No character that can be seen on its own.
    Invisible,
    /// A character that looks like the one that belongs there.
    Character {
        /// The one that was typed.
        found: char,
        /// The one to type.
        instead: char,
    },
    /// An email address that we can't send to, because of this character before the `@`.
    NotDeliverable(char),
    /// Not in the form that such values have.
    Malformed,
}
