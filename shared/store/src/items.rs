//! Items to values.

use crate::{Error, keys};
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::application::history;
use shared::application::{
    Application, ApplicationId, ContactUndelivered, CurrentLink, Declarations, Draft, Organization, People, Profile,
    Reference, Saved, SectionAnswers, Status, Submitted, Undelivered,
};
use shared::fields::Section;
use shared::timestamp::Timestamp;
use std::collections::HashMap;

/// An item as the client gives it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// A text as an attribute.
pub(super) fn text(text: &str) -> AttributeValue {
    AttributeValue::S(text.to_owned())
}

/// A number as an attribute.
pub(super) fn number(number: u64) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// The attribute that counts a section's changes.
pub(super) fn version_of(section: Section) -> String {
    format!("{}_version", section.name())
}

/// The attributes that an application has at every stage, its sections aside.
#[derive(Deserialize)]
struct Head {
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
    contact_undelivered: Option<Undelivered>,
    contact_undelivered_at: Option<Timestamp>,
    #[serde(default)]
    suspect: bool,
}

/// Reads an application.
#[allow(clippy::needless_pass_by_value, reason = "items are read once, from answers that end here")]
pub(super) fn application(item: Item) -> Result<Application, Error> {
    let head: Head = read(&item, "application")?;
    let id = keys::application_id(&head.pk).ok_or(Error::malformed("application id"))?;
    let sections = Section::ALL.into_iter().filter_map(|name| saved(&item, name).transpose());
    let sections = sections.collect::<Result<Vec<_>, _>>()?;
    let link = current_link(&head)?;
    if head.status == Status::Draft {
        let Head { version, created_at, updated_at, expires_at, link_not_sent_at, .. } = head;
        let expires_at = expires_at.map(Timestamp::from_unix);
        let draft = Draft { id, version, created_at, updated_at, expires_at, link, link_not_sent_at, sections };
        Ok(Application::Draft(Box::new(draft)))
    } else {
        submitted(head, id, link, sections).map(|submitted| Application::Submitted(Box::new(submitted)))
    }
}

fn current_link(head: &Head) -> Result<CurrentLink, Error> {
    let id = head.current_link.as_deref().map(str::parse).transpose();
    let id = id.map_err(|_| Error::malformed(keys::CURRENT_LINK))?;
    Ok(CurrentLink { id, mailbox: head.current_link_mailbox.clone() })
}

fn submitted(head: Head, id: ApplicationId, link: CurrentLink, sections: Vec<Saved>) -> Result<Submitted, Error> {
    if sections.len() != Section::ALL.len() {
        return Err(Error::malformed("sections"));
    }
    let reference = head.reference.and_then(|reference| reference.parse::<Reference>().ok());
    Ok(Submitted {
        id,
        version: head.version,
        reference: reference.ok_or(Error::malformed("reference"))?,
        status: head.status,
        created_at: head.created_at,
        submitted_at: head.submitted_at.ok_or(Error::malformed("submitted_at"))?,
        updated_at: head.updated_at,
        history: history::Head {
            length: head.history_length.ok_or(Error::malformed("history_length"))?,
            hash: head.history_hash.ok_or(Error::malformed("history_hash"))?,
        },
        expires_at: head.expires_at.map(Timestamp::from_unix),
        link,
        contact_confirmed_at: head.contact_confirmed_at,
        contact_undelivered: head
            .contact_undelivered
            .zip(head.contact_undelivered_at)
            .map(|(why, at)| ContactUndelivered { why, at }),
        set_aside: head.suspect,
        sections: sections.into_iter().map(|saved| saved.answers).collect(),
    })
}

/// A section, if it was saved.
fn saved(item: &Item, section: Section) -> Result<Option<Saved>, Error> {
    let Some(version) = item.get(&version_of(section)) else { return Ok(None) };
    let version =
        version.as_n().ok().and_then(|number| number.parse().ok()).ok_or(Error::malformed("section version"))?;
    let answers = match section {
        Section::Organization => read::<Organization>(item, section.name()).map(SectionAnswers::Organization),
        Section::Profile => read::<Profile>(item, section.name()).map(SectionAnswers::Profile),
        Section::People => read::<People>(item, section.name()).map(SectionAnswers::People),
        Section::Declarations => read::<Declarations>(item, section.name()).map(SectionAnswers::Declarations),
    }?;
    Ok(Some(Saved { version, answers }))
}

/// Reads an item, or a part of one.
pub(super) fn read<T: DeserializeOwned>(item: &Item, what: &'static str) -> Result<T, Error> {
    serde_dynamo::from_item(item.clone()).map_err(|error| Error::Malformed { what, source: Some(Box::new(error)) })
}

/// The attributes of a section's answers.
pub(super) fn attributes(answers: &SectionAnswers) -> Result<Item, Error> {
    let what = answers.section().name();
    serde_dynamo::to_item(answers).map_err(|error| Error::Malformed { what, source: Some(Box::new(error)) })
}
