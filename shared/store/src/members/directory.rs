//! The published directory: a copy of the register's public rows that a visit reads in one request.
//!
//! The front is small, and answers most visits; the summary is for the home page and the feed. All rows are compressed, in parts that fit an item; the parts of 20,000
//! members fit one response.

use crate::items::{Item, number};
use crate::transaction::{IntoWrite, Transaction};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, ReturnValue, TransactWriteItem};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::member::directory::{DirectoryRow, Summary, View};
use shared::timestamp::Timestamp;
use std::io::{Read, Write};

/// The members in a part. Compressed, they have less than 200 KB.
const IN_A_PART: usize = 2_500;
/// The most parts. DynamoDB's response has 1 MB at most.
const MOST_PARTS: usize = 8;

const CONTENT: &str = "content";
const ENTITY: &str = "directory";

impl Store {
    /// Publishes the members that are public now, and filters of these names. Reads the register after it has taken a
    /// number, and writes only over what has a lower one. So whatever runs at once, the last change is published.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn publish_directory(&self, filters: &[String], now: Timestamp) -> Result<(), Error> {
        let publication = self.next_publication().await?;
        let mut listings: Vec<_> = self.register().await?.into_iter().map(|row| row.listing).collect();
        listings.retain(|listing| listing.is_public(now));
        listings.sort_by(|one, other| one.sort_key().cmp(&other.sort_key()));
        let rows: Vec<_> = listings.iter().take(IN_A_PART * MOST_PARTS).map(DirectoryRow::from).collect();
        let parts: Vec<_> = rows.chunks(IN_A_PART).collect();
        let mut writes = vec![
            self.put_directory(keys::front(), &View::front(&rows, filters), publication)?,
            self.put_directory(keys::summary(), &Summary::of(&rows), publication)?,
        ];
        for (part, rows) in parts.iter().enumerate() {
            writes.push(self.put_directory(keys::rows(part), rows, publication)?);
        }
        for part in parts.len()..MOST_PARTS {
            let delete = Delete::builder().table_name(&self.table).set_key(Some(keys::rows(part)));
            writes.push(delete.into_write()?);
        }
        match self.transact(writes).await? {
            Transaction::Canceled(reasons) if !reasons.condition_failed(0) => Err(reasons.error()),
            // A later publication was faster.
            Transaction::Committed | Transaction::Canceled(_) => Ok(()),
        }
    }

    async fn next_publication(&self) -> Result<u64, Error> {
        let update = self
            .update_item(keys::publications())
            .update_expression("SET entity_type = :entity ADD #count :one")
            .expression_attribute_names("#count", "count")
            .expression_attribute_values(":entity", AttributeValue::S("publications".to_owned()))
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::UpdatedNew);
        let updated = update.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let count = updated.attributes.and_then(|item| item.get("count")?.as_n().ok()?.parse().ok());
        count.ok_or(Error::malformed("publications"))
    }

    fn put_directory<T: Serialize + ?Sized>(
        &self,
        key: keys::Key,
        content: &T,
        publication: u64,
    ) -> Result<TransactWriteItem, Error> {
        self.new_put(key, ENTITY)
            .item(CONTENT, AttributeValue::B(Blob::new(encode(content)?)))
            .item("publication", number(publication))
            .condition_expression("attribute_not_exists(publication) OR publication < :publication")
            .expression_attribute_values(":publication", number(publication))
            .into_write()
    }

    /// Reads the front of the directory; an empty one if nothing was published yet. The last second may be missing.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn directory_front(&self) -> Result<View, Error> {
        self.published(keys::front()).await
    }

    /// Reads the summary of the directory, likewise.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn directory_summary(&self) -> Result<Summary, Error> {
        self.published(keys::summary()).await
    }

    async fn published<T: Default + DeserializeOwned>(&self, key: keys::Key) -> Result<T, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(key));
        let item = request.send().await.map_err(|error| Error::from_sdk("GetItem", error))?.item;
        item.as_ref().map_or_else(|| Ok(T::default()), decode)
    }

    /// Reads every row of the directory, by name, in one request. The last second may be missing.
    ///
    /// # Errors
    /// When the table can't be reached, or an item is malformed.
    pub async fn directory_rows(&self) -> Result<Vec<DirectoryRow>, Error> {
        let query = self.query_beginning(keys::DIRECTORY, keys::ROWS).consistent_read(false);
        let items = query.send().await.map_err(|error| Error::from_sdk("Query", error))?.items.unwrap_or_default();
        let mut rows = Vec::new();
        for item in &items {
            rows.extend(decode::<Vec<DirectoryRow>>(item)?);
        }
        Ok(rows)
    }
}

fn encode<T: Serialize + ?Sized>(content: &T) -> Result<Vec<u8>, Error> {
    let bytes = postcard::to_allocvec(content).map_err(|error| Error::unwritable("directory", error))?;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(&bytes).and_then(|()| encoder.finish());
    written.map_err(|error| Error::unwritable("directory", error))
}

fn decode<T: DeserializeOwned>(item: &Item) -> Result<T, Error> {
    let content = item.get(CONTENT).and_then(|content| content.as_b().ok()).ok_or(Error::malformed("directory"))?;
    let mut bytes = Vec::new();
    DeflateDecoder::new(content.as_ref())
        .read_to_end(&mut bytes)
        .map_err(|error| Error::unwritable("directory", error))?;
    postcard::from_bytes(&bytes).map_err(|error| Error::unwritable("directory", error))
}
