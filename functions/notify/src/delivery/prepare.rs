//! Prepares messages about applications: whom each goes to, and what its templates are filled in with.

use super::{About, Delivery};
use crate::Notify;
use crate::messages::{MessageKind, OncePer, Recipient, accepted, arrived, link, set_aside};
use crate::quoting;
use crate::rendering::TemplateContext;
use shared::applicant::EmailAddress;
use shared::application::{Application, Submitted};
use store::{Image, MessageKey};

impl Notify {
    /// Prepares a message about an application as it was submitted; `current` is its present state. Returns `None` for
    /// a message to staff if there is no staff address, and for any message about an application that was anonymized.
    pub(crate) fn delivery(
        &self,
        kind: &'static MessageKind,
        application: &Submitted,
        current: Option<&Application>,
    ) -> Option<Delivery> {
        if matches!(current, Some(Application::Submitted(now)) if now.review.anonymized_at.is_some()) {
            return None;
        }
        let applicant = application.core.contact.email.clone();
        let organization = application.core.organization.legal_name.as_str();
        let is_confirmed = matches!(current, Some(Application::Submitted(now)) if now.contact_confirmed_at.is_some());
        let (to, reply_to) = match (kind.recipient, kind.once_per) {
            (Recipient::MainContact | Recipient::LinkRequester | Recipient::Representative, _) => {
                (applicant, self.contact.clone())
            }
            (Recipient::Staff, OncePer::Period) => (self.settings.mail.staff.clone()?, None),
            // A reply must not go to an address whose owner hasn't confirmed it.
            (Recipient::Staff, _) => (self.settings.mail.staff.clone()?, is_confirmed.then_some(applicant)),
        };
        let expires_at = match current {
            // It was set aside after it was submitted as it is here, and is kept for a shorter time since.
            Some(Application::Submitted(now)) if *kind == set_aside::KIND => now.expires_at,
            _ => application.expires_at,
        };
        let (is_arrival, is_acceptance) = (*kind == arrived::KIND, *kind == accepted::KIND);
        let context = TemplateContext {
            reference: Some(application.reference.to_string()),
            name: application
                .core
                .contact
                .name
                .as_deref()
                .filter(|_| !kind.is_for_staff())
                .and_then(quoting::person_name),
            summary: if is_arrival { self.summary(application) } else { Vec::new() },
            // Not a date that has passed when an answer arrives.
            decide_by: self
                .decision_days
                .map(|days| application.submitted_at.plus_days(days))
                .filter(|by| *by > application.status_since)
                .map(String::from),
            // As below, an applicant's mail has it only once the address is confirmed.
            organization: if kind.is_for_staff() {
                Some(quoting::defang(organization))
            } else {
                is_confirmed.then_some(organization).and_then(quoting::organization_name)
            },
            since: is_acceptance.then(|| application.status_since.to_string()),
            areas: if is_acceptance { self.areas(application) } else { Vec::new() },
            kept_until: expires_at.map(String::from),
            quoted: kind.quoted(application).map(quoting::lines).unwrap_or_default(),
            reaches_applicant: reply_to.is_some(),
            opens_application: is_confirmed,
            ..TemplateContext::default()
        };
        let about = Some(About {
            id: application.id.clone(),
            exists: current.is_some(),
            current_link: current.and_then(|current| current.link().id.clone()),
            is_confirmed: is_confirmed || application.status.is_final(),
            link_request: None,
        });
        Some(Delivery { kind, key: kind.key(application), to, reply_to, context, about, member_link: None })
    }

    /// Prepares the message with a requested link to an application or a draft. Returns `None` if the request has no
    /// address. The mailed link stands for the private link from which it was requested. It stops working when that is
    /// replaced, because the replacement may be meant to lock out the person who requested it.
    pub(crate) fn link_delivery(&self, image: &Image) -> Option<Delivery> {
        let (id, request) = (image.id()?, image.link_requests());
        let reference = image.reference().map(|reference| reference.to_string());
        let kept_until = image.expires_at().map(String::from);
        let context = TemplateContext { reference, kept_until, ..TemplateContext::default() };
        let key = MessageKey::Application(id.clone(), link::KIND.numbered(request));
        let current_link = image.current_link();
        let about = Some(About { id, exists: true, current_link, is_confirmed: true, link_request: Some(request) });
        let (to, reply_to) = (image.link_email()?, self.contact.clone());
        Some(Delivery { kind: &link::KIND, key, to, reply_to, context, about, member_link: None })
    }

    /// Prepares a message with a link to an application or a draft, for its main contact.
    pub(crate) fn link_to_contact(
        &self,
        kind: &'static MessageKind,
        application: &Application,
        name: String,
        to: EmailAddress,
    ) -> Delivery {
        let (id, current_link) = (application.id().clone(), application.link().id.clone());
        let (is_confirmed, answers, submitted_at, expires_at) = match application {
            Application::Draft(draft) => (true, &draft.answers, None, draft.expires_at),
            Application::Submitted(now) => {
                let is_confirmed = now.contact_confirmed_at.is_some() || now.status.is_final();
                (is_confirmed, &now.answers, Some(now.submitted_at), now.expires_at)
            }
        };
        let context = TemplateContext {
            reference: application.reference().map(ToString::to_string),
            name: answers.text("contact_name").and_then(quoting::person_name),
            // Before the address is confirmed, its reader may be somebody who has nothing to do with the organization.
            organization: answers.text("legal_name").filter(|_| is_confirmed).and_then(quoting::organization_name),
            submitted_at: submitted_at.map(String::from),
            kept_until: expires_at.map(String::from),
            ..TemplateContext::default()
        };
        let key = MessageKey::Application(id.clone(), name);
        let about = Some(About { id, exists: true, current_link, is_confirmed, link_request: None });
        Delivery { kind, key, to, reply_to: self.contact.clone(), context, about, member_link: None }
    }
}
