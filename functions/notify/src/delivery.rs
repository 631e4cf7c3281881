//! A message, from its claim to its settlement.
//!
//! Once, and never lost: see [`shared::store::NoticeKey`]'s module for the rule. Only what ends between sending and
//! settling makes a message go out twice.

use crate::Notify;
use crate::failures::Error;
use crate::letters::Facts;
use crate::mailer::SendError;
use crate::message::{Envelope, Message, Sender};
use crate::notice::{Notice, is_for_staff};
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{
    ApplicationId, ConfirmToken, ContactUndelivered, Reference, SectionAnswers, Submitted, Undelivered,
};
use shared::store::{self, ClaimOutcome, Image, NoticeKey, NoticeState};

/// What a message is about, and who gets it.
#[derive(Debug)]
pub(crate) struct Errand {
    notice: Notice,
    key: NoticeKey,
    id: ApplicationId,
    to: EmailAddress,
    reply_to: Option<EmailAddress>,
    facts: Facts,
}

impl Errand {
    /// Lets it say where the address is confirmed.
    pub(crate) fn confirmed_with(mut self, token: &ConfirmToken) -> Self {
        let address = self.facts.address.as_ref();
        self.facts.confirm = address.map(|address| format!("{address}/confirm?token={}", token.as_str()));
        self
    }
}

impl Notify {
    /// The errand of a message about an application that was sent. Nothing, if it is for staff and there are none.
    pub(crate) fn errand(&self, notice: Notice, application: &Submitted, image: &Image) -> Option<Errand> {
        let (applicant, organization) = named(application)?;
        let (to, reply_to) = match notice {
            Notice::Arrived => (self.settings.mail.staff.clone()?, Some(applicant)),
            Notice::SetAside => (self.settings.mail.staff.clone()?, None),
            _ => (applicant, self.contact.clone()),
        };
        let key = match notice {
            // By the day on which it was sent, so that a repetition on another day is the same message.
            Notice::SetAside => NoticeKey::Day(application.submitted_at.date(), notice.name()),
            _ => NoticeKey::Application(application.id.clone(), notice.name()),
        };
        let facts = Facts {
            reference: Some(application.reference.clone()),
            organization: Some(organization),
            address: private_address(image, &application.id),
            ..Facts::default()
        };
        Some(Errand { notice, key, id: application.id.clone(), to, reply_to, facts })
    }

    /// The errand of sending somebody the address of an application, a draft included. Nothing, if it does not say where
    /// to, or from where.
    pub(crate) fn link_errand(&self, image: &Image) -> Option<Errand> {
        let (id, notice) = (image.id()?, Notice::Link(image.link_requests()));
        let address = private_address(image, &id)?;
        let facts = Facts { reference: image.reference(), address: Some(address), ..Facts::default() };
        let key = NoticeKey::Application(id.clone(), notice.name());
        Some(Errand { notice, key, id, to: image.link_email()?, reply_to: self.contact.clone(), facts })
    }

    /// Sends a message, unless that was done.
    pub(crate) async fn run(&self, errand: Errand) -> Result<(), Error> {
        let token: [u8; 16] = self.world.random().map_err(|_| store::Error::no_entropy())?;
        let token = hexadecimal(&token);
        match self.store.claim_notice(&errand.key, &token, self.world.now()).await? {
            ClaimOutcome::Claimed => {}
            ClaimOutcome::Busy => return Err(Error::Claimed),
            ClaimOutcome::Settled => return Ok(()),
        }
        let (key, known_by) = (errand.key.clone(), KnownBy::of(&errand));
        let state = match self.send(errand).await {
            Ok(state) => state,
            Err(Error::Mail(SendError::Refused { code })) => {
                known_by.log_refusal(&key, &code);
                NoticeState::Refused
            }
            Err(error) => {
                // It is nobody's now, so that the next attempt need not wait. If that can't be said, it waits.
                let _ = self.store.settle_notice(&key, &token, NoticeState::Failed, self.world.now()).await;
                return Err(error);
            }
        };
        self.store.settle_notice(&key, &token, state, self.world.now()).await?;
        match state {
            NoticeState::Sent => known_by.log_sending(&key),
            NoticeState::Undeliverable if is_for_staff(key.name()) => {
                tracing::error!(notice.name = key.name(), "message to staff not sent, for one came back");
            }
            NoticeState::Undeliverable => known_by.log_undeliverable(&key),
            _ => {}
        }
        Ok(())
    }

    async fn send(&self, mut errand: Errand) -> Result<NoticeState, Error> {
        let Some(from) = self.settings.mail.from.as_ref().filter(|_| !self.mailer.is_off()) else {
            return Ok(NoticeState::Off);
        };
        let now = self.world.now();
        if self.store.is_undeliverable(&errand.to, now).await? {
            if errand.notice.is_for_main_contact() {
                // Not why, nor since when: what came back may have been about an application of somebody else.
                let because = ContactUndelivered { why: Undelivered::NotSent, at: now };
                self.store.note_contact_undelivered(&errand.id, because).await?;
            }
            return Ok(NoticeState::Undeliverable);
        }
        if errand.notice == Notice::SetAside {
            // The index may not have it yet.
            errand.facts.count = self.store.count_set_aside().await?.max(1);
        }
        self.mailer.send(self.message(errand, from)?).await.map_err(Error::Mail)?;
        Ok(NoticeState::Sent)
    }

    /// What the applicant confirms the address with, the same at each attempt. Nothing, if the application is gone.
    pub(crate) async fn confirmation(&self, id: &ApplicationId) -> Result<Option<ConfirmToken>, Error> {
        let candidate = self.world.random().map_err(|_| store::Error::no_entropy())?;
        Ok(self.store.confirm_token(id, &ConfirmToken::from_random(candidate)).await?)
    }

    fn message(&self, errand: Errand, from: &EmailAddress) -> Result<Message, Error> {
        let letter = self.letters.write(errand.notice, &errand.facts).map_err(|_| Error::Letter)?;
        let envelope = Envelope {
            id: errand.key.message_id(),
            notice: errand.notice.name(),
            reference: errand.facts.reference,
            from: Sender { name: &self.sender, address: from },
            to: &errand.to,
            reply_to: errand.reply_to.as_ref(),
            at: self.world.now(),
        };
        envelope.enclose(letter).map_err(|_| Error::Letter)
    }
}

/// What the log calls the application of a message: its reference, or a short hash if it has none.
struct KnownBy {
    reference: Option<Reference>,
    hash: Option<String>,
}

impl KnownBy {
    fn of(errand: &Errand) -> Self {
        let reference = errand.facts.reference.clone();
        let short = || Hash::of(errand.id.as_str().as_bytes()).as_str().chars().take(8).collect();
        let hash = reference.is_none().then(short);
        Self { reference, hash }
    }

    fn log_sending(&self, key: &NoticeKey) {
        let reference = self.reference.as_ref().map(Reference::as_str);
        let hash = self.hash.as_deref();
        tracing::info!(
            application.reference = reference,
            application.hash = hash,
            notice.name = key.name(),
            "message sent"
        );
    }

    fn log_undeliverable(&self, key: &NoticeKey) {
        let reference = self.reference.as_ref().map(Reference::as_str);
        let hash = self.hash.as_deref();
        tracing::warn!(
            application.reference = reference,
            application.hash = hash,
            notice.name = key.name(),
            "message not sent, for one came back from its address"
        );
    }

    fn log_refusal(&self, key: &NoticeKey, code: &str) {
        let reference = self.reference.as_ref().map(Reference::as_str);
        let hash = self.hash.as_deref();
        tracing::error!(
            application.reference = reference,
            application.hash = hash,
            notice.name = key.name(),
            error.message = code,
            "message refused"
        );
    }
}

/// The main contact's address and the organization's name.
fn named(application: &Submitted) -> Option<(EmailAddress, String)> {
    let (mut applicant, mut organization) = (None, None);
    for section in &application.sections {
        match section {
            SectionAnswers::People(people) => applicant = Some(people.contact_email.clone()),
            SectionAnswers::Organization(answers) => organization = Some(answers.legal_name.as_str().to_owned()),
            SectionAnswers::Profile(_) | SectionAnswers::Declarations(_) => {}
        }
    }
    Some((applicant?, organization?))
}

fn private_address(image: &Image, id: &ApplicationId) -> Option<String> {
    Some(format!("{}/join/{}", image.origin()?, id.as_str()))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
