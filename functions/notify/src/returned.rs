//! What follows when a message came back: staff see it on the application, and nobody writes to a dead address again.

use crate::Notify;
use crate::delivery::named;
use crate::failures::{self, Error};
use crate::notice::is_for_staff;
use crate::reports::{self, Report};
use serde_json::Value;
use shared::application::{Application, ContactUndelivered, Reference};
use shared::store::NoticeKey;

impl Notify {
    /// Takes in a report of SES. One that can't be read never can be, and is passed over.
    pub(crate) async fn take_in(&self, record: Value) -> Result<(), Error> {
        match reports::read(record) {
            Ok(Some(report)) => self.message_returned(report).await,
            Ok(None) => Ok(()),
            Err(error) => {
                failures::report_unreadable(&error);
                Ok(())
            }
        }
    }

    /// Everything here can be repeated: SNS may publish a report twice.
    async fn message_returned(&self, report: Report) -> Result<(), Error> {
        let because = ContactUndelivered { why: report.why, at: report.at };
        if report.why.is_final() {
            for address in &report.to {
                self.store.stop_writing_to(address, because).await?;
            }
        }
        if let Some(reference) = &report.reference {
            self.note_on_application(reference, &report, because).await?;
        }
        log(&report);
        Ok(())
    }

    async fn note_on_application(
        &self,
        reference: &Reference,
        report: &Report,
        because: ContactUndelivered,
    ) -> Result<(), Error> {
        let Some(id) = self.store.application_id(reference).await? else { return Ok(()) };
        if let Some(name) = &report.notice {
            self.store.note_returned(&NoticeKey::Application(id.clone(), name.clone()), because).await?;
        }
        let Some(Application::Submitted(application)) = self.store.application(&id).await? else { return Ok(()) };
        let contact = named(&application).map(|(contact, _)| contact.mailbox());
        // Staff's own mail bounces as well, and a link may have been asked for at another address.
        if report.to.iter().any(|address| Some(address.mailbox()) == contact) {
            self.store.note_contact_undelivered(&id, because).await?;
        }
        Ok(())
    }
}

fn log(report: &Report) {
    let reference = report.reference.as_ref().map(Reference::as_str);
    let (name, why) = (report.notice.as_deref(), report.why.as_str());
    if name.is_some_and(is_for_staff) {
        tracing::error!(
            application.reference = reference,
            notice.name = name,
            notice.why = why,
            "message to staff came back"
        );
    } else {
        tracing::warn!(application.reference = reference, notice.name = name, notice.why = why, "message came back");
    }
}
