//! History entries, stored as items in their application's partition.

use crate::items::{Item, read, text};
use crate::transaction::IntoWrite;
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::TransactWriteItem;
use shared::application::history::Entry;
use shared::application::{ApplicationId, Reference};

impl Store {
    /// Returns the write that adds an entry, for the transaction of its change. It never overwrites an entry.
    pub(super) fn put_entry(
        &self,
        id: &ApplicationId,
        reference: &Reference,
        entry: &Entry,
    ) -> Result<TransactWriteItem, Error> {
        let attributes: Item = serde_dynamo::to_item(entry).map_err(|error| Error::unwritable("history", error))?;
        let put = self
            .new_put(keys::history(id, entry.number), "history")
            .item("reference", text(reference.as_str()))
            .item("hash", text(entry.hash(reference).as_str()))
            .condition_expression(format!("attribute_not_exists({})", keys::PARTITION));
        attributes.into_iter().fold(put, |put, (name, value)| put.item(name, value)).into_write()
    }

    /// Returns the whole history of an application, from its first entry. It may outlive the application.
    ///
    /// # Errors
    /// When the table can't be reached, or an entry is malformed.
    pub async fn history(&self, id: &ApplicationId) -> Result<Vec<Entry>, Error> {
        let query = self.query_beginning(&keys::partition(id), keys::HISTORY);
        // A history is far smaller than a response's limit of one megabyte.
        let response = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        response.items.unwrap_or_default().iter().map(|item| read(item, "history")).collect()
    }
}
