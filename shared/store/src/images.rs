//! An application as the table's stream tells of it: how its item was before a change, and how it is after it.

use crate::items::{Item, application};
use crate::{Error, keys};
use serde::{Deserialize, Deserializer};
use shared::applicant::EmailAddress;
use shared::application::{Application, ApplicationId, LinkId, Reference, Status, Submitted};

/// An application's item at one moment, as a record of the stream has it. It is read with the code that reads the table.
#[derive(Clone)]
pub struct Image(Item);

/// What is known of how an application was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SpamSigns {
    /// A field was filled in that nobody can see.
    pub hidden_field: bool,
    /// It came through the API, from a program.
    pub via_api: bool,
}

impl Image {
    /// Where it stands.
    ///
    /// # Errors
    /// When that can't be read.
    pub fn status(&self) -> Result<Status, Error> {
        let status = self.0.get("status").cloned().ok_or(Error::malformed("status"))?;
        serde_dynamo::from_attribute_value(status)
            .map_err(|error| Error::Malformed { what: "status", source: Some(Box::new(error)) })
    }

    /// The only key to it.
    pub fn id(&self) -> Option<ApplicationId> {
        keys::application_id(self.text(keys::PARTITION)?)
    }

    /// What people call it by, once it was sent.
    pub fn reference(&self) -> Option<Reference> {
        self.text("reference")?.parse().ok()
    }

    /// How often somebody has asked for its private link.
    pub fn link_requests(&self) -> u64 {
        let number = self.0.get("link_requests").and_then(|value| value.as_n().ok());
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }

    /// Where to, the last time.
    pub fn link_email(&self) -> Option<EmailAddress> {
        EmailAddress::parse(self.text("link_email")?).ok()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_s().ok().map(String::as_str)
    }

    /// The link by which it was reached, once the original one was replaced.
    pub fn current_link(&self) -> Option<LinkId> {
        self.text(keys::CURRENT_LINK)?.parse().ok()
    }

    /// Whether anything may stand beside it that has to go with it: a draft has something only if it was sent, or a link
    /// was.
    pub fn has_related_items(&self) -> bool {
        self.reference().is_some() || self.link_requests() > 0 || self.0.contains_key(keys::CURRENT_LINK)
    }

    /// The application, which must have been sent.
    ///
    /// # Errors
    /// When it can't be read, or is a draft.
    pub fn submitted(&self) -> Result<Submitted, Error> {
        match application(self.0.clone())? {
            Application::Submitted(submitted) => Ok(*submitted),
            Application::Draft(_) => Err(Error::malformed("status")),
        }
    }

    /// How it was filled in.
    pub fn signs(&self) -> SpamSigns {
        let hidden_field = self.0.get("hidden_field").is_some_and(|value| value.as_bool() == Ok(&true));
        let via_api = self.0.get("via").is_some_and(|value| value.as_s().is_ok_and(|via| via == "api"));
        SpamSigns { hidden_field, via_api }
    }
}

impl<'de> Deserialize<'de> for Image {
    /// From DynamoDB's own JSON, as in `{"status": {"S": "draft"}}`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_dynamo::Item::deserialize(deserializer).map(|item| Self(item.into()))
    }
}
