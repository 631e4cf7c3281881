//! The keys of members: the register, histories and public addresses.

use super::{Key, key};
use shared::application::Reference;
use shared::member::Slug;

/// The partition key of the register's list.
pub const REGISTER: &str = "register";
/// The sort key of a member.
pub(crate) const MEMBER_SORT: &str = "member";
/// The prefix of the sort key of an entry of a member's history.
pub(crate) const MEMBER_HISTORY: &str = "entry#";

/// The partition key of a member and its related items.
pub(crate) fn member_partition(reference: &Reference) -> String {
    format!("member#{reference}")
}

/// The partition key of the published directory.
pub(crate) const DIRECTORY: &str = "directory";
/// The prefix of the sort keys of its rows.
pub(crate) const ROWS: &str = "rows#";

/// The front of the published directory.
pub(crate) fn front() -> Key {
    key(DIRECTORY.to_owned(), "front")
}

/// A part of the rows of the published directory.
pub(crate) fn rows(part: usize) -> Key {
    key(DIRECTORY.to_owned(), &format!("{ROWS}{part:03}"))
}

/// The number of times that the directory was published.
pub(crate) fn publications() -> Key {
    key(DIRECTORY.to_owned(), "publications")
}

/// A member.
pub(crate) fn member(reference: &Reference) -> Key {
    key(member_partition(reference), MEMBER_SORT)
}

/// A member's history entry, numbered from 1.
pub(crate) fn member_history(reference: &Reference, number: u32) -> Key {
    key(member_partition(reference), &format!("{MEMBER_HISTORY}{number:06}"))
}

/// A member's row in the register.
pub(crate) fn listing(reference: &Reference) -> Key {
    key(REGISTER.to_owned(), reference.as_str())
}

/// A member's public address.
pub(crate) fn slug(slug: &Slug) -> Key {
    key(format!("slug#{slug}"), "slug")
}
