//! Processes changes of applications.

use crate::deadline::Deadline;
use crate::decisions::Decision;
use crate::failures::{self, Error};
use crate::record::Change;
use crate::suspicion::SpamVerdict;
use crate::{Notify, messages};
use shared::application::{Status, Submitted};
use shared::telemetry::Metric;
use store::Image;

impl Notify {
    pub(crate) async fn process_change(&self, change: &Change, deadline: &Deadline) -> Result<(), Error> {
        match (&change.old_image, &change.new_image) {
            (old, Some(new)) => self.application_changed(old.as_ref(), new, deadline).await,
            (Some(old), None) => self.application_removed(old).await,
            (None, None) => {
                failures::record_without_images();
                Ok(())
            }
        }
    }

    async fn application_changed(&self, old: Option<&Image>, new: &Image, deadline: &Deadline) -> Result<(), Error> {
        if new.is_anonymized() {
            return self.application_anonymized(old, new).await;
        }
        self.index_contact(old, new).await?;
        let (before, now) = (old.map_or(Ok(Status::Draft), Image::status)?, new.status()?);
        let link_requested = new.link_requests() > old.map_or(0, Image::link_requests);
        if before == now && now == Status::Draft {
            let is_silenced = new.spam_signs().hidden_field;
            return if link_requested { self.link_requested(new, is_silenced, deadline).await } else { Ok(()) };
        }
        let is_cleared = before == now && old.is_some_and(Image::is_set_aside) && !new.is_set_aside();
        if before == now && !link_requested && !is_cleared {
            return Ok(());
        }
        let application = new.submitted()?;
        let verdict = SpamVerdict::of(&application, &self.form_digest, new.spam_signs());
        if before != now {
            self.status_changed(before, &application, &verdict, deadline).await?;
        }
        if is_cleared {
            self.application_cleared(&application, deadline).await?;
        }
        if link_requested { self.link_requested(new, verdict.is_silenced, deadline).await } else { Ok(()) }
    }

    async fn status_changed(
        &self,
        before: Status,
        application: &Submitted,
        verdict: &SpamVerdict,
        deadline: &Deadline,
    ) -> Result<(), Error> {
        let (now, length) = (application.status, application.history.length);
        tracing::info!(application.reference = %application.reference, application.status = now.as_str(), history.length = length, history.hash = %application.history.hash, "application status changed");
        match before {
            Status::Draft => self.application_submitted(application, verdict).await?,
            // Staff have cleared the application. If it was set aside, it has no links yet.
            Status::Received if now == Status::InReview => self.link_look_alikes(application).await?,
            _ => {}
        }
        if messages::after_decision(now).next().is_some() && !verdict.is_silenced {
            // A retry may add it again. Each message is claimed before it is sent.
            self.decisions.send(&Decision::of(application)).await?;
        }
        let mut kinds = messages::after_status_change(before, application, verdict.is_silenced).peekable();
        if kinds.peek().is_none() {
            return Ok(());
        }
        let current = self.store.application(&application.id, self.clock.now()).await?;
        if current.is_none() && now == Status::Received {
            // Withdrawn and deleted since, so there is nobody to notify.
            return Ok(());
        }
        for delivery in kinds.filter_map(|kind| self.delivery(kind, application, current.as_ref())) {
            // Leaves time to settle a message that was sent.
            deadline.check_start()?;
            self.deliver(delivery, deadline).await?;
        }
        Ok(())
    }

    /// Makes up for what an application missed that staff found to be no spam: its look-alikes, and the receipt.
    async fn application_cleared(&self, application: &Submitted, deadline: &Deadline) -> Result<(), Error> {
        self.link_look_alikes(application).await?;
        let current = self.store.application(&application.id, self.clock.now()).await?;
        let kinds = messages::after_status_change(Status::Draft, application, false);
        for kind in kinds.filter(|kind| !kind.is_for_staff()) {
            deadline.check_start()?;
            if let Some(delivery) = self.delivery(kind, application, current.as_ref()) {
                self.deliver(delivery, deadline).await?;
            }
        }
        Ok(())
    }

    async fn link_requested(&self, image: &Image, is_silenced: bool, deadline: &Deadline) -> Result<(), Error> {
        deadline.check_start()?;
        match self.link_delivery(image).filter(|_| !is_silenced) {
            Some(delivery) => self.deliver(delivery, deadline).await,
            None => Ok(()),
        }
    }

    /// Depends only on the submitted application, so a retry makes the same decision.
    async fn application_submitted(&self, application: &Submitted, verdict: &SpamVerdict) -> Result<(), Error> {
        // Staff search among the suspects, too.
        self.store.add_search_terms(application).await?;
        if !verdict.reasons.is_empty() {
            self.note_suspicion(application, verdict).await?;
        }
        if verdict.is_suspect { Ok(()) } else { Ok(self.link_look_alikes(application).await?) }
    }

    async fn note_suspicion(&self, application: &Submitted, verdict: &SpamVerdict) -> Result<(), Error> {
        let reasons: Vec<_> = verdict.reasons.iter().map(|reason| reason.as_str()).collect();
        let until = verdict.is_suspect.then(|| self.clock.now().plus_days(self.settings.retention.suspect_days));
        if self.store.note_suspicion(application, &reasons, until).await? && verdict.is_suspect {
            let reasons = reasons.join(" ");
            tracing::info!(metric = Metric::ApplicationsSetAside.as_str(), application.reference = %application.reference, suspicion.reasons = reasons, "application set aside");
        }
        Ok(())
    }

    /// Removes what identifies people from the items of an anonymized application. Nobody gets a message: there is no
    /// address any more.
    async fn application_anonymized(&self, old: Option<&Image>, new: &Image) -> Result<(), Error> {
        let reference = new.reference();
        let Some((id, reference)) = new.id().zip(reference).filter(|_| !old.is_some_and(Image::is_anonymized)) else {
            return Ok(());
        };
        self.store.remove_related_items(&id, Some(&reference), self.clock.now()).await?;
        tracing::info!(application.reference = %reference, "application anonymized");
        Ok(())
    }

    /// Removes the related items of a removed application, and logs the removal, which has to be repeated after a
    /// restore from a backup.
    async fn application_removed(&self, image: &Image) -> Result<(), Error> {
        let Some(id) = image.id().filter(|_| image.has_related_items()) else { return Ok(()) };
        let reference = image.reference();
        if reference.is_some() {
            // What its applicant or staff erased was counted with that.
            self.store.count_removal(image, self.clock.now()).await?;
        }
        self.store.remove_related_items(&id, reference.as_ref(), self.clock.now()).await?;
        if let Some(reference) = reference {
            tracing::info!(application.reference = %reference, "application removed");
        }
        Ok(())
    }
}
