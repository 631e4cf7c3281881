//! Links to a member's own page. Messages carry them, to people who act for the member; there is no other way in.
//!
//! Somebody who asks for a link leaves a request, whether or not the address is known. `notify` receives it from the
//! table's stream, and sends the link if it is. A request and a link expire.

use crate::items::{read, text, unix};
use crate::{Error, Store, keys};
use serde::Deserialize;
use shared::applicant::EmailAddress;
use shared::application::{FormId, LinkId, Reference};
use shared::timestamp::Timestamp;

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MemberLink {
    /// The member.
    pub reference: Reference,
    /// The mailbox to which it was sent. The link works while its reader acts for the member.
    pub mailbox: String,
    /// Until when it works, in Unix seconds.
    expires_at: i64,
}

impl Store {
    /// Makes a link work until a time. Making it again changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn issue_member_link(
        &self,
        link: &LinkId,
        reference: &Reference,
        mailbox: &str,
        until: Timestamp,
    ) -> Result<(), Error> {
        let update = self
            .update_item(keys::member_link(link))
            .update_expression(
                "SET entity_type = :entity, #reference = :reference, mailbox = :mailbox, expires_at = :until",
            )
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":entity", text("member_link"))
            .expression_attribute_values(":reference", text(reference.as_str()))
            .expression_attribute_values(":mailbox", text(mailbox))
            .expression_attribute_values(":until", unix(until));
        update.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        Ok(())
    }

    /// Reads what a link leads to, unless it has expired.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn member_link(&self, link: &LinkId, now: Timestamp) -> Result<Option<MemberLink>, Error> {
        let item = self.get_item(keys::member_link(link)).await?;
        let link = item.as_ref().map(|item| read::<MemberLink>(item, "member link")).transpose()?;
        Ok(link.filter(|link| now.unix() < link.expires_at))
    }

    /// Leaves a request for links to the own pages of all members for which the reader of this mailbox acts. The same form
    /// leaves one request.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn request_member_links(&self, form: &FormId, email: &EmailAddress, now: Timestamp) -> Result<(), Error> {
        self.leave_link_request(keys::member_request(form), "member_request", email, now).await
    }
}
