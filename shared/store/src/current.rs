//! The condition that a writer holds the current link, and the outcome when a write's condition failed.

use crate::items::{Item, application, text};
use crate::{Error, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::application::{Application, Holder};
use shared::timestamp::Timestamp;

/// The application as its holder may see it.
#[derive(Debug)]
pub enum HolderView {
    /// The application.
    Application(Application),
    /// An application whose link was replaced since.
    Replaced,
    /// No application: it has expired, was deleted or never existed.
    Unknown,
}

impl HolderView {
    /// Reads an item as a holder may see it at `now`.
    pub(super) fn of(item: Option<Item>, holder: &Holder, now: Timestamp) -> Result<Self, Error> {
        let application = item.map(|item| application(&item)).transpose()?;
        Ok(Self::seen(application, holder, now))
    }

    /// Returns an application as a holder may see it at `now`.
    pub(super) fn seen(application: Option<Application>, holder: &Holder, now: Timestamp) -> Self {
        match application.filter(|application| !application.has_expired(now)) {
            None => Self::Unknown,
            Some(application) if application.link().id == holder.link => Self::Application(application),
            Some(_) => Self::Replaced,
        }
    }
}

/// Returns the condition that the holder's link is still the current one. Its value is in [`values_with_link`].
pub(super) fn held_by(holder: &Holder) -> &'static str {
    match holder.link {
        None => "attribute_not_exists(current_link)",
        Some(_) => "current_link = :current_link",
    }
}

/// Returns expression values, and the value of [`held_by`] if it has one.
pub(super) fn values_with_link<const N: usize>(values: [(&str, AttributeValue); N], holder: &Holder) -> Item {
    let link = holder.link.as_ref().map(|link| (format!(":{}", keys::CURRENT_LINK), text(link.as_str())));
    values.map(|(name, value)| (name.to_owned(), value)).into_iter().chain(link).collect()
}
