//! Reads and creates the stack's secret.

use crate::items::text;
use crate::secret::{SECRET_LENGTH, Secret};
use crate::{Error, Store, keys};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use shared::entropy::Entropy;

impl Store {
    /// Returns the stack's secret. The first call of all creates it; each sandbox reads it once.
    ///
    /// # Errors
    /// When the table can't be reached, the item is malformed, or the system has no random bytes.
    pub async fn secret(&self, entropy: &Entropy) -> Result<Secret, Error> {
        if let Some(secret) = self.secret.get() {
            return Ok(secret.clone());
        }
        let item = self.get_item(keys::secret()).await?;
        let secret = match item.as_ref().and_then(|item| item.get(ATTRIBUTE)) {
            Some(stored) => read(stored)?,
            None => self.create_secret(entropy).await?,
        };
        Ok(self.secret.get_or_init(|| secret).clone())
    }

    /// Creates the secret, or returns the one that another sandbox created meanwhile.
    async fn create_secret(&self, entropy: &Entropy) -> Result<Secret, Error> {
        let candidate = Secret::from_random(entropy.bytes().map_err(|_| Error::no_entropy())?);
        let request = self
            .update_item(keys::secret())
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
