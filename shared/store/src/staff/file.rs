//! Everything about one application, for staff: the application and the items in its partition, in one query.

use crate::items::{Item, application, read, string};
use crate::messages::MessageState;
use crate::{Error, MatchKind, Store, keys};
use serde::Deserialize;
use shared::application::history::Entry;
use shared::application::{Application, DeliveryFailure, Reference, Submitted};
use shared::staff::PersonId;
use shared::timestamp::Timestamp;

/// Everything about one application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// The application.
    pub application: Submitted,
    /// The history, from the first entry.
    pub history: Vec<Entry>,
    /// The notes of staff, oldest first.
    pub notes: Vec<Note>,
    /// The questions to the applicant, oldest first.
    pub exchanges: Vec<Exchange>,
    /// The messages, by name.
    pub messages: Vec<SentMessage>,
    /// The look-alikes, by reference.
    pub look_alikes: Vec<LookAlike>,
}

/// A note of staff.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Note {
    /// The note.
    pub text: String,
    /// When it was added.
    pub at: Timestamp,
    /// Who added it.
    pub by: PersonId,
    /// Their name at that time.
    pub by_name: String,
}

/// A question to the applicant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Exchange {
    /// The question.
    pub question: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// Who asked it.
    pub asked_by: PersonId,
    /// Their name at that time.
    pub asked_by_name: String,
    /// The applicant's answer.
    pub answer: Option<String>,
    /// When it was given.
    pub answered_at: Option<Timestamp>,
}

/// A message about an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// The name of its kind, and for one of several the number of its change: `more_information#3`.
    pub name: String,
    /// What became of it.
    pub state: MessageState,
    /// When that was known.
    pub at: Timestamp,
    /// Why it was returned.
    pub why: Option<DeliveryFailure>,
}

/// An application that may come from the same organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookAlike {
    /// Its reference.
    pub reference: Reference,
    /// What they have in common.
    pub reasons: Vec<MatchKind>,
}

#[derive(Deserialize)]
struct StoredMessage {
    state: String,
    claimed_at: Timestamp,
    settled_at: Option<Timestamp>,
    returned_at: Option<Timestamp>,
    why: Option<DeliveryFailure>,
}

impl Store {
    /// Returns the submitted application with this reference.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn application_by_reference(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<Option<Submitted>, Error> {
        let Some(id) = self.application_id(reference).await? else { return Ok(None) };
        Ok(self.application(&id, now).await?.and_then(Application::into_submitted))
    }

    /// Returns everything about the application with this reference. Costs the claim of the reference and one query of the
    /// application's partition.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn file(&self, reference: &Reference, now: Timestamp) -> Result<Option<File>, Error> {
        let Some(id) = self.application_id(reference).await? else { return Ok(None) };
        let items = self.items_in_partition(&id).await?;
        let stored = items.iter().find(|item| string(item, keys::SORT) == Some(keys::APPLICATION_SORT));
        let stored = stored.map(application).transpose()?.filter(|application| !application.has_expired(now));
        let Some(application) = stored.and_then(Application::into_submitted) else { return Ok(None) };
        let with = |prefix: &'static str| items.iter().filter_map(move |item| Some((sort_after(item, prefix)?, item)));
        Ok(Some(File {
            application,
            history: with(keys::HISTORY).map(|(_, item)| read(item, "history")).collect::<Result<_, _>>()?,
            notes: with(keys::NOTE).map(|(_, item)| read(item, "note")).collect::<Result<_, _>>()?,
            exchanges: with(keys::EXCHANGE).map(|(_, item)| read(item, "exchange")).collect::<Result<_, _>>()?,
            messages: with(keys::MESSAGE).map(|(name, item)| message(name, item)).collect::<Result<_, _>>()?,
            look_alikes: with(keys::LOOK_ALIKE)
                .map(|(reference, item)| look_alike(reference, item))
                .collect::<Result<_, _>>()?,
        }))
    }
}

fn sort_after<'a>(item: &'a Item, prefix: &str) -> Option<&'a str> {
    string(item, keys::SORT)?.strip_prefix(prefix)
}

fn message(name: &str, item: &Item) -> Result<SentMessage, Error> {
    let StoredMessage { state, claimed_at, settled_at, returned_at, why } = read(item, "message")?;
    let state = MessageState::named(&state).ok_or(Error::malformed("message"))?;
    let at = returned_at.or(settled_at).unwrap_or(claimed_at);
    Ok(SentMessage { name: name.to_owned(), state, at, why })
}

fn look_alike(reference: &str, item: &Item) -> Result<LookAlike, Error> {
    let reference = reference.parse().map_err(|_| Error::malformed("look-alike"))?;
    let reasons = item.get("reasons").and_then(|reasons| reasons.as_ss().ok()).into_iter().flatten();
    let reasons = reasons.filter_map(|reason| MatchKind::named(reason)).collect();
    Ok(LookAlike { reference, reasons })
}
