//! Failed conditions of updates: outcomes, not errors.

use crate::Error;
use crate::items::Item;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;

/// Sends an update, and returns whether its condition held.
///
/// # Errors
/// When the update failed for another reason.
pub(super) async fn apply(update: UpdateItemFluentBuilder) -> Result<bool, Error> {
    match update.send().await {
        Ok(_) => Ok(true),
        Err(error) => failed_condition(error).map(|_| false),
    }
}

/// Returns the item that failed an update's condition, if there is one and the update asked for it.
///
/// # Errors
/// When the update failed for another reason.
pub(super) fn failed_condition(error: SdkError<UpdateItemError, HttpResponse>) -> Result<Option<Item>, Error> {
    match error {
        SdkError::ServiceError(error) if error.err().is_conditional_check_failed_exception() => {
            match error.into_err() {
                UpdateItemError::ConditionalCheckFailedException(failed) => Ok(failed.item),
                _ => Err(Error::malformed("response")),
            }
        }
        SdkError::ServiceError(error) if error.err().is_transaction_conflict_exception() => {
            Err(Error::Conflict { operation: "UpdateItem" })
        }
        error => Err(Error::from_sdk("UpdateItem", error)),
    }
}
