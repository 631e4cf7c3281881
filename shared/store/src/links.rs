//! Private links: where they lead, and how one replaces another.
//!
//! A link that was issued has an item of its own, which leads to the application. The application says which link is its
//! current one; every other link to it is an old one. Beside the application stands which links lead there, so that they
//! can be removed with it.

use crate::items::{number, read, text};
use crate::transaction::Transacted;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{ConditionCheck, Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem, Update};
use serde::Deserialize;
use shared::application::history::Hash;
use shared::application::{Application, ApplicationId, Holder, LinkId, LinkTarget, MailedLink, PrivateLink};
use shared::timestamp::Timestamp;

/// Days for which a link says that its application was deleted.
const DELETED_DAYS: u16 = 1;

/// What somebody finds who opens a link.
#[derive(Debug)]
pub enum Opened {
    /// The application, by its private link.
    Active(Application),
    /// The application, by a link that was sent by email.
    Mailed(Application, MailedLink),
    /// An application that is reached by another link now.
    Replaced,
    /// Nothing.
    Unknown,
}

/// What became of a link that was to be replaced.
#[derive(Debug)]
pub enum ReplaceOutcome {
    /// The application is reached by the new link, and by no other.
    Replaced,
    /// It was not replaced: the application has changed since it was read. This is what there is now.
    Changed(Option<Application>),
}

impl Store {
    /// Opens a link.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn open(&self, link: &PrivateLink, now: Timestamp) -> Result<Opened, Error> {
        let (id, issued, mailed) = match link {
            PrivateLink::Original(id) => (id.clone(), None, None),
            PrivateLink::Issued(link) => match self.link_target(link).await? {
                Some(target) => (target.id, Some(link), target.mailed),
                None => return Ok(Opened::Unknown),
            },
        };
        Ok(match (self.application(&id, now).await?, mailed) {
            (None, _) => Opened::Unknown,
            (Some(application), _) if application.link().id.as_ref() == issued => Opened::Active(application),
            (Some(application), Some(mailed)) if mailed.leads_to(application.link()) => {
                Opened::Mailed(application, mailed)
            }
            (Some(_), _) => Opened::Replaced,
        })
    }

    /// Returns the holder of a private link without reading the application, or `None` for any other link.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn holder(&self, link: &PrivateLink) -> Result<Option<Holder>, Error> {
        match link {
            PrivateLink::Original(id) => Ok(Some(Holder::of_original(id.clone()))),
            PrivateLink::Issued(link) => {
                let target = self.link_target(link).await?.filter(|target| target.mailed.is_none());
                Ok(target.map(|target| Holder { id: target.id, link: Some(link.clone()) }))
            }
        }
    }

    /// Where an issued link leads, if anywhere.
    async fn link_target(&self, link: &LinkId) -> Result<Option<LinkTarget>, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::link(link)));
        let found = request.consistent_read(true).send().await.map_err(|error| Error::from_sdk("GetItem", error))?;
        let Some(item) = found.item else { return Ok(None) };
        read::<StoredLink>(&item, LINK)?.target().map(Some)
    }

    /// Replaces the link of an application, as it was read, by `new`. `mailbox` is the one whose reader gets the new link, if
    /// they continue from an email. The application's version is counted up, so that nothing which was
    /// begun by the old link is finished afterwards. Repeated with the same link, it has no further effect.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
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
            self.put_link_beside(id, new)?,
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(ReplaceOutcome::Replaced),
            Transacted::Canceled(mut reasons) if reasons.refused(0) => match reasons.application(0)? {
                // An earlier attempt, whose answer was lost.
                Some(found) if found.link().id.as_ref() == Some(new) => Ok(ReplaceOutcome::Replaced),
                found => Ok(ReplaceOutcome::Changed(found)),
            },
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Makes a link that is about to be sent by email lead to an application. Repeated, it has no further effect. If the
    /// application is gone, nothing is written, and the answer is `false`.
    ///
    /// # Errors
    /// When the table can't be reached, or another write got in between.
    pub async fn issue_mailed_link(
        &self,
        id: &ApplicationId,
        link: &LinkId,
        mailed: &MailedLink,
    ) -> Result<bool, Error> {
        let there = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .condition_expression(format!("attribute_exists({})", keys::PARTITION))
            .build();
        let there = there.map_err(|error| Error::unwritable(LINK, error))?;
        let writes = vec![
            TransactWriteItem::builder().condition_check(there).build(),
            self.put_link(id, link, Some(mailed))?,
            self.put_link_beside(id, link)?,
        ];
        match self.transact(writes).await? {
            Transacted::Done => Ok(true),
            Transacted::Canceled(reasons) if reasons.refused(0) => Ok(false),
            Transacted::Canceled(reasons) => Err(reasons.failure()),
        }
    }

    /// Removes a link after its application is gone. A private link stays for a day, so that a reload can confirm the
    /// deletion.
    pub(super) async fn forget_link(&self, id: &ApplicationId, link: &LinkId, now: Timestamp) -> Result<(), Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::link(link)))
            .update_expression(format!("SET {} = if_not_exists({0}, :soon)", keys::EXPIRES_AT))
            .condition_expression(format!("attribute_exists({}) AND attribute_not_exists(mailbox)", keys::PARTITION))
            .expression_attribute_values(":soon", number(now.plus_days(DELETED_DAYS).unix().unsigned_abs()));
        if let Err(error) = request.send().await {
            super::conditions::refused(error)?;
            self.delete(keys::link(link)).await?;
        }
        self.delete(keys::link_beside(id, link)).await
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
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(keys::application(application.id())))
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
        let update = update.build().map_err(|error| Error::unwritable(LINK, error))?;
        Ok(TransactWriteItem::builder().update(update).build())
    }

    fn put_link(
        &self,
        id: &ApplicationId,
        link: &LinkId,
        mailed: Option<&MailedLink>,
    ) -> Result<TransactWriteItem, Error> {
        let mut put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(keys::link(link)))
            .item("entity_type", text(LINK))
            .item("application_id", text(id.as_str()))
            // No link of another application is taken over.
            .condition_expression(format!("attribute_not_exists({}) OR application_id = :id", keys::PARTITION))
            .expression_attribute_values(":id", text(id.as_str()));
        if let Some(MailedLink { mailbox, replaces }) = mailed {
            put = put.item("mailbox", text(mailbox.as_str()));
            if let Some(replaces) = replaces {
                put = put.item("replaces", text(replaces.as_str()));
            }
        }
        put_item(put)
    }

    fn put_link_beside(&self, id: &ApplicationId, link: &LinkId) -> Result<TransactWriteItem, Error> {
        let put = Put::builder().table_name(&self.table).set_item(Some(keys::link_beside(id, link)));
        put_item(put.item("entity_type", text("link_beside")))
    }
}

const LINK: &str = "link";

/// A link, as it is stored.
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

fn put_item(put: aws_sdk_dynamodb::types::builders::PutBuilder) -> Result<TransactWriteItem, Error> {
    let put = put.build().map_err(|error| Error::unwritable(LINK, error))?;
    Ok(TransactWriteItem::builder().put(put).build())
}
