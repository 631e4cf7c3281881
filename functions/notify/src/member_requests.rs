//! Sends links to members' own pages to those who ask for them.
//!
//! Anybody can ask, with any address. Only an address of somebody who acts for a member gets a message, so a
//! stranger learns nothing.

use crate::Notify;
use crate::deadline::Deadline;
use crate::delivery::{Delivery, MemberLinkTerms};
use crate::failures::Error;
use crate::link_requests::LinkRequest;
use crate::messages::{MessageKind, member_link};
use crate::quoting;
use crate::rendering::TemplateContext;
use shared::applicant::EmailAddress;

/// The days for which a link works that somebody asked for.
const LINK_DAYS: u16 = 1;

impl Notify {
    /// Sends a link for each member for which the address acts.
    pub(crate) async fn send_member_links(&self, request: &LinkRequest, deadline: &Deadline) -> Result<(), Error> {
        let mailbox = request.email.mailbox();
        let now = self.clock.now();
        for row in self.store.register().await? {
            if !row.mailboxes.contains(&mailbox) || row.listing.visible_from > now {
                continue;
            }
            let reference = &row.listing.reference;
            let Some(member) = self.store.member(reference).await? else { continue };
            let Some(person) = member.representative(&mailbox) else { continue };
            let terms = MemberLinkTerms {
                reference: reference.clone(),
                mailbox: mailbox.clone(),
                occasion: request.id.clone(),
                until: now.plus_days(LINK_DAYS),
            };
            let name = format!("{}#{}", member_link::KIND.name, request.id);
            let greeted = quoting::person_name(&person.name);
            let context = TemplateContext { name: greeted, ..self.member_context(&member) };
            let to = person.email.clone();
            self.deliver(self.to_representative(&member_link::KIND, name, to, context, terms), deadline).await?;
        }
        Ok(())
    }

    /// Returns a message to somebody who acts for a member, with a link to its own page.
    pub(crate) fn to_representative(
        &self,
        kind: &'static MessageKind,
        name: String,
        to: EmailAddress,
        context: TemplateContext,
        link: MemberLinkTerms,
    ) -> Delivery {
        Delivery::to_representative(kind, name, to, self.contact.clone(), context, link)
    }
}
