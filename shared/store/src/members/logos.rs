//! Logos of members. A logo is named by its content, so it is written once and never changes.

use crate::items::{string, text};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use shared::member::LogoId;

/// A logo's content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The media type, such as `image/png`.
    pub media_type: String,
    /// The bytes.
    pub content: Vec<u8>,
}

impl Store {
    /// Stores a logo. Storing it again changes nothing.
    ///
    /// # Errors
    /// When the table can't be reached.
    pub async fn keep_logo(&self, id: &LogoId, picture: &Picture) -> Result<(), Error> {
        let put = self.client.put_item().table_name(&self.table).set_item(Some(keys::logo(id)));
        let put = put
            .item("entity_type", text("logo"))
            .item("media_type", text(&picture.media_type))
            .item("content", AttributeValue::B(Blob::new(picture.content.clone())));
        put.send().await.map_err(|error| Error::from_sdk("PutItem", error))?;
        Ok(())
    }

    /// Reads a logo.
    ///
    /// # Errors
    /// When the table can't be reached, or the item is malformed.
    pub async fn logo(&self, id: &LogoId) -> Result<Option<Picture>, Error> {
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::logo(id)));
        let item = request.send().await.map_err(|error| Error::from_sdk("GetItem", error))?.item;
        let Some(item) = item else { return Ok(None) };
        let content = item.get("content").and_then(|content| content.as_b().ok()).ok_or(Error::malformed("logo"))?;
        let media_type = string(&item, "media_type").ok_or(Error::malformed("logo"))?.to_owned();
        Ok(Some(Picture { media_type, content: content.as_ref().to_vec() }))
    }
}
