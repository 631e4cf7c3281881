//! Delivers a message: claims it, sends it and settles it, as [`store::MessageKey`]'s module describes.

mod prepare;

use crate::Notify;
use crate::deadline::Deadline;
use crate::failures::Error;
use crate::log_identity::LogIdentity;
use crate::mailer::SendError;
use crate::message::{Headers, Message, compose, is_deliverable};
use crate::messages::{MessageKind, Trigger, accepted, arrived, return_link, set_aside};
use crate::rendering::TemplateContext;
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{ApplicationId, ContactUndelivered, DeliveryFailure, LinkId, MailedLink, Reference};
use shared::timestamp::Timestamp;
use store::secret::Secret;
use store::{self, Arrival, ClaimOutcome, MailboxCount, MessageKey, MessageState, SET_ASIDE_COUNT_LIMIT};

/// A message to one recipient.
#[derive(Debug)]
pub(crate) struct Delivery {
    kind: &'static MessageKind,
    key: MessageKey,
    to: EmailAddress,
    reply_to: Option<EmailAddress>,
    context: TemplateContext,
    about: Option<About>,
    member_link: Option<MemberLinkTerms>,
}

/// The link to a member's own page that a message carries.
#[derive(Debug)]
pub(crate) struct MemberLinkTerms {
    pub(crate) reference: Reference,
    /// The mailbox of the person who gets it.
    pub(crate) mailbox: String,
    /// What tells it from others for the same mailbox.
    pub(crate) occasion: String,
    /// Until when it works.
    pub(crate) until: Timestamp,
}

/// The application that a message is about.
#[derive(Debug)]
struct About {
    id: ApplicationId,
    exists: bool,
    /// The private link that a link in the message stands for, unless it is the original one.
    current_link: Option<LinkId>,
    /// Whether its main contact's address is confirmed, or need not be.
    is_confirmed: bool,
    /// The number of the request, if a link was requested.
    link_request: Option<u64>,
}

impl Delivery {
    /// A message to staff about a period.
    pub(crate) fn to_staff(
        kind: &'static MessageKind,
        period: String,
        staff: EmailAddress,
        context: TemplateContext,
    ) -> Self {
        let key = MessageKey::Period(period, kind.name.to_owned());
        Self { kind, key, to: staff, reply_to: None, context, about: None, member_link: None }
    }

    /// A message about a member, under this name.
    pub(crate) fn about_member(
        kind: &'static MessageKind,
        reference: Reference,
        name: String,
        to: EmailAddress,
        context: TemplateContext,
    ) -> Self {
        let key = MessageKey::Member(reference, name);
        Self { kind, key, to, reply_to: None, context, about: None, member_link: None }
    }

    /// A message to somebody who acts for a member, with a link to its own page.
    pub(crate) fn to_representative(
        kind: &'static MessageKind,
        name: String,
        to: EmailAddress,
        reply_to: Option<EmailAddress>,
        context: TemplateContext,
        link: MemberLinkTerms,
    ) -> Self {
        let delivery = Self::about_member(kind, link.reference.clone(), name, to, context);
        Self { reply_to, member_link: Some(link), ..delivery }
    }
}

impl Notify {
    /// Sends a message, unless it is settled.
    pub(crate) async fn deliver(&self, mut delivery: Delivery, deadline: &Deadline) -> Result<(), Error> {
        let token: [u8; 16] = self.entropy.bytes().map_err(|_| store::Error::no_entropy())?;
        let token = hexadecimal(&token);
        match self.store.claim_message(&delivery.key, &token, self.clock.now()).await? {
            ClaimOutcome::Claimed => {}
            ClaimOutcome::Busy => return Err(Error::Claimed),
            ClaimOutcome::Settled => return Ok(()),
        }
        let id = delivery.about.as_ref().map(|about| &about.id);
        let identity = LogIdentity::new(delivery.kind, &delivery.key, delivery.context.reference.clone(), id);
        let outcome = match self.send(&mut delivery, deadline).await {
            Err(Error::Mail(SendError::Refused { code })) => {
                identity.log_refusal(&code);
                Ok(MessageState::Refused)
            }
            outcome => outcome,
        };
        let settled = match outcome {
            Ok(state) => self.note_not_sent(&delivery, state).await.map(|()| state),
            Err(error) => Err(error),
        };
        let state = match settled {
            Ok(state) => state,
            Err(error) => {
                // Gives up the claim, so that the retry need not wait for it to go stale.
                let _ = self.store.settle_message(&delivery.key, &token, MessageState::Failed, self.clock.now()).await;
                return Err(error);
            }
        };
        self.store.settle_message(&delivery.key, &token, state, self.clock.now()).await?;
        identity.log_outcome(state);
        Ok(())
    }

    /// Records on the application that a message to its applicant was not sent, so that its page says so. Gives no
    /// reason, because other mail to the mailbox, and its bounces, may concern other people.
    async fn note_not_sent(&self, delivery: &Delivery, state: MessageState) -> Result<(), Error> {
        let not_sent = matches!(state, MessageState::Undeliverable | MessageState::Limited | MessageState::Refused);
        // A stranger may have asked to return.
        let not_sent = not_sent && *delivery.kind != return_link::KIND;
        let Some(about) = delivery.about.as_ref().filter(|_| not_sent && !delivery.kind.is_for_staff()) else {
            return Ok(());
        };
        let at = self.clock.now();
        if let Some(request) = about.link_request {
            self.store.note_link_not_sent(&about.id, request, at).await?;
        } else {
            let failure = ContactUndelivered { why: DeliveryFailure::NotSent, at };
            self.store.note_contact_undelivered(&about.id, failure).await?;
        }
        Ok(())
    }

    async fn send(&self, delivery: &mut Delivery, deadline: &Deadline) -> Result<MessageState, Error> {
        let mail = &self.settings.mail;
        let Some((from, site)) = mail.from.as_ref().zip(mail.site_url.as_deref()).filter(|_| !self.mailer.is_off())
        else {
            return Ok(MessageState::Off);
        };
        let now = self.clock.now();
        if *delivery.kind == arrived::KIND
            && let Some(reference) = delivery.context.reference.as_ref().and_then(|reference| reference.parse().ok())
            && self.store.count_arrival(&reference, now).await? == Arrival::InDigest
        {
            return Ok(MessageState::InDigest);
        }
        delivery.context.site_url = Some(site.to_owned());
        let secret = self.store.secret(&self.entropy).await?;
        let mailbox = secret.mailbox(&delivery.to);
        if !is_deliverable(&delivery.to) || self.store.is_suppressed(&mailbox, now).await? {
            return Ok(MessageState::Undeliverable);
        }
        if !self.is_within_limits(delivery, &mailbox).await? {
            return Ok(MessageState::Limited);
        }
        if *delivery.kind == set_aside::KIND {
            // The index may not have the application yet.
            let count = self.store.count_set_aside().await?.max(1);
            delivery.context.count = count;
            delivery.context.more = count >= SET_ASIDE_COUNT_LIMIT;
        }
        if delivery.kind.is_for_staff() {
            let path = delivery.kind.staff_page(delivery.context.reference.as_deref());
            delivery.context.link = Some(format!("{site}{path}"));
        } else if let Some(terms) = &delivery.member_link {
            let link = secret.member_link(&terms.reference, &terms.mailbox, &terms.occasion);
            self.store.issue_member_link(&link, &terms.reference, &terms.mailbox, terms.until).await?;
            delivery.context.link = Some(format!("{site}/membership/{}", link.as_str()));
        } else if *delivery.kind == accepted::KIND {
            delivery.context.link = self.entry(delivery).await?.map(|path| format!("{site}{path}"));
            delivery.context.members_page = Some(format!("{site}/membership"));
        } else if let Some(about) = &delivery.about {
            let path = self.issue_link(&secret, about, &mailbox).await?;
            if path.is_none() && delivery.kind.trigger == Trigger::LinkRequest {
                // The application was deleted since the request.
                return Ok(MessageState::Off);
            }
            delivery.context.link = path.map(|path| format!("{site}{path}"));
            let has_code = delivery.kind.has_code && !about.is_confirmed;
            delivery.context.code = has_code.then(|| secret.confirmation_code(&about.id).to_string());
        }
        let message = self.compose(delivery, from)?;
        deadline.check_send()?;
        self.mailer.send(message).await.map_err(Error::Mail)?;
        Ok(MessageState::Sent)
    }

    /// Returns the path of the entry in the directory that an accepted application led to.
    async fn entry(&self, delivery: &Delivery) -> Result<Option<String>, Error> {
        let Some(Ok(reference)) = delivery.context.reference.as_deref().map(str::parse) else { return Ok(None) };
        Ok(self.store.member(&reference).await?.and_then(|member| member.public_path()))
    }

    /// Counts a message towards the daily limits, if its kind is limited, and returns whether it may be sent.
    async fn is_within_limits(&self, delivery: &Delivery, mailbox: &Hash) -> Result<bool, Error> {
        if !delivery.kind.is_limited {
            return Ok(true);
        }
        let (now, limits) = (self.clock.now(), self.settings.limits);
        let id = delivery.key.message_id();
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

    /// Issues a link for the reader of this mailbox, and returns its path: a draft's link offers to continue it, an
    /// application's shows its status. Returns `None` if the application is gone. Each attempt issues the same link.
    async fn issue_link(&self, secret: &Secret, about: &About, mailbox: &Hash) -> Result<Option<String>, Error> {
        if !about.exists {
            return Ok(None);
        }
        let link = secret.mailed_link(&about.id, mailbox, about.current_link.as_ref());
        let mailed = MailedLink { mailbox: mailbox.clone(), replaces: about.current_link.clone() };
        let issued = self.store.issue_mailed_link(&about.id, &link, &mailed).await?;
        Ok(issued.then(|| format!("/join/{}", link.as_str())))
    }

    fn compose(&self, delivery: &Delivery, from: &EmailAddress) -> Result<Message, Error> {
        let id = delivery.key.message_id();
        let headers = Headers {
            id: &id,
            from_name: &self.sender,
            from,
            to: &delivery.to,
            reply_to: delivery.reply_to.as_ref(),
            at: self.clock.now(),
        };
        let rendered = self.templates.render(delivery.kind, delivery.context.clone()).map_err(|_| Error::Render)?;
        let content = compose(&headers, rendered).map_err(|_| Error::Render)?;
        let (name, reference) = (delivery.key.name().to_owned(), delivery.context.reference.clone());
        Ok(Message { id, name, reference, to: delivery.to.ascii(), content })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
