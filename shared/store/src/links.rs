//! Private links: their targets, and their replacement.
//!
//! Every issued link has an item that leads to its application, and a second item in the application's partition, so
//! that the link is removed with it. The application stores its current link; all its other links are outdated.

use crate::conditions::apply;
use crate::items::{number, read, text, unix};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ReturnValuesOnConditionCheckFailure, TransactWriteItem};
use serde::Deserialize;
use shared::application::history::Hash;
use shared::application::{Application, ApplicationId, Holder, LinkId, LinkTarget, MailedLink, PrivateLink};
use shared::timestamp::Timestamp;

/// Days for which a link confirms that its application was deleted.
const DELETED_DAYS: u16 = 1;

/// The `entity_type` of a link.
const LINK: &str = "link";

/// The result of opening a link.
#[derive(Debug)]
pub enum LinkLookup {
    /// The application, by its private link.
    Active(Application),
    /// The application, by an emailed link.
    Mailed(Application, MailedLink),
    /// An application whose link was replaced since.
    Replaced,
    /// No application.
    Unknown,
}

/// The outcome of a replacement.
#[derive(Debug)]
pub enum ReplaceOutcome {
    /// The new link is the current one.
    Replaced,
    /// Nothing changed, because the application has changed since it was read. This is the application now, if there is
    /// one.
    Changed(Option<Application>),
}

impl Store {
    /// Reads the application that a link leads to.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn look_up_link(&self, link: &PrivateLink, now: Timestamp) -> Result<LinkLookup, Error> {
        let (id, issued, mailed) = match link {
            PrivateLink::Original(id) => (id.clone(), None, None),
            PrivateLink::Issued(link) => match self.link_target(link).await? {
                Some(target) => (target.id, Some(link), target.mailed),
                None => return Ok(LinkLookup::Unknown),
            },
        };
        Ok(match (self.application(&id, now).await?, mailed) {
            (None, _) => LinkLookup::Unknown,
            (Some(application), _) if application.link().id.as_ref() == issued => LinkLookup::Active(application),
            (Some(application), Some(mailed)) if mailed.leads_to(application.link()) => {
                LinkLookup::Mailed(application, mailed)
            }
            (Some(_), _) => LinkLookup::Replaced,
        })
    }

    /// Returns the holder of a private link without reading the application, or `None` for any other link.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn holder(&self, link: &PrivateLink) -> Result<Option<Holder>, Error> {
        match link {
            PrivateLink::Original(id) => Ok(Some(Holder::of_original(id.clone()))),
            PrivateLink::Issued(link) => {
                let target = self.link_target(link).await?.filter(|target| target.mailed.is_none());
                Ok(target.map(|target| Holder { id: target.id, link: Some(link.clone()) }))
            }
        }
    }

    async fn link_target(&self, link: &LinkId) -> Result<Option<LinkTarget>, Error> {
        let Some(item) = self.get_item(keys::link(link)).await? else { return Ok(None) };
        read::<StoredLink>(&item, LINK)?.target().map(Some)
    }

    /// Replaces the link of an application with `new`, unless the application has changed since it was read. `mailbox` is
    /// the mailbox whose reader gets the link, if they continue from an email. The application's version increases, so that a request with the old link
    /// fails. A repeated call with the same link has no further effect.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn replace_link(
        &self,
        application: &Application,
        new: &LinkId,
        mailbox: Option<&Hash>,
    ) -> Result<ReplaceOutcome, Error> {
        let id = application.id();
        let writes = vec![
            self.set_current_link(application, new, mailbox)?,
            self.put_link(id, new, None)?,
            self.put_own_link(id, new)?,
        ];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(ReplaceOutcome::Replaced),
            Transaction::Canceled(mut reasons) if reasons.condition_failed(0) => match reasons.application(0)? {
                // An earlier attempt, whose response was lost.
                Some(found) if found.link().id.as_ref() == Some(new) => Ok(ReplaceOutcome::Replaced),
                found => Ok(ReplaceOutcome::Changed(found)),
            },
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Issues a link for an email that is about to be sent, and returns `false` if the application is gone. A repeated
    /// call has no further effect.
    ///
    /// # Errors
    /// When the table can't be reached, or another write conflicts.
    pub async fn issue_mailed_link(
        &self,
        id: &ApplicationId,
        link: &LinkId,
        mailed: &MailedLink,
    ) -> Result<bool, Error> {
        let exists = self
            .new_check(keys::application(id))
            .condition_expression(format!("attribute_exists({})", keys::PARTITION));
        let writes = vec![exists.into_write()?, self.put_link(id, link, Some(mailed))?, self.put_own_link(id, link)?];
        match self.transact(writes).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Removes a link of a deleted application. A private link stays for a day, so that a reload can confirm the deletion.
    pub(super) async fn forget_link(&self, id: &ApplicationId, link: &LinkId, now: Timestamp) -> Result<(), Error> {
        let expire = self
            .update_item(keys::link(link))
            .update_expression(format!("SET {} = if_not_exists({0}, :soon)", keys::EXPIRES_AT))
            .condition_expression(format!("attribute_exists({}) AND attribute_not_exists(mailbox)", keys::PARTITION))
            .expression_attribute_values(":soon", unix(now.plus_days(DELETED_DAYS)));
        if !apply(expire).await? {
            self.delete(keys::link(link)).await?;
        }
        self.delete(keys::own_link(id, link)).await
    }

    fn set_current_link(
        &self,
        application: &Application,
        new: &LinkId,
        mailbox: Option<&Hash>,
    ) -> Result<TransactWriteItem, Error> {
        let set = format!("SET {} = :new, version = :next", keys::CURRENT_LINK);
        let expression = match mailbox {
            Some(_) => format!("{set}, current_link_mailbox = :mailbox"),
            None => format!("{set} REMOVE current_link_mailbox"),
        };
        let mut update = self
            .new_update(keys::application(application.id()))
            .update_expression(expression)
            .condition_expression("#status = :status AND version = :version")
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":new", text(new.as_str()))
            .expression_attribute_values(":status", text(application.status().as_str()))
            .expression_attribute_values(":version", number(application.version()))
            .expression_attribute_values(":next", number(application.version().saturating_add(1)))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        if let Some(mailbox) = mailbox {
            update = update.expression_attribute_values(":mailbox", text(mailbox.as_str()));
        }
        update.into_write()
    }

    fn put_link(
        &self,
        id: &ApplicationId,
        link: &LinkId,
        mailed: Option<&MailedLink>,
    ) -> Result<TransactWriteItem, Error> {
        let mut put = self
            .new_put(keys::link(link), LINK)
            .item("application_id", text(id.as_str()))
            // Never overwrites another application's link.
            .condition_expression(format!("attribute_not_exists({}) OR application_id = :id", keys::PARTITION))
            .expression_attribute_values(":id", text(id.as_str()));
        if let Some(MailedLink { mailbox, replaces }) = mailed {
            put = put.item("mailbox", text(mailbox.as_str()));
            if let Some(replaces) = replaces {
                put = put.item("replaces", text(replaces.as_str()));
            }
        }
        put.into_write()
    }

    fn put_own_link(&self, id: &ApplicationId, link: &LinkId) -> Result<TransactWriteItem, Error> {
        self.new_put(keys::own_link(id, link), "link_beside").into_write()
    }
}

#[derive(Deserialize)]
struct StoredLink {
    application_id: String,
    mailbox: Option<Hash>,
    replaces: Option<String>,
}

impl StoredLink {
    fn target(self) -> Result<LinkTarget, Error> {
        let malformed = |_| Error::malformed(LINK);
        let replaces = self.replaces.map(|link| link.parse()).transpose().map_err(malformed)?;
        let mailed = self.mailbox.map(|mailbox| MailedLink { mailbox, replaces });
        Ok(LinkTarget { id: self.application_id.parse().map_err(malformed)?, mailed })
    }
}
