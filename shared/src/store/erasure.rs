//! Taking an application out of the table.

use super::items::{application, text};
use super::{Error, Store, keys};
use crate::application::{Application, ApplicationId, Status};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure;

/// What became of an application that was to be erased.
#[derive(Debug)]
pub enum EraseOutcome {
    /// It is gone, or was never there.
    Erased,
    /// It is still there, for it is neither a draft nor withdrawn.
    Refused(Application),
}

impl Store {
    /// Erases a draft, or an application that was withdrawn. Its history and the claim of its reference, which hold no
    /// personal data, stay.
    ///
    /// # Errors
    /// When the table can't be reached, or holds something else there.
    pub async fn erase(&self, id: &ApplicationId) -> Result<EraseOutcome, Error> {
        let request = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(keys::application(id)))
            .condition_expression(format!(
                "attribute_not_exists({}) OR #status = :draft OR #status = :withdrawn",
                keys::PARTITION
            ))
            .expression_attribute_names("#status", "status")
            .expression_attribute_values(":draft", text(Status::Draft.as_str()))
            .expression_attribute_values(":withdrawn", text(Status::Withdrawn.as_str()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        match request.send().await {
            Ok(_) => Ok(EraseOutcome::Erased),
            Err(SdkError::ServiceError(error)) if error.err().is_conditional_check_failed_exception() => {
                match error.into_err() {
                    DeleteItemError::ConditionalCheckFailedException(failed) => {
                        let item = failed.item.ok_or(Error::malformed("answer"))?;
                        application(item).map(EraseOutcome::Refused)
                    }
                    _ => Err(Error::malformed("answer")),
                }
            }
            Err(SdkError::ServiceError(error)) if error.err().is_transaction_conflict_exception() => {
                Err(Error::Conflict { operation: "DeleteItem" })
            }
            Err(error) => Err(Error::from_sdk("DeleteItem", error)),
        }
    }
}
