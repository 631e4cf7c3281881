//! Private links: how a holder reaches an application, and how a link is replaced.
//!
//! The original link of an application has the application's id. Once it is replaced, only a [`LinkId`] leads to the
//! application, and earlier links say that it has moved. The id never changes, so the history, the reference and all
//! related items stay in place.

use super::history::Hash;
use super::id::{ApplicationId, LinkId, ParseIdError};
use std::str::FromStr;

/// The key in a path to an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrivateLink {
    /// The application's id.
    Original(ApplicationId),
    /// An issued link, which replaced another or was sent by email. The table has its target.
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

/// The holder of a link. Writes on their behalf fail once the link is no longer the current one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The application's id.
    pub id: ApplicationId,
    /// The link, unless it is the original one.
    pub link: Option<LinkId>,
}

impl Holder {
    /// Creates the holder of an application's original link.
    pub const fn of_original(id: ApplicationId) -> Self {
        Self { id, link: None }
    }

    /// Returns the holder's link.
    pub fn private_link(&self) -> PrivateLink {
        self.link.clone().map_or_else(|| PrivateLink::Original(self.id.clone()), PrivateLink::Issued)
    }
}

/// The current link of an application.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CurrentLink {
    /// The link, once the original one was replaced.
    pub id: Option<LinkId>,
    /// The keyed hash of the mailbox whose reader got this link, if they continued from an email.
    pub mailbox: Option<Hash>,
}

/// A link that was sent by email.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailedLink {
    /// The keyed hash of the mailbox that got the link.
    pub mailbox: Hash,
    /// The application's link when the email was sent; `None` for the original one.
    pub replaces: Option<LinkId>,
}

impl MailedLink {
    /// Returns whether the link still leads to an application with this current link: nobody has replaced the link
    /// since the email was sent, or the current one belongs to the same mailbox.
    pub fn leads_to(&self, current: &CurrentLink) -> bool {
        self.replaces == current.id || current.mailbox.as_ref() == Some(&self.mailbox)
    }
}

/// The target of a [`LinkId`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkTarget {
    /// The application's id.
    pub id: ApplicationId,
    /// Set if the link was sent by email. Otherwise it is or was the application's private link.
    pub mailed: Option<MailedLink>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::application::LINK_LENGTH;

    #[test]
    fn the_length_of_a_key_tells_an_application_from_a_link() {
        let (id, link) = (ApplicationId::from_random([3; 26]), LinkId::from_random([9; LINK_LENGTH]));
        assert_eq!(id.as_str().parse(), Ok(PrivateLink::Original(id)));
        assert_eq!(link.as_str().to_uppercase().parse(), Ok(PrivateLink::Issued(link)));
        for text in ["", "abc", &"0".repeat(27), &"o".repeat(28), &"0".repeat(29)] {
            assert_eq!(text.parse::<PrivateLink>(), Err(ParseIdError), "{text}");
        }
    }

    #[test]
    fn an_emailed_link_works_until_another_mailbox_replaces_the_link() {
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
