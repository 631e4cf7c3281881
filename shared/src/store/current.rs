//! The outcome of a write whose condition failed, and the condition that the writer holds the current link.

use super::items::{Item, application, text};
use super::{Error, keys};
use crate::application::{Application, Holder};
use crate::timestamp::Timestamp;
use aws_sdk_dynamodb::types::AttributeValue;

/// What is there for a holder.
#[derive(Debug)]
pub enum Current {
    /// Their application.
    Application(Application),
    /// An application that is reached by another link now.
    Moved,
    /// Nothing: it has expired, was deleted, or never was there.
    Nothing,
}

impl Current {
    /// What an item is to a holder at `now`.
    pub(super) fn of(item: Option<Item>, holder: &Holder, now: Timestamp) -> Result<Self, Error> {
        let Some(item) = item else { return Ok(Self::Nothing) };
        let application = application(item)?;
        Ok(if application.has_expired(now) {
            Self::Nothing
        } else if application.link().id == holder.link {
            Self::Application(application)
        } else {
            Self::Moved
        })
    }
}

/// The condition that the application is still reached by the holder's link.
pub(super) fn held_by(holder: &Holder) -> &'static str {
    match holder.link {
        None => "attribute_not_exists(current_link)",
        Some(_) => "current_link = :current_link",
    }
}

/// The value in [`held_by`], if it has one.
pub(super) fn link_value(holder: &Holder) -> Option<(String, AttributeValue)> {
    holder.link.as_ref().map(|link| (format!(":{}", keys::CURRENT_LINK), text(link.as_str())))
}

/// Adds the value in [`held_by`] to a request that is being built.
macro_rules! with_link {
    ($request:expr, $holder:expr) => {
        match $crate::store::current::link_value($holder) {
            Some((name, value)) => $request.expression_attribute_values(name, value),
            None => $request,
        }
    };
}
pub(super) use with_link;
