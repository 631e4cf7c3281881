//! The outcome of a write whose condition failed, and the condition that the writer holds the current link.

use crate::items::{Item, application, text};
use crate::{Error, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{Application, Holder};
use shared::timestamp::Timestamp;

/// What is there for a holder.
#[derive(Debug)]
pub enum Current {
    /// Their application.
    Application(Application),
    /// An application that is reached by another link now.
    Replaced,
    /// Nothing: it has expired, was deleted, or never was there.
    Unknown,
}

impl Current {
    /// What an item is to a holder at `now`.
    pub(super) fn of(item: Option<Item>, holder: &Holder, now: Timestamp) -> Result<Self, Error> {
        let Some(item) = item else { return Ok(Self::Unknown) };
        let application = application(item)?;
        Ok(if application.has_expired(now) {
            Self::Unknown
        } else if application.link().id == holder.link {
            Self::Application(application)
        } else {
            Self::Replaced
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
        match $crate::current::link_value($holder) {
            Some((name, value)) => $request.expression_attribute_values(name, value),
            None => $request,
        }
    };
}
pub(super) use with_link;
