//! Follows the table's stream: what became of an application, and what has to follow from it.
//!
//! An application that has just been sent is examined for signs of spam; if it is not suspect, it is linked with those
//! that look like the same organization's. Of one that was removed, that is taken back. Lambda may hand over a record
//! more than once, and does when this function crashed or the table did not answer; so everything here can be repeated.

mod domains;
mod failures;
mod likeness;
mod lists;
mod names;
mod record;
mod suspicion;

pub use record::{Answer, Event};

use record::{Change, Failed, Record};
use serde::Deserialize;
use serde_json::Value;
use shared::application::{Status, Submitted};
use shared::env::Retention;
use shared::store::{Error, Found, Image, Signs, Store};
use shared::world::World;
use suspicion::Reason;

/// Follows the stream of one table.
#[derive(Debug)]
pub struct Notify {
    store: Store,
    retention: Retention,
    world: World,
}

impl Notify {
    /// Follows the stream of the table that `store` reads.
    pub fn new(store: Store, retention: Retention, world: World) -> Self {
        Self { store, retention, world }
    }

    /// Takes in the records one after the other. One that can't be read never can be, and is passed over; where the
    /// table does not answer, that record and those after it are asked for again.
    pub async fn handle(&self, event: Event) -> Answer {
        for record in event.records {
            let Some(change) = read(record) else { continue };
            // Boxed, for it is too deep a future for the compiler to lay out within another.
            if let Err(error) = Box::pin(self.follow(&change)).await
                && failures::is_worth_another_try(&error)
            {
                return Answer { failures: vec![Failed { sequence_number: change.sequence_number }] };
            }
        }
        Answer::default()
    }

    async fn follow(&self, change: &Change) -> Result<(), Error> {
        match (&change.old_image, &change.new_image) {
            (None, Some(new)) => self.follow_status(Status::Draft, new).await,
            (Some(old), Some(new)) => self.follow_status(old.status()?, new).await,
            (Some(old), None) => self.application_removed(old).await,
            (None, None) => {
                failures::record_without_images();
                Ok(())
            }
        }
    }

    async fn follow_status(&self, before: Status, image: &Image) -> Result<(), Error> {
        let now = image.status()?;
        if before == now {
            return Ok(());
        }
        let application = image.submitted()?;
        let (length, hash) = (application.history.length, &application.history.hash);
        tracing::info!(application.reference = %application.reference, application.status = now.as_str(), history.length = length, history.hash = %hash, "application moved");
        match before {
            Status::Draft => self.application_sent(&application, image.signs()).await,
            // What was set aside has not been linked yet. Staff have seen that it is none such.
            Status::Received if now == Status::InReview => self.link_look_alikes(&application).await,
            _ => Ok(()),
        }
    }

    /// Everything that follows is decided by what was sent, so that a repetition decides the same.
    async fn application_sent(&self, application: &Submitted, signs: Signs) -> Result<(), Error> {
        let reasons = suspicion::reasons(application, signs);
        let suspect = suspicion::is_suspect(&reasons);
        if !reasons.is_empty() {
            self.note(application, &reasons, suspect).await?;
        }
        if suspect { Ok(()) } else { self.link_look_alikes(application).await }
    }

    async fn note(&self, application: &Submitted, reasons: &[Reason], suspect: bool) -> Result<(), Error> {
        let reasons: Vec<_> = reasons.iter().map(|reason| reason.as_str()).collect();
        let until = suspect.then(|| self.world.now().plus_days(self.retention.suspect_days));
        if self.store.note_suspicion(&application.id, &reasons, until).await? && suspect {
            let reasons = reasons.join(" ");
            tracing::info!(application.reference = %application.reference, suspicion.reasons = reasons, "application set aside");
        }
        Ok(())
    }

    /// A draft was never found by others.
    async fn application_removed(&self, image: &Image) -> Result<(), Error> {
        match image.found() {
            Some(application) => self.store.forget_likeness(&application).await,
            None => Ok(()),
        }
    }
}

fn read(record: Value) -> Option<Change> {
    match Record::deserialize(record) {
        Ok(record) => Some(record.change),
        Err(error) => {
            failures::record_unreadable(&error);
            None
        }
    }
}

fn found(application: &Submitted) -> Found {
    Found { id: application.id.clone(), reference: application.reference.clone() }
}
