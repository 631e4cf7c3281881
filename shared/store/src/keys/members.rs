//! The keys of members: the register, histories and public addresses.

use super::{Key, MESSAGE, key};
use shared::application::history::Hash;
use shared::application::{FormId, LinkId, Reference};
use shared::member::{LogoId, Slug};

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

/// The summary of the published directory.
pub(crate) fn summary() -> Key {
    key(DIRECTORY.to_owned(), "summary")
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

/// A message about a member.
pub(crate) fn member_message(reference: &Reference, name: &str) -> Key {
    key(member_partition(reference), &format!("{MESSAGE}{name}"))
}

/// A link to a member's own page.
pub(crate) fn member_link(link: &LinkId) -> Key {
    key(format!("member-link#{}", link.as_str()), "member_link")
}

/// The prefix of the partition keys of requests for links.
pub const MEMBER_REQUEST: &str = "member-request#";

/// A request for links, by the hash of its form.
pub(crate) fn member_request(form: &FormId) -> Key {
    key(format!("{MEMBER_REQUEST}{}", Hash::of(form.as_str().as_bytes())), "member_request")
}

/// A logo.
pub(crate) fn logo(id: &LogoId) -> Key {
    key(format!("logo#{}", id.as_str()), "logo")
}
