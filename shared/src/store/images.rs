//! An application as the table's stream tells of it: how its item was before a change, and how it is after it.

use super::items::{Item, application};
use super::{Error, Found, keys};
use crate::application::{Application, Status, Submitted};
use serde::{Deserialize, Deserializer};

/// An application's item at one moment, as a record of the stream has it. It is read with the code that reads the table.
#[derive(Clone)]
pub struct Image(Item);

/// What is known of how an application was filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signs {
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

    /// Which application it is. Nothing, if it was not sent, for then nobody finds it.
    pub fn found(&self) -> Option<Found> {
        let attribute = |name| self.0.get(name).and_then(|value| value.as_s().ok());
        let id = keys::application_id(attribute(keys::PARTITION)?)?;
        Some(Found { id, reference: attribute("reference")?.parse().ok()? })
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
    pub fn signs(&self) -> Signs {
        let hidden_field = self.0.get("hidden_field").is_some_and(|value| value.as_bool() == Ok(&true));
        let via_api = self.0.get("via").is_some_and(|value| value.as_s().is_ok_and(|via| via == "api"));
        Signs { hidden_field, via_api }
    }
}

impl<'de> Deserialize<'de> for Image {
    /// From DynamoDB's own JSON, as in `{"status": {"S": "draft"}}`.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_dynamo::Item::deserialize(deserializer).map(|item| Self(item.into()))
    }
}
