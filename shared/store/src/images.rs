//! Images of an application in the table's stream: its item before and after a change.

use crate::counters::Removal;
use crate::items::{Item, application, string};
use crate::{Error, keys};
use serde::{Deserialize, Deserializer};
use shared::applicant::EmailAddress;
use shared::application::history::{Hash, Head};
use shared::application::{Application, ApplicationId, Group, LinkId, Reference, Status, Submitted};
use shared::timestamp::Timestamp;

/// An application's item in a stream record. It is parsed like items of the table.
#[derive(Clone)]
pub struct Image(Item);

/// Signs of spam that the form or the API leaves on an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpamSigns {
    /// The form's invisible field was filled in.
    pub hidden_field: bool,
    /// The application came through the API.
    pub via_api: bool,
}

impl Image {
    /// Returns the application's status.
    ///
    /// # Errors
    /// When the attribute is missing or malformed.
    pub fn status(&self) -> Result<Status, Error> {
        let status = self.0.get("status").cloned().ok_or(Error::malformed("status"))?;
        serde_dynamo::from_attribute_value(status)
            .map_err(|error| Error::Malformed { what: "status", source: Some(Box::new(error)) })
    }

    /// Returns the application's id.
    pub fn id(&self) -> Option<ApplicationId> {
        keys::application_id(string(&self.0, keys::PARTITION)?)
    }

    /// Returns the reference of a submitted application.
    pub fn reference(&self) -> Option<Reference> {
        string(&self.0, "reference")?.parse().ok()
    }

    /// Returns how often the private link was requested.
    pub fn link_requests(&self) -> u64 {
        let number = self.0.get("link_requests").and_then(|value| value.as_n().ok());
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Returns the address of the last such request.
    pub fn link_email(&self) -> Option<EmailAddress> {
        EmailAddress::parse(string(&self.0, "link_email")?).ok()
    }

    /// Returns when the application or the draft expires.
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.0.get(keys::EXPIRES_AT)?.as_n().ok()?.parse().ok().map(Timestamp::from_unix)
    }

    /// Returns the main contact's address, once it is entered.
    pub fn contact_email(&self) -> Option<EmailAddress> {
        string(&self.0, "contact_email").map(|email| EmailAddress::from_stored(email.to_owned()))
    }

    /// Returns the current link, once the original one was replaced.
    pub fn current_link(&self) -> Option<LinkId> {
        string(&self.0, keys::CURRENT_LINK)?.parse().ok()
    }

    /// Returns whether the application may have related items to remove with it. A draft has none before it has a main
    /// contact, unless one of its links was sent or replaced.
    pub fn has_related_items(&self) -> bool {
        let has_contact = self.0.contains_key("contact_email");
        self.reference().is_some() || has_contact || self.link_requests() > 0 || self.0.contains_key(keys::CURRENT_LINK)
    }

    /// Returns whether what identifies people was removed.
    pub fn is_anonymized(&self) -> bool {
        self.0.contains_key("review_anonymized_at")
    }

    /// Returns whether the application is set aside as likely spam.
    pub fn is_set_aside(&self) -> bool {
        self.group() == Some(Group::Suspect)
    }

    fn group(&self) -> Option<Group> {
        Group::named(string(&self.0, keys::STATUS_GROUP)?)
    }

    /// Returns what the claim of the reference remembers once the application is removed.
    pub(super) fn removal(&self) -> Option<Removal> {
        let length = self.0.get("history_length")?.as_n().ok()?.parse().ok()?;
        let hash = self.0.get("history_hash").cloned()?;
        let hash: Hash = serde_dynamo::from_attribute_value(hash).ok()?;
        Some(Removal { reference: self.reference()?, group: self.group()?, history: Head { length, hash } })
    }

    /// Returns the submitted application.
    ///
    /// # Errors
    /// When the item is malformed, or a draft.
    pub fn submitted(&self) -> Result<Submitted, Error> {
        match application(&self.0)? {
            Application::Submitted(submitted) => Ok(*submitted),
            Application::Draft(_) => Err(Error::malformed("status")),
        }
    }

    /// Returns the signs of spam.
    pub fn spam_signs(&self) -> SpamSigns {
        let hidden_field = self.0.get("hidden_field").is_some_and(|value| value.as_bool() == Ok(&true));
        SpamSigns { hidden_field, via_api: string(&self.0, "via") == Some("api") }
    }
}

impl<'de> Deserialize<'de> for Image {
    /// Reads DynamoDB's JSON, such as `{"status": {"S": "draft"}}`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_dynamo::Item::deserialize(deserializer).map(|item| Self(item.into()))
    }
}
