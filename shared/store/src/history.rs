//! The entries of a history, each an item beside its application.

use crate::items::{read, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::types::{AttributeValue, Put, TransactWriteItem};
use shared::application::history::Entry;
use shared::application::{ApplicationId, Reference};

impl Store {
    /// Writes an entry, as a part of the transaction that makes the change. An entry is never overwritten.
    pub(super) fn put_entry(
        &self,
        id: &ApplicationId,
        reference: &Reference,
        entry: &Entry,
    ) -> Result<TransactWriteItem, Error> {
        let item = serde_dynamo::to_item(entry).map_err(|error| Error::unwritable("history", error))?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .item("entity_type", text("history"))
            .item("reference", text(reference.as_str()))
            .item("hash", text(entry.hash(reference).as_str()));
        let put = keys::history(id, entry.number).into_iter().fold(put, |put, (name, value)| put.item(name, value));
        let put = put.condition_expression(format!("attribute_not_exists({})", keys::PARTITION)).build();
        Ok(TransactWriteItem::builder().put(put.map_err(|error| Error::unwritable("history", error))?).build())
    }

    /// The whole history of an application, from its first entry. It may outlive the application.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn history(&self, id: &ApplicationId) -> Result<Vec<Entry>, Error> {
        let (partition, prefix) = keys::histories(id);
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(format!(
                "{} = :partition AND begins_with({}, :prefix)",
                keys::PARTITION,
                keys::SORT
            ))
            .expression_attribute_values(":partition", AttributeValue::S(partition))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix));
        // A history is far smaller than the megabyte that one answer holds.
        let found = query.send().await.map_err(|error| Error::from_sdk("Query", error))?;
        found.items.unwrap_or_default().iter().map(|item| read(item, "history")).collect()
    }
}
