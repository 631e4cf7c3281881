//! What an applicant shows to confirm an address.

use super::conditions::refused;
use super::items::text;
use super::{Error, Store, keys};
use crate::application::{ApplicationId, ConfirmToken};
use aws_sdk_dynamodb::types::ReturnValue;

impl Store {
    /// The token with which the address of an application that was sent is confirmed: the same for everyone who asks.
    /// `candidate` is random, and becomes the token if there is none yet. Nothing, if the application is gone.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn confirm_token(
        &self,
        id: &ApplicationId,
        candidate: &ConfirmToken,
    ) -> Result<Option<ConfirmToken>, Error> {
        let request = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .update_expression("SET confirm_token = if_not_exists(confirm_token, :candidate)")
            .condition_expression("attribute_exists(#reference)")
            .expression_attribute_names("#reference", "reference")
            .expression_attribute_values(":candidate", text(candidate.as_str()))
            .return_values(ReturnValue::AllNew);
        match request.send().await {
            Ok(stored) => {
                let token = stored.attributes.as_ref().and_then(|item| item.get("confirm_token")?.as_s().ok());
                token.and_then(|token| token.parse().ok()).map(Some).ok_or(Error::malformed("confirm_token"))
            }
            Err(error) => refused(error).map(|_| None),
        }
    }
}
