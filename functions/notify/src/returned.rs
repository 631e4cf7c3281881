//! Processes bounces and complaints: staff see them on the application, and the address goes on the suppression list.

use crate::Notify;
use crate::failures::{self, Error};
use crate::messages::{self, MessageKind, Trigger};
use crate::reports::{self, Report};
use serde_json::Value;
use shared::application::{Application, ContactUndelivered, DeliveryFailure, Reference};
use shared::telemetry::Metric;
use store::MessageKey;

impl Notify {
    /// Processes a report of SES, or skips it if it is unreadable.
    pub(crate) async fn process_report(&self, record: Value) -> Result<(), Error> {
        match reports::read(record) {
            Ok(Some(report)) => self.message_returned(report).await,
            Ok(None) => Ok(()),
            Err(error) => {
                failures::report_unreadable(&error);
                Ok(())
            }
        }
    }

    /// Safe to repeat, since SNS may publish a report twice. Logged last, so that an attempt that fails counts nothing.
    async fn message_returned(&self, report: Report) -> Result<(), Error> {
        let failure = ContactUndelivered { why: report.why, at: report.at };
        if report.why.is_final() {
            let mailbox = self.store.secret(&self.entropy).await?.mailbox(&report.to);
            self.store.suppress_mailbox(&mailbox, failure).await?;
        }
        if let Some(reference) = &report.reference {
            self.note_on_application(reference, &report, failure).await?;
        }
        log(&report);
        Ok(())
    }

    async fn note_on_application(
        &self,
        reference: &Reference,
        report: &Report,
        failure: ContactUndelivered,
    ) -> Result<(), Error> {
        if messages::by_name(&report.name).is_some_and(|kind| kind.trigger == Trigger::Membership) {
            let key = MessageKey::Member(reference.clone(), report.name.clone());
            return Ok(self.store.note_returned(&key, failure).await?);
        }
        let Some(id) = self.store.application_id(reference).await? else { return Ok(()) };
        self.store.note_returned(&MessageKey::Application(id.clone(), report.name.clone()), failure).await?;
        let Some(Application::Submitted(application)) = self.store.application(&id, self.clock.now()).await? else {
            return Ok(());
        };
        let contact = Some(application.core.contact.email.mailbox());
        // Mail to staff bounces as well, and a link may have been requested for another address.
        if contact == Some(report.to.mailbox()) {
            self.store.note_contact_undelivered(&id, failure).await?;
        }
        Ok(())
    }
}

fn log(report: &Report) {
    let reference = report.reference.as_ref().map(Reference::as_str);
    let (name, why) = (report.name.as_str(), report.why.as_str());
    let metric = match report.why {
        DeliveryFailure::Complaint => Metric::MailComplained,
        _ => Metric::MailBounced,
    };
    let metric = metric.as_str();
    if messages::by_name(name).is_some_and(MessageKind::is_for_staff) && report.why.is_final() {
        tracing::error!(
            metric,
            application.reference = reference,
            notice.name = name,
            notice.why = why,
            "message to staff came back"
        );
    } else {
        tracing::warn!(
            metric,
            application.reference = reference,
            notice.name = name,
            notice.why = why,
            "message came back"
        );
    }
}
