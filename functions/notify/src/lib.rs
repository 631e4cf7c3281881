//! Follows the table's stream: what became of an application, and what has to follow from it.
//!
//! An application that has just been sent is examined for signs of spam; if it is not suspect, it is linked with those
//! that look like the same organization's. Of one that was removed, that is taken back. Applicant and staff are told of
//! what concerns them (`notice.rs` says what follows from what). An hourly run sends staff digests and warnings
//! (`hourly.rs`). Lambda may hand over a record more than once, and does
//! when this function crashed or the table did not answer; so everything here can be repeated. What SES reports of the
//! messages comes to the same function (`returned.rs`).

mod delivery;
mod domains;
mod failures;
mod fingerprints;
mod hourly;
mod letters;
mod likeness;
mod lists;
mod log_identity;
mod mailer;
mod message;
mod names;
mod notice;
mod patience;
mod quoting;
mod record;
mod reports;
mod returned;
mod settings;
mod suspicion;

pub use mailer::{Mailer, SES_LIMITS, SendError};
pub use patience::{BEGINNING, PATIENCE, SENDING};
pub use record::{Answer, Event, NotTakenIn};
pub use settings::Settings;

use failures::Error;
use letters::Letters;
use patience::Patience;
use record::{Change, Failed, Record};
use serde::Deserialize;
use serde_json::Value;
use shared::applicant::EmailAddress;
use shared::application::{Status, Submitted};
use shared::clock::Clock;
use shared::entropy::Entropy;
use shared::site::Site;
use std::time::Duration;
use store::{ApplicationRef, Image, SpamSigns, Store};
use suspicion::Reason;

/// How long to wait before a message is asked for again that is claimed, or was not taken. Lambda does not wait, and would
/// use up its attempts before the claim has run out or the mail is back.
pub const PAUSE: Duration = Duration::from_secs(2);

/// Follows the stream of one table.
#[derive(Debug)]
pub struct Notify {
    store: Store,
    settings: Settings,
    letters: Letters,
    /// The association's name, in which messages are sent.
    sender: String,
    /// Where answers to messages go.
    contact: Option<EmailAddress>,
    mailer: Mailer,
    clock: Clock,
    entropy: Entropy,
}

impl Notify {
    /// Follows the stream of the table that `store` reads, and writes in the name of `site`.
    pub fn new(site: &Site, store: Store, settings: Settings, mailer: Mailer, clock: Clock, entropy: Entropy) -> Self {
        let (letters, sender) = (Letters::new(site), site.name.clone());
        let contact = EmailAddress::parse(&site.contact_email).ok();
        Self { store, settings, letters, sender, contact, mailer, clock, entropy }
    }

    /// Takes in the records one after the other, changes of the table or reports of SES. One that can't be read never can
    /// be, and is passed over; where the table or the mail does not answer, or time runs out, that change and those after
    /// it are asked for again.
    ///
    /// # Errors
    /// When a report was not taken in, or not everything was done that is done once an hour: Lambda invokes the function
    /// again then.
    pub async fn handle(&self, event: Event) -> Result<Answer, NotTakenIn> {
        let patience = Patience::new();
        let records = match event {
            Event::Records(records) => records,
            Event::Hourly => {
                return match patience.with(Box::pin(self.hour_passed(&patience))).await {
                    Err(error) if failures::is_worth_another_try(&error) => Err(NotTakenIn),
                    _ => Ok(Answer::default()),
                };
            }
        };
        for record in records {
            if reports::is_report(&record) {
                match patience.with(Box::pin(self.take_in(record))).await {
                    Err(error) if failures::is_worth_another_try(&error) => return Err(NotTakenIn),
                    _ => continue,
                }
            }
            let Some(change) = read(record) else { continue };
            // Boxed, for it is too deep a future for the compiler to lay out within another.
            if let Err(error) = patience.with(Box::pin(self.follow(&change, &patience))).await
                && failures::is_worth_another_try(&error)
            {
                if !matches!(error, Error::Table(_) | Error::OutOfTime) {
                    tokio::time::sleep(PAUSE).await;
                }
                return Ok(Answer { failures: vec![Failed { sequence_number: change.sequence_number }] });
            }
        }
        Ok(Answer::default())
    }

    async fn follow(&self, change: &Change, patience: &Patience) -> Result<(), Error> {
        match (&change.old_image, &change.new_image) {
            (old, Some(new)) => self.follow_change(old.as_ref(), new, patience).await,
            (Some(old), None) => self.application_removed(old).await,
            (None, None) => {
                failures::record_without_images();
                Ok(())
            }
        }
    }

    async fn follow_change(&self, old: Option<&Image>, new: &Image, patience: &Patience) -> Result<(), Error> {
        let (before, now) = (old.map_or(Ok(Status::Draft), Image::status)?, new.status()?);
        if before != now {
            self.status_changed(before, new, patience).await?;
        }
        if new.link_requests() > old.map_or(0, Image::link_requests) {
            patience.begin()?;
            self.link_asked_for(new, patience).await?;
        }
        Ok(())
    }

    async fn status_changed(&self, before: Status, image: &Image, patience: &Patience) -> Result<(), Error> {
        let application = image.submitted()?;
        let (now, length) = (application.status, application.history.length);
        tracing::info!(application.reference = %application.reference, application.status = now.as_str(), history.length = length, history.hash = %application.history.hash, "application moved");
        match before {
            Status::Draft => self.application_sent(&application, image.signs()).await?,
            // What was set aside has not been linked yet. Staff have seen that it is none such.
            Status::Received if now == Status::InReview => self.link_look_alikes(&application).await?,
            _ => {}
        }
        let silenced = notice::is_silenced(&application, image.signs());
        let notices = notice::after_a_change_of_status(before, &application, silenced);
        if notices.is_empty() {
            return Ok(());
        }
        let current = self.store.application(&application.id, self.clock.now()).await?;
        if current.is_none() && application.status == Status::Received {
            // There is nobody to tell of what was withdrawn and deleted meanwhile.
            return Ok(());
        }
        for errand in notices.into_iter().filter_map(|notice| self.errand(notice, &application, current.as_ref())) {
            // What comes before may have taken long, and what was sent is to be settled.
            patience.begin()?;
            self.run(errand, patience).await?;
        }
        Ok(())
    }

    /// Somebody wants to have a link to the application.
    async fn link_asked_for(&self, image: &Image, patience: &Patience) -> Result<(), Error> {
        let silenced = match image.status()? {
            Status::Draft => image.signs().hidden_field,
            _ => notice::is_silenced(&image.submitted()?, image.signs()),
        };
        match self.link_errand(image).filter(|_| !silenced) {
            Some(errand) => self.run(errand, patience).await,
            None => Ok(()),
        }
    }

    /// Everything that follows is decided by what was sent, so that a repetition decides the same.
    async fn application_sent(&self, application: &Submitted, signs: SpamSigns) -> Result<(), Error> {
        let reasons = suspicion::reasons(application, signs);
        let suspect = suspicion::is_suspect(&reasons);
        if !reasons.is_empty() {
            self.note(application, &reasons, suspect).await?;
        }
        if suspect { Ok(()) } else { Ok(self.link_look_alikes(application).await?) }
    }

    async fn note(&self, application: &Submitted, reasons: &[Reason], suspect: bool) -> Result<(), Error> {
        let reasons: Vec<_> = reasons.iter().map(|reason| reason.as_str()).collect();
        let until = suspect.then(|| self.clock.now().plus_days(self.settings.retention.suspect_days));
        if self.store.note_suspicion(&application.id, &reasons, until).await? && suspect {
            let reasons = reasons.join(" ");
            tracing::info!(application.reference = %application.reference, suspicion.reasons = reasons, "application set aside");
        }
        Ok(())
    }

    /// Logs the removal of a submitted application: after a backup is restored, it has to be removed again.
    async fn application_removed(&self, image: &Image) -> Result<(), Error> {
        let Some(id) = image.id().filter(|_| image.has_related_items()) else { return Ok(()) };
        let reference = image.reference();
        self.store.remove_related_items(&id, reference.as_ref(), self.clock.now()).await?;
        if let Some(reference) = reference {
            tracing::info!(application.reference = %reference, "application removed");
        }
        Ok(())
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

fn found(application: &Submitted) -> ApplicationRef {
    ApplicationRef { id: application.id.clone(), reference: application.reference.clone() }
}
