//! Private links: how a holder reaches an application, and how a link is replaced.
//!
//! An application begins at the link that carries its own id. Once that is replaced, the application is reached by a
//! [`LinkId`] alone, and the earlier links say only that it has moved. Where it is stored never changes, so its history,
//! its reference and everything else beside it stay as they are.

use super::history::Hash;
use super::id::{ApplicationId, ID_ALPHABET, ParseIdError, characters};
use std::fmt;
use std::str::FromStr;

/// The key in a link that replaced another, or that was sent by email: 28 characters with five random bits each, 140 in
/// all. It is two longer than an [`ApplicationId`], so that a path says which of the two it carries.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct LinkId(String);

/// Characters of a link's key.
pub const LINK_LENGTH: usize = 28;

impl LinkId {
    /// A new key, made of random bytes.
    pub fn from_random(bytes: [u8; LINK_LENGTH]) -> Self {
        Self(characters(&bytes))
    }

    /// The key, for paths and the table.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LinkId {
    type Err = ParseIdError;

    /// Parses a key in any case.
    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let text = text.to_ascii_lowercase();
        let valid = text.len() == LINK_LENGTH && text.bytes().all(|byte| ID_ALPHABET.contains(&byte));
        if valid { Ok(Self(text)) } else { Err(ParseIdError) }
    }
}

impl fmt::Debug for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LinkId(…)")
    }
}

/// What a path carries: the key to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateLink {
    /// The application's own id, until it is replaced.
    Original(ApplicationId),
    /// A link that replaced another, or that was sent by email. The table knows where it leads.
    Issued(LinkId),
}

impl PrivateLink {
    /// The key, for paths.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Original(id) => id.as_str(),
            Self::Issued(link) => link.as_str(),
        }
    }
}

impl FromStr for PrivateLink {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        text.parse().map(Self::Original).or_else(|_| text.parse().map(Self::Issued))
    }
}

/// Somebody who came by a link: writes on their behalf are refused once that link is no longer the application's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Where the application is stored.
    pub id: ApplicationId,
    /// The link, if it is not the original one.
    pub link: Option<LinkId>,
}

impl Holder {
    /// The holder of an application's original link.
    pub const fn of_original(id: ApplicationId) -> Self {
        Self { id, link: None }
    }

    /// The link that they hold.
    pub fn private_link(&self) -> PrivateLink {
        self.link.clone().map_or_else(|| PrivateLink::Original(self.id.clone()), PrivateLink::Issued)
    }
}

/// By which link an application is reached now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurrentLink {
    /// The link, once the original one was replaced.
    pub id: Option<LinkId>,
    /// The mailbox whose reader was given this link, as a keyed hash: set where they continued from an email.
    pub mailbox: Option<Hash>,
}

/// A link that was sent by email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailedLink {
    /// The mailbox that it was sent to, as a keyed hash.
    pub mailbox: Hash,
    /// The application's link when it was sent; `None` for the original one.
    pub replaces: Option<LinkId>,
}

impl MailedLink {
    /// Whether it still leads to an application that is now reached by `current`: nobody has replaced the link since it
    /// was sent, or the current one was given to the same mailbox.
    pub fn leads_to(&self, current: &CurrentLink) -> bool {
        self.replaces == current.id || current.mailbox.as_ref() == Some(&self.mailbox)
    }
}

/// Where a [`LinkId`] leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget {
    /// Where the application is stored.
    pub id: ApplicationId,
    /// What is known of it if it was sent by email. Others are, or were, the application's private link.
    pub mailed: Option<MailedLink>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_says_whether_its_key_is_an_application_or_a_link() {
        let (id, link) = (ApplicationId::from_random([3; 26]), LinkId::from_random([9; LINK_LENGTH]));
        assert_eq!(id.as_str().parse(), Ok(PrivateLink::Original(id)));
        assert_eq!(link.as_str().to_uppercase().parse(), Ok(PrivateLink::Issued(link)));
        for text in ["", "abc", &"0".repeat(27), &"o".repeat(28), &"0".repeat(29)] {
            assert_eq!(text.parse::<PrivateLink>(), Err(ParseIdError), "{text}");
        }
    }

    #[test]
    fn a_link_is_not_written_to_logs_by_accident() {
        assert_eq!(format!("{:?}", LinkId::from_random([7; LINK_LENGTH])), "LinkId(…)");
    }

    #[test]
    fn an_emailed_link_leads_on_until_somebody_else_replaces_the_link() {
        let (mine, theirs) = (Hash::of(b"mine"), Hash::of(b"theirs"));
        let link = |byte| Some(LinkId::from_random([byte; LINK_LENGTH]));
        let mailed = MailedLink { mailbox: mine.clone(), replaces: link(1) };
        let current = |id, mailbox| CurrentLink { id, mailbox };
        assert!(mailed.leads_to(&current(link(1), None)));
        assert!(mailed.leads_to(&current(link(2), Some(mine))));
        assert!(!mailed.leads_to(&current(link(2), Some(theirs))));
        assert!(!mailed.leads_to(&current(link(2), None)));
        assert!(!mailed.leads_to(&CurrentLink::default()));
    }
}
