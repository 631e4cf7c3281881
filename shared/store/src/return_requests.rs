//! Ways back to an application for a visitor who has lost its private link, by the main contact's mailbox.
//!
//! A visitor leaves a request, whether or not an application has the address. `notify` receives it from the table's
//! stream, finds the applications by the keyed hash of the mailbox, and sends their links to that mailbox.

use crate::items::string;
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use shared::applicant::EmailAddress;
use shared::application::history::Hash;
use shared::application::{ApplicationId, FormId};
use shared::timestamp::Timestamp;

impl Store {
    /// Leaves a request for links to the applications whose main contact has this address. The same form leaves one
    /// request.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn request_return(&self, form: &FormId, email: &EmailAddress, now: Timestamp) -> Result<(), Error> {
        self.leave_link_request(keys::return_request(form), "return_request", email, now).await
    }

    /// Makes an application or a draft findable by its main contact's mailbox. The entry is removed with it. Returns
    /// `false`, and writes nothing, if the application is gone or anonymized. A repeated call changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached, or other writes conflict.
    pub async fn add_contact_key(&self, id: &ApplicationId, mailbox: &Hash) -> Result<bool, Error> {
        let match_key = keys::contact_match(mailbox);
        let exists = self.new_check(keys::application(id)).condition_expression(format!(
            "attribute_exists({}) AND attribute_not_exists(review_anonymized_at)",
            keys::PARTITION
        ));
        let entry = self.new_put(keys::match_entry(&match_key, id), "likeness");
        let own = self.new_put(keys::own_match(id, &match_key), "likeness");
        match self.transact(vec![exists.into_write()?, entry.into_write()?, own.into_write()?]).await? {
            Transaction::Committed => Ok(true),
            Transaction::Canceled(reasons) if reasons.condition_failed(0) => Ok(false),
            Transaction::Canceled(reasons) => Err(reasons.error()),
        }
    }

    /// Returns the ids of at most `limit` applications and drafts whose main contact has, or had, this mailbox.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn with_contact(&self, mailbox: &Hash, limit: u16) -> Result<Vec<ApplicationId>, Error> {
        let partition = keys::match_partition(&keys::contact_match(mailbox));
        let query = self.query_partition(&partition).limit(limit.into());
        let found = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        let items = found.items.unwrap_or_default();
        Ok(items.iter().filter_map(|item| keys::application_id(string(item, keys::SORT)?)).collect())
    }
}
