//! Conversions between items and values.
//!
//! The application's item has these attributes; the others are described in `keys.rs`.
//!
//! | attributes | content |
//! |---|---|
//! | `entity_type`, `status`, `version` | `application`, the status, and the number of changes |
//! | `reference`, `submitted_at`, `via` | once it is submitted; `via` is `api` for programs |
//! | `created_at`, `updated_at`, `expires_at` | times; an accepted application has no `expires_at` |
//! | `status_group`, `status_since` | keys of the index `by_status`, once it is submitted; the group is the status, or `suspect` |
//! | `history_length`, `history_hash` | the head of the history |
//! | `…_version`, and each answer under its field's name | a section's number of changes, and its answers |
//! | `current_link`, `current_link_mailbox` | the link that replaced the first one, and the mailbox whose reader got it |
//! | `link_email`, `link_requested_at`, `link_requests`, `link_not_sent_at` | requests to send the link of a draft |
//! | `contact_confirmed_at` | when the main contact's address was confirmed |
//! | `contact_undelivered`, `contact_undelivered_at` | why and when a message to the main contact was not delivered |
//! | `hidden_field`, `suspicion`, `suspect` | signs of spam; `suspect` sets the application aside |

use crate::{Error, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::application::history;
use shared::application::{
    Application, ApplicationId, ContactUndelivered, CurrentLink, Declarations, DeliveryFailure, Draft, Organization,
    People, Profile, Reference, SavedSection, SectionAnswers, Status, Submitted,
};
use shared::fields::Section;
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// An item, as the client returns it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Returns a string attribute.
pub(super) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// Returns a number attribute.
pub(super) fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// Returns a time as a string attribute, in RFC 3339.
pub(super) fn time(time: Timestamp) -> AttributeValue {
    text(&time.to_string())
}

/// Returns a time as a number attribute, in Unix seconds, as DynamoDB's TTL requires.
pub(super) fn unix(time: Timestamp) -> AttributeValue {
    AttributeValue::N(time.unix().to_string())
}

/// Returns the value of a string attribute.
pub(super) fn string<'a>(item: &'a Item, name: &str) -> Option<&'a str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

/// Returns the name of the attribute that counts a section's changes.
pub(super) fn version_of(section: Section) -> String {
    format!("{}_version", section.name())
}

/// The attributes of an application, without its sections.
#[derive(Deserialize)]
struct Attributes {
    pk: String,
    status: Status,
    reference: Option<String>,
    version: u64,
    created_at: Timestamp,
    updated_at: Timestamp,
    submitted_at: Option<Timestamp>,
    expires_at: Option<i64>,
    current_link: Option<String>,
    current_link_mailbox: Option<history::Hash>,
    link_not_sent_at: Option<Timestamp>,
    history_length: Option<u32>,
    history_hash: Option<history::Hash>,
    contact_confirmed_at: Option<Timestamp>,
    contact_undelivered: Option<DeliveryFailure>,
    contact_undelivered_at: Option<Timestamp>,
    #[serde(default)]
    suspect: bool,
}

/// Parses an application.
pub(super) fn application(item: &Item) -> Result<Application, Error> {
    let stored: Attributes = read(item, "application")?;
    let id = keys::application_id(&stored.pk).ok_or(Error::malformed("application id"))?;
    let sections = Section::ALL.into_iter().filter_map(|name| saved(item, name).transpose());
    let sections = sections.collect::<Result<Vec<_>, _>>()?;
    let link = current_link(&stored)?;
    if stored.status == Status::Draft {
        let Attributes { version, created_at, updated_at, expires_at, link_not_sent_at, .. } = stored;
        let expires_at = expires_at.map(Timestamp::from_unix);
        let draft = Draft { id, version, created_at, updated_at, expires_at, link, link_not_sent_at, sections };
        Ok(Application::Draft(Box::new(draft)))
    } else {
        submitted(stored, id, link, sections).map(|submitted| Application::Submitted(Box::new(submitted)))
    }
}

fn current_link(stored: &Attributes) -> Result<CurrentLink, Error> {
    let id = stored.current_link.as_deref().map(str::parse).transpose();
    let id = id.map_err(|_| Error::malformed(keys::CURRENT_LINK))?;
    Ok(CurrentLink { id, mailbox: stored.current_link_mailbox.clone() })
}

fn submitted(
    stored: Attributes,
    id: ApplicationId,
    link: CurrentLink,
    sections: Vec<SavedSection>,
) -> Result<Submitted, Error> {
    if sections.len() != Section::ALL.len() {
        return Err(Error::malformed("sections"));
    }
    let reference = stored.reference.and_then(|reference| reference.parse::<Reference>().ok());
    Ok(Submitted {
        id,
        version: stored.version,
        reference: reference.ok_or(Error::malformed("reference"))?,
        status: stored.status,
        created_at: stored.created_at,
        submitted_at: stored.submitted_at.ok_or(Error::malformed("submitted_at"))?,
        updated_at: stored.updated_at,
        history: history::Head {
            length: stored.history_length.ok_or(Error::malformed("history_length"))?,
            hash: stored.history_hash.ok_or(Error::malformed("history_hash"))?,
        },
        expires_at: stored.expires_at.map(Timestamp::from_unix),
        link,
        contact_confirmed_at: stored.contact_confirmed_at,
        contact_undelivered: stored
            .contact_undelivered
            .zip(stored.contact_undelivered_at)
            .map(|(why, at)| ContactUndelivered { why, at }),
        set_aside: stored.suspect,
        sections: sections.into_iter().map(|saved| saved.answers).collect(),
    })
}

/// Parses a section, if it was saved.
fn saved(item: &Item, section: Section) -> Result<Option<SavedSection>, Error> {
    let Some(version) = item.get(&version_of(section)) else { return Ok(None) };
    let version =
        version.as_n().ok().and_then(|number| number.parse().ok()).ok_or(Error::malformed("section version"))?;
    let answers = match section {
        Section::Organization => read::<Organization>(item, section.name()).map(SectionAnswers::Organization),
        Section::Profile => read::<Profile>(item, section.name()).map(SectionAnswers::Profile),
        Section::People => read::<People>(item, section.name()).map(SectionAnswers::People),
        Section::Declarations => read::<Declarations>(item, section.name()).map(SectionAnswers::Declarations),
    }?;
    Ok(Some(SavedSection { version, answers }))
}

/// Parses an item or part of one.
pub(super) fn read<T: DeserializeOwned>(item: &Item, what: &'static str) -> Result<T, Error> {
    serde_dynamo::from_item(item.clone()).map_err(|error| Error::Malformed { what, source: Some(Box::new(error)) })
}

/// Returns the attributes of a section's answers.
pub(super) fn attributes(answers: &SectionAnswers) -> Result<Item, Error> {
    let what = answers.section().name();
    serde_dynamo::to_item(answers).map_err(|error| Error::Malformed { what, source: Some(Box::new(error)) })
}
