//! A message, from its claim to its settlement.
//!
//! Once, and never lost: see [`store::MessageKey`]'s module for the rule. Only what ends between sending and
//! settling makes a message go out twice.

use crate::Notify;
use crate::failures::Error;
use crate::letters::Facts;
use crate::log_identity::LogIdentity;
use crate::mailer::SendError;
use crate::message::{Envelope, Message, Sender, is_deliverable};
use crate::notice::Notice;
use crate::patience::Patience;
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{
    Application, ApplicationId, ContactUndelivered, LinkId, MailedLink, SectionAnswers, Submitted, Undelivered,
};
use store::secret::Secret;
use store::{self, Arrival, ClaimOutcome, Image, MailboxCount, MessageKey, MessageState};

/// What a message is about, and who gets it.
#[derive(Debug)]
pub(crate) struct Errand {
    notice: Notice,
    key: MessageKey,
    to: EmailAddress,
    reply_to: Option<EmailAddress>,
    facts: Facts,
    /// The application that it leads to.
    about: Option<About>,
}

/// The application that a message is about.
#[derive(Debug)]
struct About {
    id: ApplicationId,
    /// Whether it is still there.
    stands: bool,
    /// The private link that a link in the message stands for, if it is not the original one.
    link: Option<LinkId>,
    /// Whether its main contact's address is confirmed, or need not be.
    is_confirmed: bool,
}

impl Errand {
    /// A message to staff about no application alone.
    pub(crate) fn to_staff(notice: Notice, key: MessageKey, to: EmailAddress, facts: Facts) -> Self {
        Self { notice, key, to, reply_to: None, facts, about: None }
    }
}

impl Notify {
    /// The errand of a message about an application that was sent, which is `current` now. Nothing, if it is for staff and
    /// there are none.
    pub(crate) fn errand(
        &self,
        notice: Notice,
        application: &Submitted,
        current: Option<&Application>,
    ) -> Option<Errand> {
        let (applicant, organization) = named(application)?;
        let is_confirmed = matches!(current, Some(Application::Submitted(now)) if now.contact_confirmed_at.is_some());
        let (to, reply_to) = match notice {
            // A reply goes to nobody who has not shown that the mailbox is theirs.
            Notice::Arrived => (self.settings.mail.staff.clone()?, is_confirmed.then_some(applicant)),
            Notice::SetAside => (self.settings.mail.staff.clone()?, None),
            _ => (applicant, self.contact.clone()),
        };
        let key = match notice {
            // By the day on which it was sent, so that a repetition on another day is the same message.
            Notice::SetAside => MessageKey::Day(application.submitted_at.date(), notice.name()),
            _ => MessageKey::Application(application.id.clone(), notice.name()),
        };
        let facts = Facts {
            reference: Some(application.reference.clone()),
            organization: Some(organization),
            reaches_applicant: reply_to.is_some(),
            ..Facts::default()
        };
        let link = current.and_then(|current| current.link().id.clone());
        let is_confirmed = is_confirmed || application.status.is_final();
        let about = Some(About { id: application.id.clone(), stands: current.is_some(), link, is_confirmed });
        Some(Errand { notice, key, to, reply_to, facts, about })
    }

    /// The errand of sending somebody a link to an application, a draft included. Nothing, if it does not say where to. It
    /// stands for the private link from which it was requested. Once that is replaced it leads nowhere: the replacement may
    /// have been made to lock out the person who requested it.
    pub(crate) fn link_errand(&self, image: &Image) -> Option<Errand> {
        let (id, notice) = (image.id()?, Notice::Link(image.link_requests()));
        let facts = Facts { reference: image.reference(), ..Facts::default() };
        let key = MessageKey::Application(id.clone(), notice.name());
        let about = Some(About { id, stands: true, link: image.current_link(), is_confirmed: true });
        Some(Errand { notice, key, to: image.link_email()?, reply_to: self.contact.clone(), facts, about })
    }

    /// Sends a message, unless that was done.
    pub(crate) async fn run(&self, errand: Errand, patience: &Patience) -> Result<(), Error> {
        let token: [u8; 16] = self.entropy.bytes().map_err(|_| store::Error::no_entropy())?;
        let token = hexadecimal(&token);
        match self.store.claim_message(&errand.key, &token, self.clock.now()).await? {
            ClaimOutcome::Claimed => {}
            ClaimOutcome::Busy => return Err(Error::Claimed),
            ClaimOutcome::Settled => return Ok(()),
        }
        let id = errand.about.as_ref().map(|about| about.id.clone());
        let (key, notice) = (errand.key.clone(), errand.notice);
        let known_by = LogIdentity::of(errand.facts.reference.as_ref(), id.as_ref());
        let sent = match self.send(errand, patience).await {
            // What is wrong with the address or the message stays wrong.
            Err(Error::Mail(SendError::Refused { code })) => {
                known_by.log_refusal(&key, &code);
                Ok(MessageState::Refused)
            }
            sent => sent,
        };
        let settled = match sent {
            Ok(state) => self.note_not_sent(notice, id.as_ref(), state).await.map(|()| state),
            Err(error) => Err(error),
        };
        let state = match settled {
            Ok(state) => state,
            Err(error) => {
                // It is nobody's now, so that the next attempt need not wait. If that can't be said, it waits.
                let _ = self.store.settle_message(&key, &token, MessageState::Failed, self.clock.now()).await;
                return Err(error);
            }
        };
        self.store.settle_message(&key, &token, state, self.clock.now()).await?;
        known_by.log_outcome(&key, state);
        Ok(())
    }

    /// Notes on the application that a message to its applicant was not sent, so that its page says so. It does not say
    /// why: what else the mailbox was sent, and what came back from it, may be about others.
    async fn note_not_sent(
        &self,
        notice: Notice,
        id: Option<&ApplicationId>,
        state: MessageState,
    ) -> Result<(), Error> {
        let not_sent = matches!(state, MessageState::Undeliverable | MessageState::Limited | MessageState::Refused);
        let Some(id) = id.filter(|_| not_sent && !notice.is_for_staff()) else { return Ok(()) };
        let at = self.clock.now();
        match notice {
            Notice::Link(request) => self.store.note_link_not_sent(id, request, at).await?,
            _ => {
                let because = ContactUndelivered { why: Undelivered::NotSent, at };
                self.store.note_contact_undelivered(id, because).await?;
            }
        }
        Ok(())
    }

    async fn send(&self, mut errand: Errand, patience: &Patience) -> Result<MessageState, Error> {
        let mail = &self.settings.mail;
        let Some((from, site)) = mail.from.as_ref().zip(mail.site_url.as_deref()).filter(|_| !self.mailer.is_off())
        else {
            return Ok(MessageState::Off);
        };
        let now = self.clock.now();
        if let (Notice::Arrived, Some(reference)) = (errand.notice, &errand.facts.reference)
            && self.store.count_arrival(reference, now).await? == Arrival::InDigest
        {
            return Ok(MessageState::InDigest);
        }
        let secret = self.store.secret(&self.entropy).await?;
        let mailbox = secret.mailbox(&errand.to);
        if !is_deliverable(&errand.to) || self.store.is_undeliverable(&mailbox, now).await? {
            return Ok(MessageState::Undeliverable);
        }
        if !self.is_within_limits(&errand, &mailbox).await? {
            return Ok(MessageState::Limited);
        }
        if errand.notice == Notice::SetAside {
            // The index may not have it yet.
            errand.facts.count = self.store.count_set_aside().await?.max(1);
        }
        if !errand.notice.is_for_staff() {
            errand.facts.link = self.issue_link(&secret, &errand, &mailbox).await?.map(|link| format!("{site}{link}"));
            if matches!(errand.notice, Notice::Link(_)) && errand.facts.link.is_none() {
                // The draft was deleted meanwhile.
                return Ok(MessageState::Off);
            }
        }
        if let (Notice::Received | Notice::MoreInformation(_), Some(about)) = (errand.notice, &errand.about)
            && !about.is_confirmed
        {
            errand.facts.code = Some(secret.confirmation_code(&about.id).to_string());
        }
        let message = self.message(errand, from)?;
        patience.send()?;
        self.mailer.send(message).await.map_err(Error::Mail)?;
        Ok(MessageState::Sent)
    }

    /// Checks the daily limits. Decisions and messages to staff are exempt.
    async fn is_within_limits(&self, errand: &Errand, mailbox: &Hash) -> Result<bool, Error> {
        if !errand.notice.is_limited() {
            return Ok(true);
        }
        let (now, limits) = (self.clock.now(), self.settings.limits);
        let id = errand.key.message_id();
        match self.store.count_for_mailbox(mailbox, &id, limits.per_recipient, now).await? {
            MailboxCount::LimitReached => Ok(false),
            MailboxCount::CountedBefore => Ok(true),
            MailboxCount::Counted => {
                let is_within = self.store.count_for_stack(limits.per_day, now).await?;
                if !is_within {
                    tracing::error!(mail.limit = limits.per_day, "daily mail limit reached");
                }
                Ok(is_within)
            }
        }
    }

    /// The path of a link that shows the application to the reader of this mailbox: of a draft, a button that continues
    /// it; of what was sent, its status. Nothing, if the application is gone. It is the same at each attempt.
    async fn issue_link(&self, secret: &Secret, errand: &Errand, mailbox: &Hash) -> Result<Option<String>, Error> {
        let Some(About { id, stands: true, link: current, .. }) = &errand.about else { return Ok(None) };
        let link = secret.mailed_link(id, mailbox, current.as_ref());
        let mailed = MailedLink { mailbox: mailbox.clone(), replaces: current.clone() };
        let issued = self.store.issue_mailed_link(id, &link, &mailed).await?;
        Ok(issued.then(|| format!("/join/{}", link.as_str())))
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
            at: self.clock.now(),
        };
        envelope.enclose(letter).map_err(|_| Error::Letter)
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

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
