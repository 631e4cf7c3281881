//! The stack's secret, an item of its own.

use crate::items::text;
use crate::secret::{SECRET_LENGTH, Secret};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::entropy::Entropy;

impl Store {
    /// The stack's secret: the same for everyone who asks. It is made when the first one does, and read once by each
    /// sandbox.
    ///
    /// # Errors
    /// When the table can't be reached or holds something else there, or the system has no randomness to give.
    pub async fn secret(&self, entropy: &Entropy) -> Result<Secret, Error> {
        if let Some(secret) = self.secret.get() {
            return Ok(secret.clone());
        }
        let request = self.client.get_item().table_name(&self.table).set_key(Some(keys::secret()));
        let found = request.consistent_read(true).send().await.map_err(|error| Error::from_sdk("GetItem", error))?;
        let secret = match found.item.as_ref().and_then(|item| item.get(ATTRIBUTE)) {
            Some(stored) => read(stored)?,
            None => self.make_secret(entropy).await?,
        };
        Ok(self.secret.get_or_init(|| secret).clone())
    }

    /// The first caller makes it; the others get what was made.
    async fn make_secret(&self, entropy: &Entropy) -> Result<Secret, Error> {
        let candidate = Secret::from_random(entropy.bytes().map_err(|_| Error::no_entropy())?);
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::secret()))
            .update_expression("SET entity_type = :entity, secret_key = if_not_exists(secret_key, :candidate)")
            .expression_attribute_values(":entity", text("secret"))
            .expression_attribute_values(":candidate", AttributeValue::B(Blob::new(candidate.as_bytes().as_slice())))
            .return_values(ReturnValue::AllNew);
        let stored = request.send().await.map_err(|error| Error::from_sdk("UpdateItem", error))?;
        let stored = stored.attributes.as_ref().and_then(|item| item.get(ATTRIBUTE));
        read(stored.ok_or(Error::malformed(ATTRIBUTE))?)
    }
}

const ATTRIBUTE: &str = "secret_key";

fn read(stored: &AttributeValue) -> Result<Secret, Error> {
    let bytes = stored.as_b().ok().and_then(|bytes| <[u8; SECRET_LENGTH]>::try_from(bytes.as_ref()).ok());
    bytes.map(Secret::from_random).ok_or(Error::malformed(ATTRIBUTE))
}
