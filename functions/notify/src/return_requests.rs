//! Sends links to applications to those who have lost them and ask for one.
//!
//! Anybody can ask, with any address. Only the main contact of an application gets a message, so a stranger learns
//! nothing. Messages count towards the daily limits of the mailbox and of the stack.

use crate::Notify;
use crate::deadline::Deadline;
use crate::delivery::Delivery;
use crate::failures::Error;
use crate::link_requests::LinkRequest;
use crate::messages::return_link;
use shared::applicant::EmailAddress;
use shared::application::Application;
use store::Image;

/// The most applications for which one request has links sent.
const APPLICATIONS: u16 = 10;

impl Notify {
    /// Makes an application findable by its main contact's mailbox, once it has one.
    pub(crate) async fn index_contact(&self, old: Option<&Image>, new: &Image) -> Result<(), Error> {
        let Some((id, email)) = new.id().zip(new.contact_email()) else { return Ok(()) };
        let is_known = old.and_then(Image::contact_email).is_some_and(|old| old.mailbox() == email.mailbox());
        if is_known || new.spam_signs().hidden_field {
            return Ok(());
        }
        let mailbox = self.store.secret(&self.entropy).await?.mailbox(&email);
        self.store.add_contact_key(&id, &mailbox).await?;
        Ok(())
    }

    /// Sends a link for each application whose main contact has the address.
    pub(crate) async fn send_return_links(&self, request: &LinkRequest, deadline: &Deadline) -> Result<(), Error> {
        let mailbox = self.store.secret(&self.entropy).await?.mailbox(&request.email);
        for id in self.store.with_contact(&mailbox, APPLICATIONS).await? {
            deadline.check_start()?;
            let Some(application) = self.store.application(&id, self.clock.now()).await? else { continue };
            if let Some(delivery) = self.return_delivery(&application, request) {
                self.deliver(delivery, deadline).await?;
            }
        }
        Ok(())
    }

    /// Prepares the message, if the main contact still has the address and may get mail.
    fn return_delivery(&self, application: &Application, request: &LinkRequest) -> Option<Delivery> {
        let stored = match application {
            Application::Draft(draft) => EmailAddress::from_stored(draft.answers.text("contact_email")?.to_owned()),
            // Nothing is sent to addresses in likely spam.
            Application::Submitted(submitted) if submitted.set_aside => return None,
            Application::Submitted(submitted) => submitted.core.contact.email.clone(),
        };
        if stored.mailbox() != request.email.mailbox() {
            return None;
        }
        let name = format!("{}#{}", return_link::KIND.name, request.id);
        Some(self.link_to_contact(&return_link::KIND, application, name, stored))
    }
}
