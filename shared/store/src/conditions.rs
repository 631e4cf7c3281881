//! Updates whose condition was not met: an answer, not an error.

use crate::Error;
use crate::items::Item;
use aws_sdk_dynamodb::config::http::HttpResponse;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;

/// The item that did not meet an update's condition, if there was one and it was asked for.
///
/// # Errors
/// When it was not the condition that kept the update from being made.
pub(super) fn refused(error: SdkError<UpdateItemError, HttpResponse>) -> Result<Option<Item>, Error> {
    match error {
        SdkError::ServiceError(error) if error.err().is_conditional_check_failed_exception() => {
            match error.into_err() {
                UpdateItemError::ConditionalCheckFailedException(failed) => Ok(failed.item),
                _ => Err(Error::malformed("answer")),
            }
        }
        SdkError::ServiceError(error) if error.err().is_transaction_conflict_exception() => {
            Err(Error::Conflict { operation: "UpdateItem" })
        }
        error => Err(Error::from_sdk("UpdateItem", error)),
    }
}
